//===- Descriptor.h - what a kernel says about itself -----------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A descriptor is a constexpr struct: what a kernel accepts, what it needs and
// what it promises. Compiler, runtime, Python, the documentation table and the
// tests read the same ones. No MLIR and no CUDA here.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_KERNELS_DESCRIPTOR_H
#define MLA_KERNELS_DESCRIPTOR_H

#include "kernels/params.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace mla::kernels {

/// The GPU a choice is made for.
struct Device {
  int sm = 90; ///< compute capability, major * 10 + minor
  int numSMs = 132;
};

/// Whether a CTA may have 160 KB of shared memory; other GPUs give it 100.
constexpr bool hasLargeSharedMemory(const Device &device) {
  return device.sm == 80 || device.sm == 87 ||
         (device.sm >= 90 && device.sm < 120);
}

/// Inclusive bounds and divisibility of one dimension.
struct DimRange {
  int low = 0, high = 0, multipleOf = 1;
  constexpr bool holds(int64_t value) const {
    return value >= low && value <= high && value % multipleOf == 0;
  }
  std::string text(std::string_view name) const {
    return std::string(name) + " in [" + std::to_string(low) + ", " +
           std::to_string(high) + "]";
  }
};

constexpr const char *dtypeName(MlaDType dtype) {
  switch (dtype) {
  case MLA_BF16:
    return "bf16";
  case MLA_F16:
    return "f16";
  case MLA_F32:
    return "f32";
  case MLA_FP8_656:
    return "fp8_656";
  }
  return "unknown";
}

constexpr unsigned dtypeBit(MlaDType dtype) { return 1u << dtype; }
constexpr unsigned kHalfTypes = dtypeBit(MLA_BF16) | dtypeBit(MLA_F16);

/// What a kernel of any family declares.
struct KernelDescriptor {
  const char *name;  ///< as in kernels=… and MLA_DISABLE_KERNELS
  const char *op;    ///< the mla op it implements, without the prefix
  int smLow, smHigh; ///< compute capabilities, inclusive
  unsigned dtypes;   ///< dtypeBit set
  bool captureSafe;
  bool pdl;                    ///< launched with the PDL attribute
  const char *readsBeforeWait; ///< what it reads before the PDL wait
  bool deterministic;
  const char *lseBase; ///< "e", "2" or "-"
  const char *launch;  ///< C symbol of the launcher (kernels/params.h)
  DimRange tokens = {0, INT32_MAX}; ///< T for which it is the one to take
};

/// Collects the first predicate that fails, as "expected X, got Y".
class Refusal {
public:
  void expect(bool holds, std::string_view what, std::string_view got) {
    if (!holds && message.empty())
      message = "expected " + std::string(what) + ", got " + std::string(got);
  }
  void expect(bool holds, std::string_view what, int64_t got) {
    if (!holds && message.empty())
      expect(false, what, std::string_view(std::to_string(got)));
  }
  const std::string &text() const { return message; }

private:
  std::string message;
};

/// Whether `name` stands in MLA_DISABLE_KERNELS (comma separated).
inline bool
isKernelDisabled(std::string_view name,
                 const char *list = std::getenv("MLA_DISABLE_KERNELS")) {
  std::string_view rest = list ? list : "";
  while (!rest.empty()) {
    size_t comma = rest.find(',');
    if (rest.substr(0, comma) == name)
      return true;
    rest = comma == std::string_view::npos ? "" : rest.substr(comma + 1);
  }
  return false;
}

} // namespace mla::kernels

#endif // MLA_KERNELS_DESCRIPTOR_H
