//===- CounterRandom.h - random numbers as a function of a counter -*- C++
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Generators without a state: what is drawn depends on the key and the counter
// only, so neither the order of drawing nor the number of threads matters.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_COUNTERRANDOM_H
#define MLA_LIB_RUNTIME_COUNTERRANDOM_H

#include <array>
#include <cstdint>
#include <string_view>

namespace mla::runtime {

/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2,
/// 3").
inline std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter,
                                      std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    uint64_t a = uint64_t(0xD2511F53) * counter[0];
    uint64_t b = uint64_t(0xCD9E8D57) * counter[2];
    counter = {uint32_t(b >> 32) ^ counter[1] ^ key[0], uint32_t(b),
               uint32_t(a >> 32) ^ counter[3] ^ key[1], uint32_t(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

/// A number in [0, 1) with 53 random bits.
inline double uniformAt(uint64_t seed, uint64_t position) {
  std::array<uint32_t, 4> bits =
      philox({uint32_t(position), uint32_t(position >> 32), 0, 0},
             {uint32_t(seed), uint32_t(seed >> 32)});
  uint64_t word = uint64_t(bits[1]) << 32 | bits[0];
  return double(word >> 11) * 0x1p-53;
}

/// 64 well mixed bits of a counter (the finaliser of SplitMix64): cheaper than
/// Philox, for filling gigabytes.
inline uint64_t mix64(uint64_t x) {
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
  x = (x ^ x >> 27) * 0x94D049BB133111EB;
  return x ^ x >> 31;
}

/// FNV-1a.
inline uint64_t hashName(std::string_view name) {
  uint64_t hash = 0xCBF29CE484222325;
  for (char c : name)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

} // namespace mla::runtime

#endif // MLA_LIB_RUNTIME_COUNTERRANDOM_H
