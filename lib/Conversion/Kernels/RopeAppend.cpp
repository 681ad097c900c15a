//===- RopeAppend.cpp - rows into a cache, rotated and quantised ----------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ins:    c_kv [T, L], k_rope [T, R], slot_mapping [T], and positions [T] where
//         the key is rotated here
// outs:   cache
// params: fp8 (1: the cache's storage is fp8_656), and rope with positions
//
//===----------------------------------------------------------------------===//

#include "Adapter.h"
#include "ParamsWriter.h"

#include "mla/Kernels/Append.h"

using namespace mlir;
using namespace mlir::mla;
using namespace ::mla::kernels;

static bool isF8(RopeAppendOp op) {
  return getLatentEncoding(op.getCache().getType()).getStorage() ==
         CacheStorage::FP8_656;
}

namespace {
class RopeAppendAdapter final : public KernelAdapter {
public:
  StringRef op() const override { return "rope_append"; }
  size_t paramsSize() const override { return sizeof(MlaRopeAppendParams); }

  std::string refusal(Operation *operation, const Kernel &,
                      const KernelQuery &) const override {
    auto op = cast<RopeAppendOp>(operation);
    if (!unpackBatch(op.getBatch()))
      return "expected a batch that was taken apart (mla-expand-batch)";
    SmallVector<Value> rows = {op.getCKv(), op.getKRope()};
    if (!isF8(op))
      rows.push_back(op.getCache());
    MlaDType dtype;
    if (std::string why = oneDType(rows, dtype); !why.empty())
      return why;
    auto R = static_cast<int>(dimOf(op.getKRope(), 1));
    if (op.getRope() && R > kMostAngles)
      return "expected qk_rope_head_dim of at most " +
             std::to_string(kMostAngles) + ", got " + std::to_string(R);
    return ropeAppendRefusal(dtype, isF8(op) ? MLA_FP8_656 : dtype,
                             static_cast<int>(dimOf(op.getCKv(), 1)), R);
  }

  SmallVector<Value> build(ImplicitLocOpBuilder &b, Operation *operation,
                           const Kernel &kernel, ValueRange,
                           const KernelSelection &) const override {
    auto op = cast<RopeAppendOp>(operation);
    SmallVector<Value> inputs = {op.getCKv(), op.getKRope(),
                                 unpackBatch(op.getBatch()).getSlotMapping()};
    SmallVector<NamedAttribute> params = {
        b.getNamedAttr("fp8", b.getI64IntegerAttr(isF8(op)))};
    if (op.getPositions()) {
      inputs.push_back(op.getPositions());
      params.push_back(b.getNamedAttr("rope", op.getRopeAttr()));
    }
    return callKernel(b, kernel, inputs, op.getCache(), params, 1);
  }

  LogicalResult fill(KernelCallOp call, ParamsWriter &w) const override {
    using P = MlaRopeAppendParams;
    Value cKv = call.getInputs()[0], kRope = call.getInputs()[1],
          cache = call.getInits().front();
    int32_t dtype = dtypeOf(cKv);
    w.pointer(offsetof(P, cache), cache);
    w.pointer(offsetof(P, c_kv), cKv);
    w.pointer(offsetof(P, k_rope), kRope);
    w.pointer(offsetof(P, slots), call.getInputs()[2]);
    w.stride(offsetof(P, cache_stride_page), cache, 0);
    w.stride(offsetof(P, cache_stride_token), cache, 1);
    w.stride(offsetof(P, c_kv_stride), cKv, 0);
    w.stride(offsetof(P, k_rope_stride), kRope, 0);
    w.size(offsetof(P, num_tokens), cKv, 0);
    w.size(offsetof(P, kv_lora_rank), cKv, 1);
    w.size(offsetof(P, qk_rope_head_dim), kRope, 1);
    w.size(offsetof(P, page_size), cache, 1);
    w.i32(offsetof(P, dtype), dtype);
    w.i32(offsetof(P, storage),
          call.getParam("fp8") ? int32_t(MLA_FP8_656) : dtype);
    auto rope = call.getParams().getAs<RopeAttr>("rope");
    w.i32(offsetof(P, rotated), !rope);
    if (!rope)
      return success();
    w.pointer(offsetof(P, positions), call.getInputs()[3]);
    w.i32(offsetof(P, interleaved), rope.getStyle() == RopeStyle::Interleaved);
    w.f32(offsetof(P, rope_scale), rope.getScale().getValue().convertToFloat());
    w.floats(offsetof(P, inv_freq), rope.getInvFreq());
    w.floats(offsetof(P, long_inv_freq), rope.getLongInvFreq());
    return success();
  }

private:
  /// Elements that the struct has frequencies for.
  static constexpr int kMostAngles = 64;
};
} // namespace

const KernelAdapter &mlir::mla::ropeAppendAdapter() {
  static const RopeAppendAdapter adapter;
  return adapter;
}
