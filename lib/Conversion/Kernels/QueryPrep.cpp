//===- QueryPrep.cpp - what precedes attention, by a kernel
//----------------------------------------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ins:    q_proj [T, N, P+R], kv [T, L+R], norm_weight [L], kv_b [N·(P+V), L],
//         positions [T]
//         and with a cache slot_mapping [T]
// outs:   q [T, N, L+R], row [T, L+R], cache (if its rows are appended)
// params: qk_nope_head_dim, qk_rope_head_dim, eps, rope
//
//===----------------------------------------------------------------------===//

#include "Adapter.h"
#include "ParamsWriter.h"

using namespace mlir;
using namespace mlir::mla;
using namespace ::mla::kernels;

namespace {
class QueryPrepAdapter final : public KernelAdapter {
public:
  StringRef op() const override { return "query_prep"; }
  size_t paramsSize() const override { return sizeof(MlaQueryPrepParams); }

  std::string refusal(Operation *operation, const Kernel &,
                      const KernelQuery &query) const override {
    auto op = cast<QueryPrepOp>(operation);
    QueryPrepShape shape;
    if (std::string why =
            oneDType({op.getQProj(), op.getKv(), op.getNormWeight(),
                      op.getKvB(), op.getQ(), op.getRow()},
                     shape.dtype);
        !why.empty())
      return why;
    QueryPrepOp::HeadDims dims = op.getHeadDims();
    shape.numTokens = static_cast<int>(query.maxTokens);
    shape.numHeads = static_cast<int>(dimOf(op.getQProj(), 1));
    shape.qkNopeHeadDim = static_cast<int>(dims.P);
    shape.qkRopeHeadDim = static_cast<int>(dims.R);
    shape.kvLoraRank = static_cast<int>(dims.L);
    return queryPrepRefusal(shape, query.device);
  }

  /// The append of its rows, which could as well stand here: nothing reads the
  /// cache between.
  Operation *follower(Operation *operation) const override {
    Value row = operation->getResult(1);
    for (Operation *user : row.getUsers())
      for (Operation *reader : user->getUsers()) {
        auto append = dyn_cast<CacheAppendOp>(reader);
        if (append && unpackBatch(append.getBatch()) &&
            append->getBlock() == operation->getBlock() &&
            wholeOf(append.getCKv(), append.getKRope()) == row &&
            append.getCache().hasOneUse() &&
            isAvailable(append.getCache(), operation) &&
            isAvailable(unpackBatch(append.getBatch()).getSlotMapping(),
                        operation) &&
            cast<ShapedType>(append.getCache().getType()).getElementType() ==
                cast<ShapedType>(row.getType()).getElementType())
          return append;
      }
    return nullptr;
  }
  SmallVector<Value> results(Operation *operation,
                             Operation *follower) const override {
    SmallVector<Value> values(operation->getResults());
    if (follower)
      values.push_back(follower->getResult(0));
    return values;
  }

  SmallVector<Value> build(ImplicitLocOpBuilder &b, Operation *operation,
                           const Kernel &kernel, ValueRange,
                           const KernelSelection &selection) const override {
    auto op = cast<QueryPrepOp>(operation);
    QueryPrepOp::HeadDims dims = op.getHeadDims();
    SmallVector<Value> inputs = {op.getQProj(), op.getKv(), op.getNormWeight(),
                                 op.getKvB(), op.getPositions()},
                       inits = {op.getQ(), op.getRow()};
    if (auto append = cast_or_null<CacheAppendOp>(selection.follower)) {
      inputs.push_back(unpackBatch(append.getBatch()).getSlotMapping());
      inits.push_back(append.getCache());
    }
    NamedAttribute params[] = {
        b.getNamedAttr("qk_nope_head_dim", b.getI64IntegerAttr(dims.P)),
        b.getNamedAttr("qk_rope_head_dim", b.getI64IntegerAttr(dims.R)),
        b.getNamedAttr("eps", op.getEpsAttr()),
        b.getNamedAttr("rope", op.getRopeAttr())};
    return callKernel(b, kernel, inputs, inits, params, inits.size());
  }

  LogicalResult fill(KernelCallOp call, ParamsWriter &w) const override {
    using P = MlaQueryPrepParams;
    Value qProj = call.getInputs()[0], kv = call.getInputs()[1],
          kvB = call.getInputs()[3], q = call.getInits()[0],
          row = call.getInits()[1];
    w.pointer(offsetof(P, q_proj), qProj);
    w.stride(offsetof(P, q_proj_stride_token), qProj, 0);
    w.stride(offsetof(P, q_proj_stride_head), qProj, 1);
    w.pointer(offsetof(P, kv), kv);
    w.stride(offsetof(P, kv_stride), kv, 0);
    w.pointer(offsetof(P, norm_weight), call.getInputs()[2]);
    w.pointer(offsetof(P, kv_b), kvB);
    w.i64(offsetof(P, kv_b_stride_head),
          dimOf(kvB, 0) / dimOf(qProj, 1) * dimOf(kvB, 1));
    w.pointer(offsetof(P, positions), call.getInputs()[4]);
    w.pointer(offsetof(P, q), q);
    w.stride(offsetof(P, q_stride_token), q, 0);
    w.stride(offsetof(P, q_stride_head), q, 1);
    w.pointer(offsetof(P, row), row);
    w.stride(offsetof(P, row_stride), row, 0);
    if (call.getInits().size() > 2) {
      Value cache = call.getInits()[2];
      w.pointer(offsetof(P, cache), cache);
      w.pointer(offsetof(P, slots), call.getInputs()[5]);
      w.stride(offsetof(P, cache_stride_page), cache, 0);
      w.stride(offsetof(P, cache_stride_token), cache, 1);
      w.size(offsetof(P, page_size), cache, 1);
    }
    w.size(offsetof(P, num_tokens), qProj, 0);
    w.size(offsetof(P, num_heads), qProj, 1);
    w.i32(offsetof(P, qk_nope_head_dim), call.getParam("qk_nope_head_dim"));
    w.i32(offsetof(P, qk_rope_head_dim), call.getParam("qk_rope_head_dim"));
    w.size(offsetof(P, kv_lora_rank), kvB, 1);
    w.i32(offsetof(P, dtype), dtypeOf(q));
    w.f32(offsetof(P, eps), call.getFloatParam("eps"));

    auto rope = call.getParams().getAs<RopeAttr>("rope");
    float scale = rope.getScale().getValue().convertToFloat();
    w.i32(offsetof(P, interleaved), rope.getStyle() == RopeStyle::Interleaved);
    w.f32(offsetof(P, rope_scale), scale);
    w.f32(offsetof(P, long_rope_scale), scale);
    w.floats(offsetof(P, inv_freq), rope.getInvFreq());
    w.floats(offsetof(P, long_inv_freq), rope.getLongInvFreq());
    return success();
  }
};
} // namespace

const KernelAdapter &mlir::mla::queryPrepAdapter() {
  static const QueryPrepAdapter adapter;
  return adapter;
}
