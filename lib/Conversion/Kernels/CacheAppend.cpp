//===- CacheAppend.cpp - rows into a cache by a kernel
//----------------------------------------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ins:    rows [T, L+R], slot_mapping [T]
// outs:   cache
//
//===----------------------------------------------------------------------===//

#include "Adapter.h"
#include "ParamsWriter.h"

using namespace mlir;
using namespace mlir::mla;

namespace {
class CacheAppendAdapter final : public KernelAdapter {
public:
  StringRef op() const override { return "cache_append"; }
  size_t paramsSize() const override { return sizeof(MlaCacheAppendParams); }

  std::string refusal(Operation *operation, const Kernel &,
                      const KernelQuery &) const override {
    auto op = cast<CacheAppendOp>(operation);
    if (!unpackBatch(op.getBatch()))
      return "expected a batch that was taken apart (mla-expand-batch)";
    if (getLatentEncoding(op.getCache().getType()).getStorage() ==
        CacheStorage::FP8_656)
      return "expected a cache of the rows' type, got fp8_656 (rope_append "
             "quantises for one)";
    MlaDType dtype;
    if (std::string why =
            oneDType({op.getCKv(), op.getKRope(), op.getCache()}, dtype);
        !why.empty())
      return why;
    // Copying them together costs more than the kernel saves.
    return areNeighbours(op.getCKv(), op.getKRope())
               ? ""
               : "expected c_kv and k_rope side by side in one tensor";
  }

  SmallVector<Value> build(ImplicitLocOpBuilder &b, Operation *operation,
                           const Kernel &kernel, ValueRange,
                           const KernelSelection &) const override {
    auto op = cast<CacheAppendOp>(operation);
    return callKernel(b, kernel,
                      {joinLast(b, op.getCKv(), op.getKRope()),
                       unpackBatch(op.getBatch()).getSlotMapping()},
                      op.getCache(), {}, 1);
  }

  LogicalResult fill(KernelCallOp call, ParamsWriter &w) const override {
    using P = MlaCacheAppendParams;
    Value rows = call.getInputs()[0], cache = call.getInits().front();
    w.pointer(offsetof(P, cache), cache);
    w.pointer(offsetof(P, rows), rows);
    w.pointer(offsetof(P, slots), call.getInputs()[1]);
    w.stride(offsetof(P, cache_stride_page), cache, 0);
    w.stride(offsetof(P, cache_stride_token), cache, 1);
    w.stride(offsetof(P, rows_stride_token), rows, 0);
    w.size(offsetof(P, num_tokens), rows, 0);
    w.i32(offsetof(P, h_kv), 1);
    w.size(offsetof(P, row_dim), cache, 2);
    w.size(offsetof(P, page_size), cache, 1);
    w.i32(offsetof(P, dtype), dtypeOf(rows));
    return success();
  }
};
} // namespace

const KernelAdapter &mlir::mla::cacheAppendAdapter() {
  static const CacheAppendAdapter adapter;
  return adapter;
}
