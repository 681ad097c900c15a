//===- Linear.h - what the projections accept and how ------ -*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A matrix product with weights as the checkpoint has them, [M, K], a norm
// before it and an activation or a residual behind it. The heuristics are pure
// functions of the shape and the device.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_KERNELS_LINEAR_H
#define MLA_KERNELS_LINEAR_H

#include "kernels/params.h"
#include "mla/Kernels/Descriptor.h"

#include <optional>

namespace mla::kernels {

// In the order in which they are asked.
inline constexpr KernelDescriptor kLinearSmall = {
    "linear_small", "linear",  80,   999, kHalfTypes,   true,
    true,           "weights", true, "-", "mla_linear", {0, 16}};
inline constexpr KernelDescriptor kLinearSM90 = {
    "linear_sm90", "linear",  90,   90,  kHalfTypes,   true,
    true,          "weights", true, "-", "mla_linear", {1, INT32_MAX}};
/// PDL and weights as linear_sm90, which takes its place where the library is
/// not there.
inline constexpr KernelDescriptor kLinearCublasLt = {
    "linear_cublaslt", "linear",  80,   999, kHalfTypes,   true,
    true,              "weights", true, "-", "mla_linear", {1, INT32_MAX}};
inline constexpr KernelDescriptor kLinearKernels[] = {
    kLinearSmall, kLinearCublasLt, kLinearSM90};

/// Tokens that linear_small accepts. Beyond 16 it is not the one to take on
/// Hopper (H200, 3648 x 2048 with a norm: 21 us at 32 tokens, where linear_sm90
/// takes 11 for 128), and beyond 32 it reads the weights twice.
inline constexpr int kLinearSmallMost = 64;

/// Bytes of scratch that cuBLASLt may use.
inline constexpr int64_t kLinearLibraryBytes = 32 << 20;

/// What is known on the host about a call.
struct LinearShape {
  MlaDType dtype = MLA_BF16;
  MlaDType outDtype = MLA_BF16;
  int numTokens = 1;   ///< T, padded rows included
  int inFeatures = 1;  ///< K
  int outFeatures = 1; ///< M
  bool norm = false;
  bool gated = false;
  bool residual = false;
};

inline LinearShape linearShape(const MlaLinearParams &p) {
  LinearShape s;
  s.dtype = static_cast<MlaDType>(p.dtype);
  s.outDtype = static_cast<MlaDType>(p.out_dtype);
  s.numTokens = p.num_tokens;
  s.inFeatures = p.in_features;
  s.outFeatures = p.out_features;
  s.norm = p.norm_weight != nullptr;
  s.gated = p.gated != 0;
  s.residual = p.residual != nullptr;
  return s;
}

/// Why the kernel does not accept the shape; empty if it does.
inline std::string linearRefusal(MlaLinearKernel kernel, const LinearShape &s,
                                 const Device &device) {
  const KernelDescriptor &d = kLinearKernels[kernel];
  Refusal r;
  r.expect(device.sm >= d.smLow, "a newer compute capability", device.sm);
  r.expect(device.sm <= d.smHigh, "an older compute capability", device.sm);
  r.expect(s.dtype == MLA_BF16 || s.dtype == MLA_F16, "dtype bf16 or f16",
           dtypeName(s.dtype));
  r.expect(s.outDtype == s.dtype || s.outDtype == MLA_F32,
           "an output of the same dtype or f32", dtypeName(s.outDtype));
  DimRange tokens = d.tokens;
  if (kernel == MLA_LINEAR_SMALL)
    tokens.high = kLinearSmallMost;
  r.expect(tokens.holds(s.numTokens), tokens.text("num_tokens"), s.numTokens);
  r.expect(s.inFeatures >= 8 && s.inFeatures % 8 == 0,
           "in_features a positive multiple of 8", s.inFeatures);
  r.expect(s.outFeatures >= 1, "out_features >= 1", s.outFeatures);
  if (kernel == MLA_LINEAR_SMALL) {
    r.expect(hasLargeSharedMemory(device),
             "a GPU with 160 KB of shared memory a CTA", device.sm);
    r.expect(!s.norm || s.inFeatures <= 24576,
             "in_features up to 24576 where normalised", s.inFeatures);
  }
  if (kernel == MLA_LINEAR_CUBLASLT) {
    r.expect(device.sm == 90 || hasLargeSharedMemory(device),
             "a GPU with a kernel to fall back to", device.sm);
    r.expect(!s.gated, "a product that is not gated", "a gate");
    r.expect(!s.residual || s.outDtype == s.dtype,
             "an output of the same dtype where there is a residual",
             dtypeName(s.outDtype));
  }
  r.expect(!s.gated || !s.residual, "no residual where gated", "a residual");
  return r.text();
}

/// The first kernel, in order, that is on and accepts the shape: of those that
/// are for so many tokens, else of all.
inline std::optional<MlaLinearKernel> chooseLinear(const LinearShape &s,
                                                   const Device &device) {
  for (bool any : {false, true})
    for (MlaLinearKernel k :
         {MLA_LINEAR_SMALL, MLA_LINEAR_CUBLASLT, MLA_LINEAR_SM90})
      if ((any || kLinearKernels[k].tokens.holds(s.numTokens)) &&
          !isKernelDisabled(kLinearKernels[k].name) &&
          linearRefusal(k, s, device).empty())
        return k;
  return std::nullopt;
}

/// Where the scratch of linear_cublaslt lies, in bytes from its start.
struct LinearLibraryLayout {
  int64_t normed;  ///< [T, K]
  int64_t library; ///< the library's own
  int64_t size;
};

constexpr LinearLibraryLayout linearLibraryLayout(const LinearShape &s) {
  int64_t normed = s.norm ? int64_t(s.numTokens) * s.inFeatures * 2 : 0;
  LinearLibraryLayout l = {};
  l.library = (normed + 255) / 256 * 256;
  l.size = l.library + kLinearLibraryBytes;
  return l;
}

/// Bytes of scratch: the many-token kernels put the normed rows there.
constexpr int64_t linearWorkspaceSize(const LinearShape &s,
                                      MlaLinearKernel kernel) {
  if (kernel == MLA_LINEAR_CUBLASLT)
    return linearLibraryLayout(s).size;
  return kernel == MLA_LINEAR_SM90 && s.norm
             ? int64_t(s.numTokens) * s.inFeatures * 2
             : 0;
}

} // namespace mla::kernels

#endif // MLA_KERNELS_LINEAR_H
