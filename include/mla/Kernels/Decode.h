//===- Decode.h - what the decode kernels accept and how --------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Absorbed attention over the paged latent cache. The heuristics are pure
// functions of the shape and the device: the compiler, the launchers, Python
// and the tests call the same ones.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_KERNELS_DECODE_H
#define MLA_KERNELS_DECODE_H

#include "kernels/params.h"
#include "mla/Kernels/Descriptor.h"

#include <algorithm>

namespace mla::kernels {

// In the order in which they are asked. Every one covers N, h_kv, q_len and
// page size without a bound; ranks as decodeRefusal says.
inline constexpr KernelDescriptor kDecodeSM90Few = {
    "decode_sm90_few", "decode", 90,  90,          kHalfTypes, true, true,
    "nothing",         true,     "e", "mla_decode"};
inline constexpr KernelDescriptor kDecodeSM90Many = {
    "decode_sm90_many", "decode", 90,  90,          kHalfTypes, true, true,
    "nothing",          true,     "e", "mla_decode"};
inline constexpr KernelDescriptor kDecodeSM80Few = {
    "decode_sm80_few", "decode", 80,  999,         kHalfTypes, true, false,
    "nothing",         true,     "e", "mla_decode"};
inline constexpr KernelDescriptor kDecodeKernels[] = {
    kDecodeSM90Few, kDecodeSM90Many, kDecodeSM80Few};
inline constexpr KernelDescriptor kDecodePlan = {
    "decode_plan", "decode_plan", 80,   999, kHalfTypes,       true,
    true,          "nothing",     true, "-", "mla_decode_plan"};

/// Rows up to which the kernels for few heads are the faster ones, as a rule.
inline constexpr int kDecodeFewRows = 32;

/// Keys of a batch up to which they are the faster ones for 17 to 32 rows, too
/// (H200, b32, L + R = 320: 12.0 us and 14.3 with 512 keys a sequence, 38 and
/// 34 with 4096, lines that meet at 1700).
inline constexpr int64_t kDecodeFewKeys = 48 * 1024;

/// What is known on the host about a decode call.
struct DecodeShape {
  MlaDType dtype = MLA_BF16;
  int batch = 1;     ///< B
  int numTokens = 1; ///< T, padded rows included
  int numHeads = 1;  ///< N
  int hKv = 1;
  int kvLoraRank = 512;   ///< L
  int qkRopeHeadDim = 64; ///< R
  int vDim = 512;         ///< V
  int pageSize = 64;
  int maxKeys = 0; ///< no sequence is longer; 0: not known
};

/// How a decode call is cut. Plan and decode must agree on it.
struct DecodeChoice {
  MlaDecodeKernel kernel = MLA_DECODE_SM80_FEW;
  int tileRows = 16;
  int tileGroup = 1;
  int parts = 1;
  int overheadUnits = 0;
  int minUnits = 1;
};

/// Rows a sequence has in one KV head's group, on average.
constexpr int decodeRows(const DecodeShape &s) {
  int qLen = s.batch > 0 ? (s.numTokens + s.batch - 1) / s.batch : 1;
  return std::max(1, qLen) * (s.numHeads / std::max(1, s.hKv));
}

/// Why no decode kernel accepts the shape; empty if one does.
inline std::string decodeRefusal(const DecodeShape &s, const Device &device) {
  Refusal r;
  r.expect(device.sm >= 80, "a GPU of compute capability 8.0 or newer",
           device.sm);
  r.expect(s.dtype == MLA_BF16 || s.dtype == MLA_F16, "dtype bf16 or f16",
           dtypeName(s.dtype));
  r.expect(s.batch >= 0, "batch >= 0", s.batch);
  r.expect(s.hKv >= 1, "h_kv >= 1", s.hKv);
  r.expect(s.numHeads >= 1 && s.hKv >= 1 && s.numHeads % s.hKv == 0,
           "num_heads a positive multiple of h_kv", s.numHeads);
  r.expect(s.kvLoraRank >= 8 && s.kvLoraRank <= 512 && s.kvLoraRank % 8 == 0,
           "kv_lora_rank a multiple of 8 in [8, 512]", s.kvLoraRank);
  r.expect(s.qkRopeHeadDim >= 0 && s.qkRopeHeadDim <= 64 &&
               s.qkRopeHeadDim % 8 == 0,
           "qk_rope_head_dim a multiple of 8 in [0, 64]", s.qkRopeHeadDim);
  r.expect(s.vDim >= 8 && s.vDim <= s.kvLoraRank && s.vDim % 8 == 0,
           "v_dim a multiple of 8 in [8, kv_lora_rank]", s.vDim);
  r.expect(s.pageSize >= 1, "page_size >= 1", s.pageSize);
  return r.text();
}

/// How this kernel cuts a call on a device.
constexpr DecodeChoice cutDecode(MlaDecodeKernel kernel, const DecodeShape &s,
                                 const Device &device) {
  DecodeChoice c;
  c.kernel = kernel;
  int rows = decodeRows(s);
  c.tileRows = kernel == MLA_DECODE_SM90_MANY ? 64 : rows <= 16 ? 16 : 32;
  // Tiles of the same keys run side by side so that L2 serves all but one; a
  // sequence with more rows takes several items.
  int tiles = (rows + c.tileRows - 1) / c.tileRows;
  c.tileGroup = std::min(tiles, 8);
  c.parts = std::max(1, device.numSMs / c.tileGroup);
  // An item's start (queries, first copy, store) costs about as much as 64
  // keys where parts have several. A part of less than 64 keys costs more in
  // merging than it saves (b1 h16 4096: 9.7 us with 64 parts, 10.9 with 128).
  c.overheadUnits = s.batch >= 8 ? 4 : 0;
  c.minUnits = 4;
  return c;
}

/// The kernel and the cut of a call on a device.
inline DecodeChoice chooseDecode(const DecodeShape &s, const Device &device) {
  bool few = device.sm == 90 && !isKernelDisabled(kDecodeSM90Few.name);
  bool many = device.sm == 90 && !isKernelDisabled(kDecodeSM90Many.name);
  // 17 to 32 rows (H200, 4096 keys, us of few against many): b32 54 and 58,
  // b128 165 and 153; with short rows, L + R = 320, 38 and 34, 120 and 90. A
  // sequence of up to 128 rows alone is spread over more SMs by tiles of 32:
  // 16.5 and 18.
  const int rows = decodeRows(s);
  const bool shortRows = s.kvLoraRank + s.qkRopeHeadDim <= 320;
  const bool fewKeys =
      s.maxKeys > 0 && int64_t(s.batch) * s.maxKeys <= kDecodeFewKeys;
  const bool manyOfFew =
      rows > 16 && s.batch >= (shortRows ? 32 : 64) && !fewKeys;
  const bool spread = rows <= 128 && s.batch * s.hKv <= 2;
  MlaDecodeKernel kernel = MLA_DECODE_SM80_FEW;
  if (many && (!few || manyOfFew || (rows > kDecodeFewRows && !spread)))
    kernel = MLA_DECODE_SM90_MANY;
  else if (few)
    kernel = MLA_DECODE_SM90_FEW;
  return cutDecode(kernel, s, device);
}

/// Bytes of scratch: partial outputs and their log-sum-exps.
constexpr int64_t decodeWorkspaceSize(const DecodeShape &s,
                                      const DecodeChoice &c) {
  int64_t rows = int64_t(2) * c.parts * c.tileGroup * c.tileRows;
  return rows * (s.vDim + 1) * 4;
}

/// What a call with W_UV needs beyond that: u, which nobody else sees.
constexpr int64_t decodeValueBytes(const DecodeShape &s) {
  return int64_t(s.numTokens) * s.numHeads * s.kvLoraRank * 2 + 256;
}

/// As much as a call of this kernel may ask for, whatever its batch.
constexpr int64_t decodeMostWorkspace(MlaDecodeKernel kernel, int vDim,
                                      const Device &device) {
  int64_t tiles = std::max(device.numSMs, 8); // parts times their groups
  return 2 * tiles * (kernel == MLA_DECODE_SM90_MANY ? 64 : 32) * (vDim + 1) *
         4;
}

} // namespace mla::kernels

#endif // MLA_KERNELS_DECODE_H
