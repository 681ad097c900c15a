//===- Decode.cpp - absorbed attention by a kernel
//----------------------------------------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ins:    q [T, N, L+R], cache, page_table, seq_lens, query_start, plan, and
//         with the projection of values kv_b
// outs:   u [T, N, L], or its projection [T, N, V]; lse [T, N] (if `lse`);
//         scratch
// params: kv_lora_rank, qk_rope_head_dim, scale, num_sms, lse, causal
//
// With keys = prefix the lengths are those of earlier steps, and every row sees
// all of them: no causal mask.
//
//===----------------------------------------------------------------------===//

#include "Decode.h"
#include "ParamsWriter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::mla;
using namespace ::mla::kernels;

MlaDecodeKernel mlir::mla::decodeKernelNumber(const Kernel &kernel) {
  StringRef name = kernel.name;
  return name == kDecodeSM90Few.name    ? MLA_DECODE_SM90_FEW
         : name == kDecodeSM90Many.name ? MLA_DECODE_SM90_MANY
                                        : MLA_DECODE_SM80_FEW;
}

Value mlir::mla::hasFewRows(ImplicitLocOpBuilder &b, Value numTokens,
                            Value batch, int64_t numHeads) {
  // ceil(T / B) * N <= limit, without a division by B: T <= B * (limit / N).
  Value most = arith::MulIOp::create(
      b, batch, arith::ConstantIndexOp::create(b, kDecodeFewRows / numHeads));
  return arith::CmpIOp::create(b, arith::CmpIPredicate::ule, numTokens, most);
}

static int64_t numHeads(DecodeOp op) {
  return cast<ShapedType>(op.getQLatent().getType()).getDimSize(1);
}

/// Tokens of earlier steps: seq_lens[b] - (query_start[b+1] - query_start[b]).
static Value prefixLengths(ImplicitLocOpBuilder &b, PackBatchOp batch) {
  Value seqLens = batch.getSeqLens(), queryStart = batch.getQueryStart();
  Value init = tensor::EmptyOp::create(
      b, tensor::getMixedSizes(b, b.getLoc(), seqLens), b.getI32Type());
  SmallVector<AffineMap> maps(2, b.getMultiDimIdentityMap(1));
  return linalg::GenericOp::create(
             b, TypeRange{init.getType()}, ValueRange{seqLens},
             ValueRange{init}, maps,
             ArrayRef<utils::IteratorType>{utils::IteratorType::parallel},
             [&](OpBuilder &body, Location loc, ValueRange args) {
               Value i = linalg::IndexOp::create(body, loc, 0);
               Value next = arith::AddIOp::create(
                   body, loc, i, arith::ConstantIndexOp::create(body, loc, 1));
               Value first =
                   tensor::ExtractOp::create(body, loc, queryStart, i);
               Value last =
                   tensor::ExtractOp::create(body, loc, queryStart, next);
               Value rows = arith::SubIOp::create(body, loc, last, first);
               Value before = arith::SubIOp::create(body, loc, args[0], rows);
               linalg::YieldOp::create(body, loc, before);
             })
      .getResult(0);
}

namespace {
class DecodeAdapter final : public KernelAdapter {
public:
  StringRef op() const override { return "decode"; }
  size_t paramsSize() const override { return sizeof(MlaDecodeParams); }

  std::string refusal(Operation *operation, const Kernel &kernel,
                      const KernelQuery &query) const override {
    auto op = cast<DecodeOp>(operation);
    auto cache = cast<ShapedType>(op.getCache().getType());
    LatentAttr latent = getLatentEncoding(op.getCache().getType());
    if (!unpackBatch(op.getBatch()))
      return "expected a batch that was taken apart (mla-expand-batch)";
    if (latent.getStorage() == CacheStorage::FP8_656)
      return "expected a cache of the queries' type, got fp8_656";
    DecodeShape shape;
    if (std::string why =
            oneDType({op.getQLatent(), op.getQRope(), op.getCache(), op.getU()},
                     shape.dtype);
        !why.empty())
      return why;
    shape.numHeads = numHeads(op);
    shape.kvLoraRank = shape.vDim = latent.getL();
    shape.qkRopeHeadDim = latent.getR();
    shape.pageSize = cache.getDimSize(1);
    if (std::string why = decodeRefusal(shape, query.device); !why.empty())
      return why;
    Refusal heads;
    heads.expect(!query.hasNext || isMany(kernel) ||
                     shape.numHeads <= kDecodeFewRows,
                 "at most 32 heads", shape.numHeads);
    return heads.text();
  }

  bool isForAllSizes(Operation *, const Kernel &kernel,
                     const KernelQuery &query) const override {
    return !query.hasNext || decodeKernelNumber(kernel) != MLA_DECODE_SM90_FEW;
  }
  Value isForSizes(ImplicitLocOpBuilder &b, Operation *operation,
                   const Kernel &, bool) const override {
    auto op = cast<DecodeOp>(operation);
    Value T = tensor::DimOp::create(b, op.getQLatent(), 0);
    Value B =
        tensor::DimOp::create(b, unpackBatch(op.getBatch()).getSeqLens(), 0);
    return hasFewRows(b, T, B, numHeads(op));
  }

  /// What alone reads u, if it projects it.
  Operation *follower(Operation *operation) const override {
    auto op = cast<DecodeOp>(operation);
    Value u = op->getResult(0);
    auto value = u.hasOneUse() ? dyn_cast<ProjectValueOp>(*u.getUsers().begin())
                               : ProjectValueOp();
    if (!value || value.getU() != u || value->getBlock() != op->getBlock() ||
        !isAvailable(value.getKvB(), op) || !isAvailable(value.getInit(), op))
      return nullptr;
    return value;
  }
  SmallVector<Value> results(Operation *operation,
                             Operation *follower) const override {
    SmallVector<Value> values(operation->getResults());
    if (follower)
      values.front() = follower->getResult(0);
    return values;
  }

  SmallVector<Value> prepare(ImplicitLocOpBuilder &b, Operation *operation,
                             const KernelSelection &selection) const override {
    auto op = cast<DecodeOp>(operation);
    if (auto value = cast_or_null<ProjectValueOp>(selection.follower))
      (void)isAvailable(value.getInit(), op, /*move=*/true);
    Value q = joinLast(b, op.getQLatent(), op.getQRope());
    if (op.getKeys() == KeyRange::All)
      return {q, unpackBatch(op.getBatch()).getSeqLens(),
              planOfStep(b, op, selection)};
    Value lengths = prefixLengths(b, unpackBatch(op.getBatch()));
    return {q, lengths, planOfPrefix(b, op, lengths, selection)};
  }

  SmallVector<Value> build(ImplicitLocOpBuilder &b, Operation *operation,
                           const Kernel &kernel, ValueRange prepared,
                           const KernelSelection &selection) const override {
    auto op = cast<DecodeOp>(operation);
    PackBatchOp batch = unpackBatch(op.getBatch());
    LatentAttr latent = getLatentEncoding(op.getCache().getType());
    SmallVector<Value> inputs = {prepared[0],           op.getCache(),
                                 batch.getPageTable(),  prepared[1],
                                 batch.getQueryStart(), prepared[2]},
                       inits = {op.getU()};
    int64_t bytes = decodeMostWorkspace(decodeKernelNumber(kernel),
                                        latent.getL(), selection.device);
    if (auto value = cast_or_null<ProjectValueOp>(selection.follower)) {
      inputs.push_back(value.getKvB());
      inits.front() = value.getInit();
      DecodeShape shape;
      shape.numTokens = static_cast<int>(selection.maxTokens);
      shape.numHeads = static_cast<int>(numHeads(op));
      shape.kvLoraRank = static_cast<int>(latent.getL());
      bytes += decodeValueBytes(shape);
    }
    if (op.getLse())
      inits.push_back(op.getLse());
    unsigned numResults = inits.size();
    inits.push_back(scratch(b, bytes));
    NamedAttribute params[] = {
        b.getNamedAttr("kv_lora_rank", b.getI64IntegerAttr(latent.getL())),
        b.getNamedAttr("qk_rope_head_dim", b.getI64IntegerAttr(latent.getR())),
        b.getNamedAttr("scale", op.getScaleAttr()),
        b.getNamedAttr("num_sms", b.getI64IntegerAttr(selection.device.numSMs)),
        b.getNamedAttr("lse", b.getI64IntegerAttr(op.getLse() ? 1 : 0)),
        b.getNamedAttr("causal",
                       b.getI64IntegerAttr(op.getKeys() == KeyRange::All))};
    return callKernel(b, kernel, inputs, inits, params, numResults);
  }

  LogicalResult fill(KernelCallOp call, ParamsWriter &w) const override {
    using P = MlaDecodeParams;
    Value q = call.getInputs()[0], cache = call.getInputs()[1],
          pageTable = call.getInputs()[2], seqLens = call.getInputs()[3],
          queryStart = call.getInputs()[4], plan = call.getInputs()[5];
    bool hasLse = call.getParam("lse");
    Value out = call.getInits().front(), workspace = call.getInits().back();
    const Kernel &kernel = *findKernel(call.getKernel().str());
    w.pointer(offsetof(P, q), q);
    w.stride(offsetof(P, q_stride_token), q, 0);
    w.stride(offsetof(P, q_stride_head), q, 1);
    w.pointer(offsetof(P, cache), cache);
    w.stride(offsetof(P, cache_stride_page), cache, 0);
    w.stride(offsetof(P, cache_stride_token), cache, 1);
    w.pointer(offsetof(P, page_table), pageTable);
    w.stride(offsetof(P, page_table_stride), pageTable, 0);
    w.pointer(offsetof(P, seq_lens), seqLens);
    w.pointer(offsetof(P, query_start), queryStart);
    w.pointer(offsetof(P, plan), plan);
    w.pointer(offsetof(P, out), out);
    w.stride(offsetof(P, out_stride_token), out, 0);
    w.stride(offsetof(P, out_stride_head), out, 1);
    if (call.getInputs().size() > 6) {
      // Behind the rows of W_UK of the first head.
      Value kvB = call.getInputs()[6];
      int64_t L = dimOf(kvB, 1), V = dimOf(out, 2);
      int64_t head = dimOf(kvB, 0) / dimOf(q, 1) * L;
      w.pointer(offsetof(P, w_uv), kvB, head - V * L);
      w.i64(offsetof(P, w_uv_stride_head), head);
      w.i32(offsetof(P, v_head_dim), V);
    }
    if (hasLse) {
      Value lse = call.getInits()[1];
      w.pointer(offsetof(P, lse), lse);
      w.stride(offsetof(P, lse_stride_token), lse, 0);
      w.stride(offsetof(P, lse_stride_head), lse, 1);
    }
    w.pointer(offsetof(P, workspace), workspace);
    w.size(offsetof(P, batch), seqLens, 0);
    w.size(offsetof(P, num_tokens), q, 0);
    w.size(offsetof(P, num_heads), q, 1);
    w.i32(offsetof(P, h_kv), 1);
    w.i32(offsetof(P, kv_lora_rank), call.getParam("kv_lora_rank"));
    w.i32(offsetof(P, qk_rope_head_dim), call.getParam("qk_rope_head_dim"));
    w.i32(offsetof(P, v_dim), call.getParam("kv_lora_rank"));
    w.size(offsetof(P, page_size), cache, 1);
    w.i32(offsetof(P, causal), call.getParam("causal"));
    w.i32(offsetof(P, dtype), dtypeOf(q));
    w.i32(offsetof(P, kernel), decodeKernelNumber(kernel));
    w.i32(offsetof(P, num_sms), call.getParam("num_sms"));
    w.i32(offsetof(P, pdl), kernel.pdl);
    w.f32(offsetof(P, softmax_scale), call.getFloatParam("scale"));
    return success();
  }

private:
  static bool isMany(const Kernel &kernel) {
    return decodeKernelNumber(kernel) == MLA_DECODE_SM90_MANY;
  }
};
} // namespace

const KernelAdapter &mlir::mla::decodeAdapter() {
  static const DecodeAdapter adapter;
  return adapter;
}
