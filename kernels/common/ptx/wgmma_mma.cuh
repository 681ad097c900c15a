//===- wgmma_mma.cuh - the warpgroup products ------------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Warpgroup products m64nNk16 with f32 accumulators (sm_90a). Of the 64xN
// accumulator, lane l of warp w holds rows 16w + l/4 (d[4j], d[4j+1]) and
// 16w + l/4 + 8 (d[4j+2], d[4j+3]) at columns 8j + 2(l%4) + {0,1}. An A operand
// in registers has the same rows: a[0], a[1] hold k = 2(l%4) + {0,1} of the two
// rows, a[2], a[3] the same plus 8; so a packed accumulator is an A operand.
//
// Operands from shared memory are K-major (rows of M or N, dense in K) unless
// transposed (rows of K).
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/ptx/wgmma.cuh"

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <type_traits>

namespace mla::ptx {

template <typename T, int N, bool kBTransposed = false,
          bool kATransposed = false>
struct Wgmma;

// clang-format off
#define MLA_T0 "%0,%1,%2,%3,%4,%5,%6,%7"
#define MLA_T1 "%8,%9,%10,%11,%12,%13,%14,%15"
#define MLA_T2 "%16,%17,%18,%19,%20,%21,%22,%23"
#define MLA_T3 "%24,%25,%26,%27,%28,%29,%30,%31"
#define MLA_T4 "%32,%33,%34,%35,%36,%37,%38,%39"
#define MLA_T5 "%40,%41,%42,%43,%44,%45,%46,%47"
#define MLA_T6 "%48,%49,%50,%51,%52,%53,%54,%55"
#define MLA_T7 "%56,%57,%58,%59,%60,%61,%62,%63"
#define MLA_T8 "%64,%65,%66,%67,%68,%69,%70,%71"
#define MLA_T9 "%72,%73,%74,%75,%76,%77,%78,%79"
#define MLA_T10 "%80,%81,%82,%83,%84,%85,%86,%87"
#define MLA_T11 "%88,%89,%90,%91,%92,%93,%94,%95"
#define MLA_T12 "%96,%97,%98,%99,%100,%101,%102,%103"
#define MLA_T13 "%104,%105,%106,%107,%108,%109,%110,%111"
#define MLA_T14 "%112,%113,%114,%115,%116,%117,%118,%119"
#define MLA_T15 "%120,%121,%122,%123,%124,%125,%126,%127"
#define MLA_D8(i) \
  "+f"(d[i]), "+f"(d[i + 1]), "+f"(d[i + 2]), "+f"(d[i + 3]), \
  "+f"(d[i + 4]), "+f"(d[i + 5]), "+f"(d[i + 6]), "+f"(d[i + 7])
// clang-format on

// P0… are the operand numbers that follow the N/2 accumulators.
#define MLA_WGMMA_SS(TYPE, N, TEXT, P0, P1, P2, P3, P4, ...)                   \
  asm volatile("{\n.reg .pred p;\nsetp.ne.b32 p, %" #P2 ", 0;\n"               \
               "wgmma.mma_async.sync.aligned.m64n" #N "k16.f32." TYPE "." TYPE \
               " {" TEXT "}, %" #P0 ", %" #P1 ", p, 1, 1, %" #P4 ", %" #P3     \
               ";\n}"                                                          \
               : __VA_ARGS__                                                   \
               : "l"(a), "l"(b), "r"(accumulate), "n"(kBTransposed ? 1 : 0),   \
                 "n"(kATransposed ? 1 : 0))

#define MLA_WGMMA_RS(TYPE, N, TEXT, P0, P1, P2, P3, P4, P5, P6, ...)           \
  asm volatile("{\n.reg .pred p;\nsetp.ne.b32 p, %" #P5 ", 0;\n"               \
               "wgmma.mma_async.sync.aligned.m64n" #N "k16.f32." TYPE "." TYPE \
               " {" TEXT "}, {%" #P0 ", %" #P1 ", %" #P2 ", %" #P3 "}, %" #P4  \
               ", p, 1, 1, %" #P6 ";\n}"                                       \
               : __VA_ARGS__                                                   \
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b),           \
                 "r"(accumulate), "n"(kBTransposed ? 1 : 0))

/// d = a b (+ d if accumulate): `ss` takes A from shared memory, `rs` from
/// registers.
#define MLA_DEFINE_WGMMA(N, TEXT, P0, P1, P2, P3, P4, P5, P6, ...)             \
  template <typename T, bool kBTransposed, bool kATransposed>                  \
  struct Wgmma<T, N, kBTransposed, kATransposed> {                             \
    __device__ static __forceinline__ void ss(float (&d)[N / 2], uint64_t a,   \
                                              uint64_t b, int accumulate) {    \
      if constexpr (std::is_same_v<T, __half>)                                 \
        MLA_WGMMA_SS("f16", N, TEXT, P0, P1, P2, P3, P4, __VA_ARGS__);         \
      else                                                                     \
        MLA_WGMMA_SS("bf16", N, TEXT, P0, P1, P2, P3, P4, __VA_ARGS__);        \
    }                                                                          \
    __device__ static __forceinline__ void rs(float (&d)[N / 2],               \
                                              const uint32_t (&a)[4],          \
                                              uint64_t b, int accumulate) {    \
      if constexpr (std::is_same_v<T, __half>)                                 \
        MLA_WGMMA_RS("f16", N, TEXT, P0, P1, P2, P3, P4, P5, P6, __VA_ARGS__); \
      else                                                                     \
        MLA_WGMMA_RS("bf16", N, TEXT, P0, P1, P2, P3, P4, P5, P6,              \
                     __VA_ARGS__);                                             \
    }                                                                          \
  }

// clang-format off
MLA_DEFINE_WGMMA(32, MLA_T0 "," MLA_T1,
  16, 17, 18, 19, 20, 21, 22,
  MLA_D8(0), MLA_D8(8));
MLA_DEFINE_WGMMA(64, MLA_T0 "," MLA_T1 "," MLA_T2 "," MLA_T3,
  32, 33, 34, 35, 36, 37, 38,
  MLA_D8(0), MLA_D8(8), MLA_D8(16), MLA_D8(24));
MLA_DEFINE_WGMMA(80, MLA_T0 "," MLA_T1 "," MLA_T2 "," MLA_T3 "," MLA_T4,
  40, 41, 42, 43, 44, 45, 46,
  MLA_D8(0), MLA_D8(8), MLA_D8(16), MLA_D8(24), MLA_D8(32));
MLA_DEFINE_WGMMA(96, MLA_T0 "," MLA_T1 "," MLA_T2 "," MLA_T3 "," MLA_T4 ","
  MLA_T5,
  48, 49, 50, 51, 52, 53, 54,
  MLA_D8(0), MLA_D8(8), MLA_D8(16), MLA_D8(24), MLA_D8(32), MLA_D8(40));
MLA_DEFINE_WGMMA(112, MLA_T0 "," MLA_T1 "," MLA_T2 "," MLA_T3 "," MLA_T4 ","
  MLA_T5 "," MLA_T6,
  56, 57, 58, 59, 60, 61, 62,
  MLA_D8(0), MLA_D8(8), MLA_D8(16), MLA_D8(24), MLA_D8(32), MLA_D8(40),
  MLA_D8(48));
MLA_DEFINE_WGMMA(128, MLA_T0 "," MLA_T1 "," MLA_T2 "," MLA_T3 "," MLA_T4 ","
  MLA_T5 "," MLA_T6 "," MLA_T7,
  64, 65, 66, 67, 68, 69, 70,
  MLA_D8(0), MLA_D8(8), MLA_D8(16), MLA_D8(24), MLA_D8(32), MLA_D8(40),
  MLA_D8(48), MLA_D8(56));
MLA_DEFINE_WGMMA(160, MLA_T0 "," MLA_T1 "," MLA_T2 "," MLA_T3 "," MLA_T4 ","
  MLA_T5 "," MLA_T6 "," MLA_T7 "," MLA_T8 "," MLA_T9,
  80, 81, 82, 83, 84, 85, 86,
  MLA_D8(0), MLA_D8(8), MLA_D8(16), MLA_D8(24), MLA_D8(32), MLA_D8(40),
  MLA_D8(48), MLA_D8(56), MLA_D8(64), MLA_D8(72));
MLA_DEFINE_WGMMA(176, MLA_T0 "," MLA_T1 "," MLA_T2 "," MLA_T3 "," MLA_T4 ","
  MLA_T5 "," MLA_T6 "," MLA_T7 "," MLA_T8 "," MLA_T9 ","
  MLA_T10,
  88, 89, 90, 91, 92, 93, 94,
  MLA_D8(0), MLA_D8(8), MLA_D8(16), MLA_D8(24), MLA_D8(32), MLA_D8(40),
  MLA_D8(48), MLA_D8(56), MLA_D8(64), MLA_D8(72), MLA_D8(80));
MLA_DEFINE_WGMMA(192, MLA_T0 "," MLA_T1 "," MLA_T2 "," MLA_T3 "," MLA_T4 ","
  MLA_T5 "," MLA_T6 "," MLA_T7 "," MLA_T8 "," MLA_T9 ","
  MLA_T10 "," MLA_T11,
  96, 97, 98, 99, 100, 101, 102,
  MLA_D8(0), MLA_D8(8), MLA_D8(16), MLA_D8(24), MLA_D8(32), MLA_D8(40),
  MLA_D8(48), MLA_D8(56), MLA_D8(64), MLA_D8(72), MLA_D8(80), MLA_D8(88));
MLA_DEFINE_WGMMA(256, MLA_T0 "," MLA_T1 "," MLA_T2 "," MLA_T3 "," MLA_T4 ","
  MLA_T5 "," MLA_T6 "," MLA_T7 "," MLA_T8 "," MLA_T9 ","
  MLA_T10 "," MLA_T11 "," MLA_T12 "," MLA_T13 "," MLA_T14 "," MLA_T15,
  128, 129, 130, 131, 132, 133, 134,
  MLA_D8(0), MLA_D8(8), MLA_D8(16), MLA_D8(24), MLA_D8(32), MLA_D8(40),
  MLA_D8(48), MLA_D8(56), MLA_D8(64), MLA_D8(72), MLA_D8(80), MLA_D8(88),
  MLA_D8(96), MLA_D8(104), MLA_D8(112), MLA_D8(120));
// clang-format on

#undef MLA_T0
#undef MLA_T1
#undef MLA_T2
#undef MLA_T3
#undef MLA_T4
#undef MLA_T5
#undef MLA_T6
#undef MLA_T7
#undef MLA_T8
#undef MLA_T9
#undef MLA_T10
#undef MLA_T11
#undef MLA_T12
#undef MLA_T13
#undef MLA_T14
#undef MLA_T15
#undef MLA_D8
#undef MLA_WGMMA_SS
#undef MLA_WGMMA_RS
#undef MLA_DEFINE_WGMMA

} // namespace mla::ptx
