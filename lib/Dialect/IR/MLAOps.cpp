//===- MLAOps.cpp - verifiers and folders of mla ops ----------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Verify.h"

#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"

#include <cmath>

using namespace mlir;
using namespace mlir::mla;

#define GET_OP_CLASSES
#include "mla/Dialect/IR/MLAOps.cpp.inc"

//===----------------------------------------------------------------------===//
// Caches and kv_b
//===----------------------------------------------------------------------===//

LogicalResult mlir::mla::verifyCache(Operation *op, Value cache, int64_t L,
                                     int64_t R) {
  LatentAttr encoding = getLatentEncoding(cache.getType());
  if (!encoding)
    return op->emitOpError() << "expected a cache with a #mla.latent encoding, "
                                "got "
                             << cache.getType();
  if (encoding.getL() != L)
    return op->emitOpError()
           << "expected L = " << L << " in the cache's encoding, got "
           << encoding.getL();
  if (encoding.getR() != R)
    return op->emitOpError()
           << "expected R = " << R << " in the cache's encoding, got "
           << encoding.getR();
  return success();
}

/// kv_b is [N*(P+V), L].
static LogicalResult verifyKvB(Operation *op, Value kvB, int64_t N, int64_t PV,
                               int64_t L) {
  auto type = cast<ShapedType>(kvB.getType());
  if (type.getRank() != 2 || type.getDimSize(0) != N * PV ||
      type.getDimSize(1) != L)
    return op->emitOpError() << "expected kv_b to be [N*(P+V), L] = [" << N * PV
                             << ", " << L << "], got " << type;
  return expectFloat(op, kvB, "kv_b");
}

//===----------------------------------------------------------------------===//
// Token-wise
//===----------------------------------------------------------------------===//

LogicalResult RmsNormOp::verify() {
  auto type = cast<ShapedType>(getInput().getType());
  if (type.getRank() < 1 || type.isDynamicDim(type.getRank() - 1))
    return emitOpError() << "expected input with a static last dimension, got "
                         << type;
  if (failed(verifyCompatibleShape(
          type.getShape(), cast<ShapedType>(getInit().getType()).getShape())))
    return emitOpError() << "expected init of the shape of input, " << type
                         << ", got " << getInit().getType();
  auto weight = cast<ShapedType>(getWeight().getType());
  if (weight.getRank() != 1 || weight.getDimSize(0) != type.getShape().back())
    return emitOpError() << "expected weight to be [" << type.getShape().back()
                         << "], got " << weight;
  if (failed(expectFloat(*this, getInput(), "input")) ||
      failed(expectFloat(*this, getWeight(), "weight")) ||
      failed(expectFloat(*this, getInit(), "init")))
    return failure();
  if (failed(expectEps(*this, getEps())))
    return failure();
  return verifyResults(*this);
}

LogicalResult RopeOp::verify() {
  auto type = cast<ShapedType>(getInput().getType());
  StringRef shape = type.getRank() == 2 ? "T R" : "T N R";
  DimChecker dims(*this, "N R");
  if (failed(dims.check(getInput(), "input", shape)) ||
      failed(dims.check(getInit(), "init", shape)) ||
      failed(dims.check(getPositions(), "positions", "T")) ||
      failed(expectI32(*this, getPositions(), "positions")) ||
      failed(expectFloat(*this, getInput(), "input")) ||
      failed(expectFloat(*this, getInit(), "init")))
    return failure();
  int64_t pairs = getRope().getInvFreq().size();
  if (dims.size("R") != 2 * pairs)
    return emitOpError() << "expected R = 2 * " << pairs
                         << " (the length of inv_freq), got " << dims.size("R");
  return verifyResults(*this);
}

LogicalResult QuantizeOp::verify() {
  DimChecker dims(*this, "H G");
  if (failed(
          verifyQuantized(*this, dims, getInput(), getValues(), getScales())))
    return failure();
  return verifyResults(*this);
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

LogicalResult AttentionOp::verify() {
  auto type = cast<ShapedType>(getQNope().getType());
  bool batched = type.getRank() == 4;
  auto shape = [&](StringRef rest) {
    return batched ? ("B " + rest).str() : rest.str();
  };
  DimChecker dims(*this, "N P R L V");
  if (failed(dims.check(getQNope(), "q_nope", shape("T N P"))) ||
      failed(dims.check(getQRope(), "q_rope", shape("T N R"))) ||
      failed(dims.check(getCKv(), "c_kv", shape("T L"))) ||
      failed(dims.check(getKRope(), "k_rope", shape("T R"))) ||
      failed(dims.check(getInit(), "init", shape("T N V"))) ||
      failed(verifyKvB(*this, getKvB(), dims.size("N"),
                       dims.size("P") + dims.size("V"), dims.size("L"))) ||
      failed(expectScale(*this, getScale())))
    return failure();
  return verifyResults(*this);
}

LogicalResult CachedAttentionOp::verify() {
  DimChecker dims(*this, "N P R L V");
  if (failed(dims.check(getQNope(), "q_nope", "T N P")) ||
      failed(dims.check(getQRope(), "q_rope", "T N R")) ||
      failed(dims.check(getCKv(), "c_kv", "T L")) ||
      failed(dims.check(getKRope(), "k_rope", "T R")) ||
      failed(dims.check(getInit(), "init", "T N V")) ||
      failed(verifyKvB(*this, getKvB(), dims.size("N"),
                       dims.size("P") + dims.size("V"), dims.size("L"))) ||
      failed(verifyCache(*this, getCache(), dims.size("L"), dims.size("R"))) ||
      failed(expectScale(*this, getScale())))
    return failure();
  return verifyResults(*this);
}

LogicalResult AbsorbQueryOp::verify() {
  DimChecker dims(*this, "N P L");
  if (failed(dims.check(getQNope(), "q_nope", "T N P")) ||
      failed(dims.check(getInit(), "init", "T N L")) ||
      failed(verifyKvBRows(*this, getKvB(), dims.size("N"), dims.size("P"),
                           dims.size("L"))))
    return failure();
  return verifyResults(*this);
}

LogicalResult ProjectValueOp::verify() {
  DimChecker dims(*this, "N V L");
  if (failed(dims.check(getU(), "u", "T N L")) ||
      failed(dims.check(getInit(), "init", "T N V")) ||
      failed(verifyKvBRows(*this, getKvB(), dims.size("N"), dims.size("V"),
                           dims.size("L"))))
    return failure();
  return verifyResults(*this);
}

LogicalResult DecodeOp::verify() {
  DimChecker dims(*this, "N L R");
  if (failed(dims.check(getQLatent(), "q_latent", "T N L")) ||
      failed(dims.check(getQRope(), "q_rope", "T N R")) ||
      failed(dims.check(getU(), "u", "T N L")) ||
      (getLse() && (failed(dims.check(getLse(), "lse", "T N")) ||
                    failed(expectF32(*this, getLse(), "lse")))) ||
      failed(verifyCache(*this, getCache(), dims.size("L"), dims.size("R"))) ||
      failed(expectScale(*this, getScale())))
    return failure();
  return verifyResults(*this);
}

LogicalResult PrefillOp::verify() {
  DimChecker dims(*this, "N P R V");
  if (failed(dims.check(getQNope(), "q_nope", "T N P")) ||
      failed(dims.check(getQRope(), "q_rope", "T N R")) ||
      failed(dims.check(getKNope(), "k_nope", "T N P")) ||
      failed(dims.check(getKRope(), "k_rope", "T R")) ||
      failed(dims.check(getV(), "v", "T N V")) ||
      failed(dims.check(getOut(), "out", "T N V")) ||
      (getLse() && (failed(dims.check(getLse(), "lse", "T N")) ||
                    failed(expectF32(*this, getLse(), "lse")))) ||
      failed(expectScale(*this, getScale())))
    return failure();
  return verifyResults(*this);
}

LogicalResult MergeStatesOp::verify() {
  DimChecker dims(*this, "N V");
  if (failed(dims.check(getA(), "a", "T N V")) ||
      failed(dims.check(getLseA(), "lse_a", "T N")) ||
      failed(dims.check(getB(), "b", "T N V")) ||
      failed(dims.check(getLseB(), "lse_b", "T N")) ||
      failed(dims.check(getOut(), "out", "T N V")) ||
      failed(dims.check(getLse(), "lse", "T N")) ||
      failed(expectF32(*this, getLseA(), "lse_a")) ||
      failed(expectF32(*this, getLseB(), "lse_b")) ||
      failed(expectF32(*this, getLse(), "lse")))
    return failure();
  return verifyResults(*this);
}

//===----------------------------------------------------------------------===//
// Batches and caches
//===----------------------------------------------------------------------===//

LogicalResult PackBatchOp::verify() {
  DimChecker dims(*this, "");
  for (auto [value, name, shape] :
       {std::tuple(getSeqLens(), "seq_lens", "B"),
        std::tuple(getQueryStart(), "query_start", "B+1"),
        std::tuple(getSlotMapping(), "slot_mapping", "T"),
        std::tuple(getPositions(), "positions", "T"),
        std::tuple(getPageTable(), "page_table", "B pages")})
    if (failed(dims.check(value, name, shape)) ||
        failed(expectI32(*this, value, name)))
      return failure();
  return success();
}

OpFoldResult BatchRowsOp::fold(FoldAdaptor) {
  auto pack = getBatch().getDefiningOp<PackBatchOp>();
  if (!pack)
    return {};
  Value rows = getField() == BatchField::Positions ? pack.getPositions()
                                                   : pack.getSlotMapping();
  return rows.getType() == getType() ? OpFoldResult(rows) : OpFoldResult();
}

OpFoldResult BatchCountOp::fold(FoldAdaptor) {
  auto pack = getBatch().getDefiningOp<PackBatchOp>();
  if (!pack)
    return {};
  switch (getCount()) {
  case BatchCount::NumSequences: // a size of its tensors
    return {};
  case BatchCount::NumDecode:
    return pack.getNumDecode();
  case BatchCount::NumDecodeTokens:
    return pack.getNumDecodeTokens();
  case BatchCount::NumContinuedTokens:
    return pack.getNumContinuedTokens();
  }
  llvm_unreachable("all counts are listed");
}

LogicalResult CacheAppendOp::verify() {
  DimChecker dims(*this, "L R 4");
  if (failed(dims.check(getCKv(), "c_kv", "T L")) ||
      failed(dims.check(getKRope(), "k_rope", "T R")) ||
      failed(verifyCache(*this, getCache(), dims.size("L"), dims.size("R"))) ||
      failed(expectWideFloat(*this, getKRope(), "k_rope")))
    return failure();
  if (getLatentEncoding(getCache().getType()).getStorage() !=
      CacheStorage::FP8_656) {
    if (getScales())
      return emitOpError() << "expected no scales for a cache whose storage is "
                              "not fp8_656";
    if (failed(expectWideFloat(*this, getCKv(), "c_kv")))
      return failure();
    return verifyResults(*this);
  }
  if (!getScales())
    return emitOpError() << "expected a latent that mla.quantize made, with "
                            "its scales, for a cache with storage fp8_656";
  if (failed(expectF8(*this, getCKv(), "c_kv")) ||
      failed(dims.check(getScales(), "scales", "T 4")) ||
      failed(expectF32(*this, getScales(), "scales")))
    return failure();
  if (dims.size("4") != 4)
    return emitOpError() << "expected 4 scales a row, got " << dims.size("4");
  return verifyResults(*this);
}

LogicalResult CacheGatherOp::verify() {
  DimChecker dims(*this, "G row");
  if (failed(dims.check(getRows(), "rows", "B G row")))
    return failure();
  LatentAttr encoding = getLatentEncoding(getCache().getType());
  if (!encoding)
    return emitOpError() << "expected a cache with a #mla.latent encoding, got "
                         << getCache().getType();
  if (encoding.getL() + encoding.getR() != dims.size("row"))
    return emitOpError() << "expected rows of L + R = "
                         << encoding.getL() + encoding.getR()
                         << " elements, got " << dims.size("row");
  return verifyResults(*this);
}

//===----------------------------------------------------------------------===//
// Experts
//===----------------------------------------------------------------------===//

LogicalResult RouteOp::verify() {
  DimChecker dims(*this, "E K");
  if (failed(dims.check(getLogits(), "logits", "T E")) ||
      (getBias() && failed(dims.check(getBias(), "bias", "E"))) ||
      failed(dims.check(getExperts(), "experts", "T K")) ||
      failed(dims.check(getWeights(), "weights", "T K")) ||
      failed(expectF32(*this, getLogits(), "logits")) ||
      failed(expectI32(*this, getExperts(), "experts")) ||
      failed(expectF32(*this, getWeights(), "weights")))
    return failure();
  if (failed(verifyRouting(*this, dims.size("E"), dims.size("K"))))
    return failure();
  return verifyResults(*this);
}

LogicalResult MoePlanOp::verify() {
  DimChecker dims(*this, "K E+1");
  if (failed(dims.check(getExperts(), "experts", "T K")) ||
      (getSlots() && (failed(dims.check(getSlots(), "slots", "T")) ||
                      failed(expectI32(*this, getSlots(), "slots")))) ||
      failed(dims.check(getOffsets(), "offsets", "E+1")) ||
      failed(dims.check(getRows(), "rows", "T*K")) ||
      failed(dims.check(getPlaces(), "places", "T K")) ||
      failed(expectI32(*this, getExperts(), "experts")) ||
      failed(expectI32(*this, getOffsets(), "offsets")) ||
      failed(expectI32(*this, getRows(), "rows")) ||
      failed(expectI32(*this, getPlaces(), "places")))
    return failure();
  return verifyResults(*this);
}

LogicalResult GroupedMatmulOp::verify() {
  DimChecker dims(*this, "E N K");
  if (failed(dims.check(getWeight(), "weight", "E N K")) ||
      failed(dims.check(getInput(), "input", "M' K")) ||
      (getRows() && (failed(dims.check(getRows(), "rows", "M")) ||
                     failed(expectI32(*this, getRows(), "rows")))) ||
      failed(dims.check(getInit(), "init", "M N")) ||
      failed(expectI32(*this, getOffsets(), "offsets")))
    return failure();
  auto offsets = cast<ShapedType>(getOffsets().getType());
  if (offsets.getRank() != 1 || offsets.getDimSize(0) != dims.size("E") + 1)
    return emitOpError() << "expected offsets to be [E+1] = ["
                         << dims.size("E") + 1 << "], got " << offsets;
  return verifyResults(*this);
}

//===----------------------------------------------------------------------===//
// Model
//===----------------------------------------------------------------------===//

LogicalResult ModelOp::verify() {
  for (auto [name, value] : {std::pair("vocab", getVocab()),
                             std::pair("max_position", getMaxPosition()),
                             std::pair("max_tokens", getMaxTokens())})
    if (auto size = static_cast<int64_t>(value);
        size <= 0 || size > std::numeric_limits<int32_t>::max())
      return emitOpError() << "expected " << name << " in 1 .. 2^31 - 1, got "
                           << size;
  if (std::optional<uint64_t> length = getLongContext())
    if (static_cast<int64_t>(*length) <= 0)
      return emitOpError() << "expected long_context > 0, got "
                           << static_cast<int64_t>(*length);
  for (int64_t id : getEos())
    if (id < 0 || id >= static_cast<int64_t>(getVocab()))
      return emitOpError() << "expected eos ids in 0 .. " << getVocab() - 1
                           << ", got " << id;
  if (!getDtype().isF32() && !getDtype().isF16() && !getDtype().isBF16())
    return emitOpError() << "expected dtype f32, f16 or bf16, got "
                         << getDtype();
  for (auto other : cast<ModuleOp>((*this)->getParentOp()).getOps<ModelOp>())
    if (other != *this && other->isBeforeInBlock(*this)) {
      InFlightDiagnostic diag = emitOpError("expected one mla.model a module");
      diag.attachNote(other.getLoc()) << "the first one is here";
      return diag;
    }
  return success();
}

LogicalResult ParamOp::verify() {
  auto type = dyn_cast<RankedTensorType>(getType());
  if (!type || !type.hasStaticShape() ||
      !(type.getElementType().isF32() || type.getElementType().isF16() ||
        type.getElementType().isBF16()))
    return emitOpError() << "expected a static tensor of f32, f16 or bf16, got "
                         << getType();
  int64_t count = getFrom().size();
  Assembly how = getHow();
  if ((how == Assembly::View || how == Assembly::Slice) && count != 1)
    return emitOpError() << stringifyAssembly(how)
                         << " expected one tensor name, got " << count;
  if (how == Assembly::Stack &&
      (type.getRank() < 1 || type.getDimSize(0) != count))
    return emitOpError() << "stack expected as many tensor names as the first "
                            "dimension of "
                         << type << ", got " << count;
  if (how == Assembly::Concat && count < 1)
    return emitOpError() << "concat expected at least one tensor name";
  if (how == Assembly::Slice && (!getFirst() || *getFirst() < 0))
    return emitOpError() << "slice expected first >= 0";
  if (how != Assembly::Slice && getFirst())
    return emitOpError() << stringifyAssembly(how)
                         << " expected no first row, got " << *getFirst();
  if (how != Assembly::Slice && getAxis())
    return emitOpError() << stringifyAssembly(how) << " expected no axis, got "
                         << *getAxis();
  if (getAxis() && (static_cast<int64_t>(*getAxis()) < 0 ||
                    static_cast<int64_t>(*getAxis()) >= type.getRank()))
    return emitOpError() << "slice expected an axis of " << type << ", got "
                         << static_cast<int64_t>(*getAxis());
  if (getRowsPerToken() &&
      (type.getRank() < 1 || static_cast<int64_t>(*getRowsPerToken()) < 1 ||
       static_cast<int64_t>(*getRowsPerToken()) > type.getDimSize(0)))
    return emitOpError() << "expected rows_per_token from 1 to the first "
                            "dimension of "
                         << type << ", got " << *getRowsPerToken();
  return success();
}

LogicalResult GetParamOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto param = symbols.lookupNearestSymbolFrom<ParamOp>(*this, getParamAttr());
  if (!param)
    return emitOpError() << "expected an mla.param named " << getParamAttr();
  auto expected = cast<ShapedType>(param.getType());
  auto type = cast<ShapedType>(getValue().getType());
  if (expected.getShape() != type.getShape() ||
      expected.getElementType() != type.getElementType())
    return emitOpError() << "expected the type of " << getParamAttr() << ", "
                         << param.getType() << ", got " << getValue().getType();
  return success();
}
