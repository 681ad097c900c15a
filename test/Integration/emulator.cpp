//===- emulator.cpp - runs generated kernels without a GPU ----------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The functions that `mla-emulate-kernels` calls. A block is a warp: 32 fibers
// that take turns. Each runs until it meets the others (a shuffle or a
// barrier), so between two meetings thread 0 is done before thread 1 begins,
// which is one of the orders a GPU may choose. Threads that meet at different
// places, which would hang or give arbitrary values on a GPU, are an error.
//
//===----------------------------------------------------------------------===//

#include <bit>
#include <cmath>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ucontext.h>

namespace {
constexpr int numLanes = 32;
constexpr size_t stackBytes = 1 << 18;

enum Meeting { End, Sync, ShuffleXor, ShuffleIndex, Mma };

struct Lane {
  jmp_buf state;
  ucontext_t start;
  uint32_t parity;
};

using Kernel = void (*)(void **);

Lane lanes[numLanes];
ucontext_t outside;
jmp_buf finished;
bool isReady;
int current;
int64_t block[3];
Kernel kernel;
void **arguments;
/// What each lane said at its last two meetings.
Meeting meetings[2][numLanes];
uint32_t values[2][numLanes];

[[noreturn]] void fail(const char *what) {
  std::fprintf(stderr, "emulator: %s (lane %d, block %lld %lld %lld)\n", what,
               current, (long long)block[0], (long long)block[1],
               (long long)block[2]);
  std::abort();
}

/// Lets all lanes come to the same place; gives the parity of the meeting.
uint32_t meet(Meeting kind, uint32_t value) {
  Lane &self = lanes[current];
  uint32_t parity = self.parity ^= 1;
  meetings[parity][current] = kind;
  values[parity][current] = value;
  int me = current;
  if (_setjmp(self.state) == 0) {
    current = (current + 1) % numLanes;
    _longjmp(lanes[current].state, 1);
  }
  for (int lane = 0; lane < numLanes; ++lane)
    if (meetings[parity][lane] != kind) {
      current = me;
      fail("threads of a warp meet at different places");
    }
  return parity;
}

void runLane(int number) {
  // Set up; then one kernel after the other.
  if (_setjmp(lanes[number].state) == 0)
    swapcontext(&lanes[number].start, &outside);
  for (;;) {
    kernel(arguments);
    meet(End, 0);
    // The first lane knows that all are done, as it is asked first.
    if (_setjmp(lanes[number].state) == 0)
      _longjmp(finished, 1);
  }
}

void setUp() {
  for (int number = 0; number < numLanes; ++number) {
    ucontext_t &context = lanes[number].start;
    getcontext(&context);
    context.uc_stack.ss_sp = std::malloc(stackBytes);
    context.uc_stack.ss_size = stackBytes;
    context.uc_link = nullptr;
    makecontext(&context, reinterpret_cast<void (*)()>(runLane), 1, number);
    swapcontext(&outside, &context);
  }
  isReady = true;
}

/// Runs all lanes of a block to the end. After `End` each lane in turn waits
/// for its next kernel.
void runBlock() {
  for (volatile int number = 0; number < numLanes; number = number + 1) {
    if (number != 0) {
      // Past the meeting at the end: to the place where it waits.
      if (_setjmp(finished) == 0) {
        current = number;
        _longjmp(lanes[number].state, 1);
      }
      continue;
    }
    if (_setjmp(finished) == 0) {
      current = 0;
      _longjmp(lanes[0].state, 1);
    }
  }
}
} // namespace

extern "C" {
void mla_emulate_launch(Kernel function, int64_t x, int64_t y, int64_t z,
                        void **parameters) {
  if (!isReady)
    setUp();
  kernel = function;
  arguments = parameters;
  for (block[2] = 0; block[2] < z; ++block[2])
    for (block[1] = 0; block[1] < y; ++block[1])
      for (block[0] = 0; block[0] < x; ++block[0])
        runBlock();
}

int32_t mla_emulate_lane() { return current; }
int32_t mla_emulate_block(int32_t dim) { return int32_t(block[dim]); }
void mla_emulate_sync() { meet(Sync, 0); }

uint32_t mla_emulate_shuffle_xor(uint32_t value, int32_t distance) {
  int me = current;
  return values[meet(ShuffleXor, value)][me ^ distance];
}

uint32_t mla_emulate_shuffle_index(uint32_t value, int32_t lane) {
  return values[meet(ShuffleIndex, value)][lane & (numLanes - 1)];
}

/// m16n8k16: `inputs` are this thread's four registers of A and two of B.
void mla_emulate_mma(float *sums, const uint32_t *inputs, int32_t isF16) {
  int me = current;
  uint32_t all[6][numLanes];
  for (int i = 0; i < 6; ++i)
    std::memcpy(all[i], values[meet(Mma, inputs[i])], sizeof all[i]);
  auto element = [&](uint32_t pair, int half) {
    uint16_t bits = uint16_t(pair >> (16 * half));
    return isF16 ? float(std::bit_cast<_Float16>(bits))
                 : std::bit_cast<float>(uint32_t(bits) << 16);
  };
  for (int i = 0; i < 4; ++i) {
    int row = me / 4 + i / 2 * 8, column = me % 4 * 2 + i % 2;
    double sum = sums[i];
    for (int k = 0; k < 16; ++k) {
      int owner = k % 8 / 2, upper = k / 8;
      float a = element(all[row / 8 + 2 * upper][row % 8 * 4 + owner], k % 2);
      float b = element(all[4 + upper][column * 4 + owner], k % 2);
      sum += double(a) * b;
    }
    sums[i] = float(sum);
  }
}

float mla_emulate_ex2_approx_f32(float x) { return std::exp2(x); }
float mla_emulate_lg2_approx_f32(float x) { return std::log2(x); }
float mla_emulate_sqrt_rn_f32(float x) { return std::sqrt(x); }
int32_t mla_emulate_cvt_rni_s32_f64(double x) {
  return int32_t(std::nearbyint(x));
}
}
