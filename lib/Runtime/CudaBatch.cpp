//===- CudaBatch.cpp - a step's metadata on a GPU -------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaBatch.h"
#include <cassert>
#include <cstring>

namespace mla::runtime::cuda {

/// Of each array: what a vector load of compiled code may count on.
static constexpr uint64_t arrayAlignment = 64;

BatchUpload::Offsets BatchUpload::layout(const StepSizes &sizes) {
  uint64_t next = 0;
  auto take = [&](int64_t elements, uint64_t width) {
    uint64_t at = next;
    next += (uint64_t(elements) * width + arrayAlignment - 1) / arrayAlignment *
            arrayAlignment;
    return at;
  };
  Offsets at;
  at.tokens = take(sizes.tokens, sizeof(int32_t));
  at.positions = take(sizes.tokens, sizeof(int32_t));
  at.slots = take(sizes.tokens, sizeof(int32_t));
  at.logitRows = take(sizes.logitRows, sizeof(int32_t));
  at.keys = take(sizes.logitRows, sizeof(uint64_t));
  at.seqLens = take(sizes.sequences, sizeof(int32_t));
  at.queryStart = take(sizes.sequences + 1, sizeof(int32_t));
  at.end = next;
  return at;
}

static uint64_t tableBytes(const BatchUpload::Limits &limits) {
  return uint64_t(limits.sequences) * uint64_t(limits.pageTableStride) *
         sizeof(int32_t);
}

Error BatchUpload::create(const Gpu &onGpu, const Limits &wanted) {
  gpu = &onGpu;
  limits = wanted;
  uint64_t bytes = layout({limits.tokens, limits.sequences, limits.tokens}).end;
  auto take = [](Memory &memory, Expected<Memory> allocated) -> Error {
    if (!allocated)
      return allocated.takeError();
    memory = std::move(*allocated);
    return Error::success();
  };
  const char *what = "the metadata of a step";
  if (Error error = take(device, gpu->allocate(bytes, what)))
    return error;
  if (Error error =
          take(table, gpu->allocate(tableBytes(limits), "the page table")))
    return error;
  for (Memory &memory : staging)
    if (Error error = take(memory, gpu->allocatePinned(bytes, what)))
      return error;
  for (Memory &memory : tableStaging)
    if (Error error = take(
            memory, gpu->allocatePinned(tableBytes(limits), "the page table")))
      return error;
  return Error::success();
}

void BatchUpload::place(const StepSizes &sizes, MlaContextV1 &context) const {
  Offsets at = layout(sizes);
  auto pointer = [&](uint64_t offset) {
    return reinterpret_cast<const int32_t *>(device.data() + offset);
  };
  context.tokens = pointer(at.tokens);
  context.logit_rows = pointer(at.logitRows);
  context.batch.positions = pointer(at.positions);
  context.batch.slot_mapping = pointer(at.slots);
  context.batch.seq_lens = pointer(at.seqLens);
  context.batch.query_start = pointer(at.queryStart);
  context.batch.page_table = reinterpret_cast<const int32_t *>(table.data());
  context.batch.page_table_stride = limits.pageTableStride;
  context.T = sizes.tokens;
  context.B = sizes.sequences;
  context.S = sizes.logitRows;
}

DevicePointer BatchUpload::keys(const StepSizes &sizes) const {
  return device.device() + layout(sizes).keys;
}

Error BatchUpload::send(const StepBatch &batch, MlaContextV1 &context) {
  StepSizes sizes = batch.sizes();
  assert(sizes.tokens <= limits.tokens && sizes.logitRows <= limits.tokens &&
         sizes.sequences <= limits.sequences && "expected sizes within limits");
  Offsets at = layout(sizes);
  std::byte *window = staging[turn].data();
  std::byte *tableWindow = tableStaging[turn].data();
  turn ^= 1;
  MlaBatchV1 host = batch.abi();
  auto put = [&](uint64_t offset, const int32_t *from, int64_t count) {
    if (count > 0) // where there is nothing, there may be no array
      std::memcpy(window + offset, from, size_t(count) * sizeof *from);
  };
  put(at.tokens, batch.tokens(), sizes.tokens);
  put(at.positions, host.positions, sizes.tokens);
  put(at.slots, host.slot_mapping, sizes.tokens);
  put(at.logitRows, batch.logitRows(), sizes.logitRows);
  std::memset(window + at.keys, 0, at.seqLens - at.keys);
  put(at.seqLens, host.seq_lens, sizes.sequences);
  put(at.queryStart, host.query_start, sizes.sequences + 1);
  context.batch = host;
  place(sizes, context);
  Result result =
      gpu->driver.copyToDevice(device.device(), window, at.end, gpu->stream);
  if (result == success &&
      (tableOwner != &batch || tableVersion != batch.pageTableVersion())) {
    // Rows of padded sequences are arbitrary, so only real ones are sent.
    size_t bytes = size_t(batch.real().sequences * limits.pageTableStride) *
                   sizeof(int32_t);
    if (bytes > 0) {
      std::memcpy(tableWindow, host.page_table, bytes);
      result = gpu->driver.copyToDevice(table.device(), tableWindow, bytes,
                                        gpu->stream);
    }
    tableOwner = &batch;
    tableVersion = batch.pageTableVersion();
  }
  return gpu->check(result, "sending a step to the GPU failed");
}

} // namespace mla::runtime::cuda
