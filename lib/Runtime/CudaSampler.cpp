//===- CudaSampler.cpp - greedy sampling on a GPU -------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaSampler.h"
#include <algorithm>

namespace mla::runtime::cuda {

static constexpr int64_t threadsPerBlock = 256;
/// Logits one block looks at: few enough that one row of a large vocabulary
/// spreads over a good part of the GPU.
static constexpr int64_t logitsPerBlock = 4096;

/// Each thread takes every 256th of its block's logits, and the first lane of
/// each warp puts the warp's largest key to the row's. Adding 0 makes -0 equal
/// to 0, as the host's comparison has it; flipping bits by the sign makes the
/// order of floats that of integers.
static const char ptx[] = R"(
.version 7.0
.target sm_80
.address_size 64

.visible .entry mla_likeliest(
  .param .u64 logits, .param .u64 keys, .param .u32 vocab)
.maxntid 256, 1, 1
{
  .reg .pred %more, %inside, %nan, %first, %larger;
  .reg .b32 %vocab, %i, %n, %row, %lane, %bits, %sign, %high, %low, %olow, %ohigh;
  .reg .f32 %value;
  .reg .b64 %logits, %keys, %at, %wide, %key, %best, %other;

  ld.param.u64 %logits, [logits];
  ld.param.u64 %keys, [keys];
  ld.param.u32 %vocab, [vocab];
  cvta.to.global.u64 %logits, %logits;
  cvta.to.global.u64 %keys, %keys;
  mov.u32 %lane, %tid.x;
  mov.u32 %row, %ctaid.y;
  mov.u32 %i, %ctaid.x;
  mad.lo.u32 %i, %i, 4096, %lane;
  mul.wide.u32 %at, %row, %vocab;
  cvt.u64.u32 %wide, %i;
  add.u64 %at, %at, %wide;
  shl.b64 %at, %at, 2;
  add.u64 %at, %logits, %at;
  mov.u64 %best, 0;
  mov.u32 %n, 0;
LOOP:
  setp.lt.u32 %inside, %i, %vocab;
  mov.f32 %value, 0f00000000;
  @%inside ld.global.f32 %value, [%at];
  setp.nan.f32 %nan, %value, %value;
  add.rn.f32 %value, %value, 0f00000000;
  mov.b32 %bits, %value;
  shr.s32 %sign, %bits, 31;
  or.b32 %sign, %sign, 0x80000000;
  xor.b32 %high, %bits, %sign;
  selp.b32 %high, 0xffffffff, %high, %nan;
  not.b32 %low, %i;
  mov.b64 %key, {%low, %high};
  selp.b64 %key, %key, 0, %inside;
  max.u64 %best, %best, %key;
  add.u32 %i, %i, 256;
  add.u64 %at, %at, 1024;
  add.u32 %n, %n, 1;
  setp.lt.u32 %more, %n, 16;
  @%more bra LOOP;
)"
#define MLA_MAX_OF_LANES(distance)                                             \
  "  mov.b64 {%low, %high}, %best;\n"                                          \
  "  shfl.sync.bfly.b32 %olow, %low, " distance ", 31, 0xffffffff;\n"          \
  "  shfl.sync.bfly.b32 %ohigh, %high, " distance ", 31, 0xffffffff;\n"        \
  "  mov.b64 %other, {%olow, %ohigh};\n"                                       \
  "  max.u64 %best, %best, %other;\n"
    MLA_MAX_OF_LANES("16") MLA_MAX_OF_LANES("8") MLA_MAX_OF_LANES("4")
        MLA_MAX_OF_LANES("2") MLA_MAX_OF_LANES("1")
#undef MLA_MAX_OF_LANES
            R"(
  and.b32 %lane, %lane, 31;
  setp.eq.u32 %first, %lane, 0;
  mul.wide.u32 %at, %row, 8;
  add.u64 %at, %keys, %at;
  @%first red.global.max.u64 [%at], %best;
  ret;
}

// A token that is not a number becomes 0: the host finds out, the kernels of
// the step that is already on its way must not.
.visible .entry mla_take_tokens(
  .param .u64 tokens, .param .u64 keys, .param .u32 count)
.maxntid 256, 1, 1
{
  .reg .pred %outside, %known, %nan;
  .reg .b32 %count, %i, %n, %lane, %token, %low, %high;
  .reg .b64 %tokens, %keys, %at, %wide, %key;

  ld.param.u64 %tokens, [tokens];
  ld.param.u64 %keys, [keys];
  ld.param.u32 %count, [count];
  cvta.to.global.u64 %tokens, %tokens;
  cvta.to.global.u64 %keys, %keys;
  mov.u32 %lane, %tid.x;
  mov.u32 %i, %ctaid.x;
  mad.lo.u32 %i, %i, 256, %lane;
  setp.ge.u32 %outside, %i, %count;
  @%outside ret;
  mul.wide.u32 %at, %i, 4;
  add.u64 %at, %tokens, %at;
  ld.global.b32 %token, [%at];
  setp.ge.s32 %known, %token, 0;
  @%known ret;
  not.b32 %n, %token;
  mul.wide.u32 %wide, %n, 8;
  add.u64 %wide, %keys, %wide;
  ld.global.u64 %key, [%wide];
  mov.b64 {%low, %high}, %key;
  setp.eq.u32 %nan, %high, 0xffffffff;
  not.b32 %low, %low;
  selp.b32 %low, 0, %low, %nan;
  st.global.b32 [%at], %low;
  ret;
}
)";

const char *GreedySampler::source() { return ptx; }

Error GreedySampler::load(const Gpu &gpu) {
  std::string log;
  Result result = loadModule(gpu, ptx, module, log);
  if (Error error = gpu.check(
          result, log.empty() ? "the sampling kernel cannot be loaded"
                              : "the sampling kernel cannot be loaded: " + log))
    return error;
  Expected<Function> found = module.find(kernelName);
  if (!found)
    return found.takeError();
  function = *found;
  found = module.find(takeName);
  if (!found)
    return found.takeError();
  take = *found;
  return Error::success();
}

Error GreedySampler::launch(const Gpu &gpu, DevicePointer logits,
                            DevicePointer keys, int64_t rows,
                            int64_t vocab) const {
  if (rows == 0)
    return Error::success();
  LaunchConfig config = {};
  config.gridX = uint32_t((vocab + logitsPerBlock - 1) / logitsPerBlock);
  config.gridZ = 1;
  config.blockX = threadsPerBlock;
  config.blockY = config.blockZ = 1;
  config.stream = gpu.stream;
  uint32_t count = uint32_t(vocab);
  // A grid has at most 65535 blocks in y.
  constexpr int64_t mostRows = 65535;
  for (int64_t first = 0; first < rows; first += mostRows) {
    config.gridY = uint32_t(std::min(mostRows, rows - first));
    DevicePointer from = logits + DevicePointer(first * vocab) * sizeof(float);
    DevicePointer to = keys + DevicePointer(first) * sizeof(uint64_t);
    void *arguments[] = {&from, &to, &count};
    if (Error error = gpu.check(
            gpu.driver.launchKernelEx(&config, function, arguments, nullptr),
            "sampling failed"))
      return error;
  }
  return Error::success();
}

Error GreedySampler::takeTokens(const Gpu &gpu, DevicePointer tokens,
                                DevicePointer keys, int64_t count) const {
  LaunchConfig config = {};
  config.gridX = uint32_t((count + threadsPerBlock - 1) / threadsPerBlock);
  config.gridY = config.gridZ = 1;
  config.blockX = threadsPerBlock;
  config.blockY = config.blockZ = 1;
  config.stream = gpu.stream;
  uint32_t number = uint32_t(count);
  void *arguments[] = {&tokens, &keys, &number};
  return gpu.check(gpu.driver.launchKernelEx(&config, take, arguments, nullptr),
                   "sampling failed");
}

} // namespace mla::runtime::cuda
