//===- Prefill.cpp - attention among a step's rows by a kernel ------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ins:    q [T, N, P+R], k [T, N, P+R], v [T, N, V], of a batch query_start
//         [B+1] and seq_lens [B]; if `rope_dim`, q and k are P wide, and
//         q_rope [T, N, R], k_rope [T, R] come last
// outs:   out [T, N, V], lse [N, T] (if `lse`)
// params: scale, batch, lse, rope_dim, pad
//
// prefill_sm90 takes rotated parts where they are (`rope_dim`) and sets padded
// rows (`pad`) wherever head sizes and alignment allow. Else keys are made
// whole, the rotated part that all heads share copied to each, and padded rows
// are set behind the kernel.
//
//===----------------------------------------------------------------------===//

#include "Adapter.h"
#include "ParamsWriter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <limits>

using namespace mlir;
using namespace mlir::mla;
using namespace ::mla::kernels;

/// Whether rows begin at multiples of 16 bytes, where the tensor that this one
/// is a part of is dense.
static bool hasVectorRows(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  int64_t last = type.getRank() - 1;
  if (type.isDynamicDim(last) || type.getDimSize(last) % 8 != 0)
    return false;
  if (auto slice = value.getDefiningOp<tensor::ExtractSliceOp>()) {
    int64_t offset = slice.getStaticOffsets().back();
    return !ShapedType::isDynamic(offset) && offset % 8 == 0 &&
           slice.getStaticStrides().back() == 1 &&
           hasVectorRows(slice.getSource());
  }
  if (auto expand = value.getDefiningOp<tensor::ExpandShapeOp>())
    return hasVectorRows(expand.getSrc());
  if (auto collapse = value.getDefiningOp<tensor::CollapseShapeOp>())
    return hasVectorRows(collapse.getSrc());
  return true;
}

/// [k_nope | k_rope] for each head.
static Value wholeKeys(ImplicitLocOpBuilder &b, PrefillOp op) {
  Value nope = op.getKNope(), rope = op.getKRope();
  int64_t P = dimOf(nope, 2), R = dimOf(rope, 1);
  if (R == 0)
    return nope;
  auto sizes = tensor::getMixedSizes(b, b.getLoc(), nope);
  SmallVector<OpFoldResult> offsets(3, b.getIndexAttr(0)),
      strides(3, b.getIndexAttr(1)), all = sizes;
  all[2] = b.getIndexAttr(P + R);
  Value keys = tensor::EmptyOp::create(
      b, all, cast<ShapedType>(nope.getType()).getElementType());
  keys = tensor::InsertSliceOp::create(b, nope, keys, offsets, sizes, strides);
  offsets[2] = b.getIndexAttr(P);
  sizes[2] = b.getIndexAttr(R);
  Value part = tensor::ExtractSliceOp::create(b, keys, offsets, sizes, strides);
  AffineExpr t, n, r;
  bindDims(b.getContext(), t, n, r);
  AffineMap maps[] = {AffineMap::get(3, 0, {t, r}, b.getContext()),
                      b.getMultiDimIdentityMap(3)};
  SmallVector<utils::IteratorType> loops(3, utils::IteratorType::parallel);
  part = linalg::GenericOp::create(
             b, TypeRange{part.getType()}, ValueRange{rope}, ValueRange{part},
             maps, loops,
             [](OpBuilder &body, Location loc, ValueRange args) {
               linalg::YieldOp::create(body, loc, args[0]);
             })
             .getResult(0);
  return tensor::InsertSliceOp::create(b, part, keys, offsets, sizes, strides);
}

/// What the rows of `value` are where they are real (t < query_start[B]), and
/// `padding` where not, in `init`. `maps` say how value and init are indexed
/// by loops of which t is the first.
static Value padRows(ImplicitLocOpBuilder &b, Value value, Value init,
                     ArrayRef<AffineMap> maps, PackBatchOp batch,
                     float padding) {
  Value B = tensor::DimOp::create(b, batch.getSeqLens(), 0);
  auto type = cast<RankedTensorType>(init.getType());
  SmallVector<utils::IteratorType> loops(type.getRank(),
                                         utils::IteratorType::parallel);
  Value queryStart = batch.getQueryStart();
  return linalg::GenericOp::create(
             b, TypeRange{type}, ValueRange{value}, ValueRange{init}, maps,
             loops,
             [&](OpBuilder &body, Location loc, ValueRange args) {
               Value t = linalg::IndexOp::create(body, loc, 0);
               Value rows = arith::IndexCastOp::create(
                   body, loc, body.getIndexType(),
                   tensor::ExtractOp::create(body, loc, queryStart, B));
               Value isReal = arith::CmpIOp::create(
                   body, loc, arith::CmpIPredicate::slt, t, rows);
               Value other = arith::ConstantOp::create(
                   body, loc,
                   body.getFloatAttr(type.getElementType(), padding));
               Value kept =
                   arith::SelectOp::create(body, loc, isReal, args[0], other);
               linalg::YieldOp::create(body, loc, kept);
             })
      .getResult(0);
}

namespace {
class PrefillAdapter final : public KernelAdapter {
public:
  StringRef op() const override { return "prefill"; }
  size_t paramsSize() const override { return sizeof(MlaPrefillParams); }

  std::string refusal(Operation *operation, const Kernel &kernel,
                      const KernelQuery &query) const override {
    auto op = cast<PrefillOp>(operation);
    if (op.getBatch() && !unpackBatch(op.getBatch()))
      return "expected a batch that was taken apart (mla-expand-batch)";
    PrefillShape shape;
    if (std::string why = oneDType({op.getQNope(), op.getQRope(), op.getKNope(),
                                    op.getKRope(), op.getV(), op.getOut()},
                                   shape.dtype);
        !why.empty())
      return why;
    shape.numHeads = shape.hKv = static_cast<int>(dimOf(op.getQNope(), 1));
    shape.qkHeadDim =
        static_cast<int>(dimOf(op.getQNope(), 2) + dimOf(op.getQRope(), 2));
    shape.vHeadDim = static_cast<int>(dimOf(op.getV(), 2));
    if (std::string why = prefillRefusal(shape, query.device); !why.empty())
      return why;
    Refusal r;
    if (StringRef(kernel.name) == kPrefillSM90.name) {
      r.expect(shape.qkHeadDim % 8 == 0, "qk_head_dim a multiple of 8",
               shape.qkHeadDim);
      r.expect(shape.vHeadDim % 8 == 0, "v_head_dim a multiple of 8",
               shape.vHeadDim);
    }
    return r.text();
  }

  SmallVector<Value> build(ImplicitLocOpBuilder &b, Operation *operation,
                           const Kernel &kernel, ValueRange,
                           const KernelSelection &) const override {
    auto op = cast<PrefillOp>(operation);
    PackBatchOp batch = op.getBatch() ? unpackBatch(op.getBatch()) : nullptr;
    int64_t P = dimOf(op.getQNope(), 2), R = dimOf(op.getQRope(), 2);
    bool isHopper = StringRef(kernel.name) == kPrefillSM90.name &&
                    hasVectorRows(op.getV());
    bool ropeApart =
        isHopper && prefillTakesRopeApart(P + R, R) &&
        llvm::all_of(ValueRange{op.getQNope(), op.getQRope(), op.getKNope(),
                                op.getKRope()},
                     hasVectorRows);
    bool padsRows = isHopper && batch;
    SmallVector<Value> inputs, inits = {op.getOut()};
    if (ropeApart)
      inputs = {op.getQNope(), op.getKNope(), op.getV()};
    else
      inputs = {joinLast(b, op.getQNope(), op.getQRope()), wholeKeys(b, op),
                op.getV()};
    if (batch)
      inputs.append({batch.getQueryStart(), batch.getSeqLens()});
    if (ropeApart)
      inputs.append({op.getQRope(), op.getKRope()});
    if (op.getLse()) {
      // The kernel's rows are heads.
      auto sizes = tensor::getMixedSizes(b, b.getLoc(), op.getLse());
      inits.push_back(tensor::EmptyOp::create(
          b, ArrayRef<OpFoldResult>{sizes[1], sizes[0]}, b.getF32Type()));
    }
    NamedAttribute params[] = {
        b.getNamedAttr("scale", op.getScaleAttr()),
        b.getNamedAttr("batch", b.getI64IntegerAttr(batch ? 1 : 0)),
        b.getNamedAttr("lse", b.getI64IntegerAttr(op.getLse() ? 1 : 0)),
        b.getNamedAttr("rope_dim", b.getI64IntegerAttr(ropeApart ? R : 0)),
        b.getNamedAttr("pad", b.getI64IntegerAttr(padsRows))};
    SmallVector<Value> results =
        callKernel(b, kernel, inputs, inits, params, inits.size());
    if (batch && !padsRows) {
      AffineMap all = b.getMultiDimIdentityMap(3);
      results[0] = padRows(b, results[0], results[0], {all, all}, batch, 0.0f);
    }
    if (!op.getLse())
      return results;
    AffineMap swapped = AffineMap::getPermutationMap(ArrayRef<unsigned>{1, 0},
                                                     b.getContext()),
              straight = b.getMultiDimIdentityMap(2);
    if (batch && !padsRows)
      results[1] = padRows(b, results[1], op.getLse(), {swapped, straight},
                           batch, -std::numeric_limits<float>::infinity());
    else
      results[1] = linalg::TransposeOp::create(b, results[1], op.getLse(),
                                               ArrayRef<int64_t>{1, 0})
                       ->getResult(0);
    return results;
  }

  LogicalResult fill(KernelCallOp call, ParamsWriter &w) const override {
    using P = MlaPrefillParams;
    Value q = call.getInputs()[0], k = call.getInputs()[1],
          v = call.getInputs()[2], out = call.getInits()[0];
    w.pointer(offsetof(P, q), q);
    w.stride(offsetof(P, q_stride_token), q, 0);
    w.stride(offsetof(P, q_stride_head), q, 1);
    w.pointer(offsetof(P, k), k);
    w.stride(offsetof(P, k_stride_token), k, 0);
    w.stride(offsetof(P, k_stride_head), k, 1);
    w.pointer(offsetof(P, v), v);
    w.stride(offsetof(P, v_stride_token), v, 0);
    w.stride(offsetof(P, v_stride_head), v, 1);
    w.pointer(offsetof(P, out), out);
    w.stride(offsetof(P, out_stride_token), out, 0);
    w.stride(offsetof(P, out_stride_head), out, 1);
    if (call.getParam("lse")) {
      Value lse = call.getInits()[1];
      w.pointer(offsetof(P, lse), lse);
      w.stride(offsetof(P, lse_stride_head), lse, 0);
    }
    w.i32(offsetof(P, batch), 1);
    if (call.getParam("batch")) {
      Value queryStart = call.getInputs()[3], seqLens = call.getInputs()[4];
      w.pointer(offsetof(P, cu_q), queryStart);
      w.pointer(offsetof(P, cu_kv), queryStart);
      w.size(offsetof(P, batch), seqLens, 0);
    }
    // No sequence has more rows than the step.
    for (size_t field : {offsetof(P, seq_q), offsetof(P, seq_kv),
                         offsetof(P, total_q), offsetof(P, total_kv)})
      w.size(field, q, 0);
    w.size(offsetof(P, num_heads), q, 1);
    w.size(offsetof(P, h_kv), q, 1);
    int64_t ropeDim = call.getParam("rope_dim");
    w.i32(offsetof(P, qk_head_dim), dimOf(q, 2) + ropeDim);
    if (ropeDim) {
      Value qRope = call.getInputs().drop_back().back(),
            kRope = call.getInputs().back();
      w.i32(offsetof(P, rope_dim), ropeDim);
      w.pointer(offsetof(P, q_rope), qRope);
      w.stride(offsetof(P, q_rope_stride_token), qRope, 0);
      w.stride(offsetof(P, q_rope_stride_head), qRope, 1);
      w.pointer(offsetof(P, k_rope), kRope);
      w.stride(offsetof(P, k_rope_stride_token), kRope, 0);
    }
    w.i32(offsetof(P, pad_rows), call.getParam("pad"));
    w.size(offsetof(P, v_head_dim), v, 2);
    w.i32(offsetof(P, causal), 1);
    w.i32(offsetof(P, dtype), dtypeOf(q));
    w.f32(offsetof(P, softmax_scale), call.getFloatParam("scale"));
    return success();
  }
};
} // namespace

const KernelAdapter &mlir::mla::prefillAdapter() {
  static const PrefillAdapter adapter;
  return adapter;
}
