//===- MLAFusedOps.cpp - verifiers of fused ops ---------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Verify.h"

#include "mla/Dialect/IR/MLADialect.h"

using namespace mlir;
using namespace mlir::mla;

/// Checks all of several operands for floating-point elements.
static LogicalResult
expectFloats(Operation *op, ArrayRef<std::pair<Value, StringRef>> operands) {
  for (auto [value, name] : operands)
    if (value && failed(expectFloat(op, value, name)))
      return failure();
  return success();
}

LogicalResult LinearOp::verify() {
  DimChecker dims(*this, "K M M'");
  if (failed(dims.check(getX(), "x", "T K")) ||
      failed(dims.check(getInit(), "init", "T M")) ||
      failed(dims.check(getWeight(), "weight", "M' K")) ||
      failed(expectFloats(*this, {{getX(), "x"},
                                  {getWeight(), "weight"},
                                  {getNormWeight(), "norm_weight"},
                                  {getInit(), "init"}})))
    return failure();
  int64_t expected = dims.size("M") * (getGated() ? 2 : 1);
  if (dims.size("M'") != expected)
    return emitOpError() << "expected " << expected << " rows of weight ("
                         << (getGated() ? "2*M of gate and up" : "M")
                         << "), got " << dims.size("M'");
  if (getNormWeight() &&
      failed(dims.check(getNormWeight(), "norm_weight", "K")))
    return failure();
  if (static_cast<bool>(getNormWeight()) != getEps().has_value())
    return emitOpError() << "expected eps with norm_weight and only with it";
  if (getEps() && failed(expectEps(*this, *getEps())))
    return failure();
  if (getResidual()) {
    if (getGated())
      return emitOpError() << "expected no residual beside gated";
    if (failed(dims.check(getResidual(), "residual", "T M")))
      return failure();
    if (elementOf(getResidual()) != elementOf(getInit()))
      return emitOpError() << "expected residual of the element type of init, "
                           << elementOf(getInit()) << ", got "
                           << elementOf(getResidual());
  }
  return verifyResults(*this);
}

LogicalResult AddRmsNormOp::verify() {
  DimChecker dims(*this, "H");
  if (failed(dims.check(getResidual(), "residual", "T H")) ||
      failed(dims.check(getX(), "x", "T H")) ||
      failed(dims.check(getWeight(), "weight", "H")) ||
      failed(dims.check(getSum(), "sum", "T H")) ||
      failed(dims.check(getInit(), "init", "T H")) ||
      failed(expectFloats(*this, {{getResidual(), "residual"},
                                  {getX(), "x"},
                                  {getWeight(), "weight"},
                                  {getSum(), "sum"},
                                  {getInit(), "init"}})) ||
      failed(expectEps(*this, getEps())) ||
      failed(expectScale(*this, getScale())))
    return failure();
  return verifyResults(*this);
}

QueryPrepOp::HeadDims QueryPrepOp::getHeadDims() {
  int64_t R = 2 * static_cast<int64_t>(getRope().getInvFreq().size());
  auto qProj = cast<ShapedType>(getQProj().getType());
  int64_t P = qProj.getDimSize(2) - R;
  int64_t rows = cast<ShapedType>(getKvB().getType()).getDimSize(0);
  int64_t L = cast<ShapedType>(getNormWeight().getType()).getDimSize(0);
  return {P, R, L, rows / qProj.getDimSize(1) - P};
}

LogicalResult QueryPrepOp::verify() {
  DimChecker dims(*this, "N P+R L+R L");
  if (failed(dims.check(getQProj(), "q_proj", "T N P+R")) ||
      failed(dims.check(getKv(), "kv", "T L+R")) ||
      failed(dims.check(getNormWeight(), "norm_weight", "L")) ||
      failed(dims.check(getPositions(), "positions", "T")) ||
      failed(dims.check(getQ(), "q", "T N L+R")) ||
      failed(dims.check(getRow(), "row", "T L+R")) ||
      failed(expectI32(*this, getPositions(), "positions")) ||
      failed(expectFloats(*this, {{getQProj(), "q_proj"},
                                  {getKv(), "kv"},
                                  {getNormWeight(), "norm_weight"},
                                  {getQ(), "q"},
                                  {getRow(), "row"}})) ||
      failed(expectEps(*this, getEps())))
    return failure();
  int64_t R = 2 * static_cast<int64_t>(getRope().getInvFreq().size());
  int64_t L = dims.size("L"), P = dims.size("P+R") - R;
  if (dims.size("L+R") != L + R)
    return emitOpError() << "expected L+R = " << L << " + " << R
                         << " (norm_weight and twice the length of inv_freq), "
                            "got "
                         << dims.size("L+R");
  if (P < 1)
    return emitOpError() << "expected P+R > R = " << R << ", got "
                         << dims.size("P+R");
  if (failed(verifyKvBRows(*this, getKvB(), dims.size("N"), P, L)))
    return failure();
  return verifyResults(*this);
}

LogicalResult RmsNormQuantizeOp::verify() {
  DimChecker dims(*this, "H G");
  if (failed(
          verifyQuantized(*this, dims, getInput(), getValues(), getScales())) ||
      failed(dims.check(getWeight(), "weight", "H")) ||
      failed(expectFloat(*this, getWeight(), "weight")) ||
      failed(expectEps(*this, getEps())))
    return failure();
  return verifyResults(*this);
}

LogicalResult RopeAppendOp::verify() {
  DimChecker dims(*this, "L R");
  if (failed(dims.check(getCKv(), "c_kv", "T L")) ||
      failed(dims.check(getKRope(), "k_rope", "T R")) ||
      failed(expectWideFloat(*this, getCKv(), "c_kv")) ||
      failed(expectWideFloat(*this, getKRope(), "k_rope")) ||
      failed(verifyCache(*this, getCache(), dims.size("L"), dims.size("R"))))
    return failure();
  if (static_cast<bool>(getPositions()) != getRope().has_value())
    return emitOpError() << "expected positions and rope together";
  if (getPositions()) {
    if (failed(dims.check(getPositions(), "positions", "T")) ||
        failed(expectI32(*this, getPositions(), "positions")))
      return failure();
    int64_t pairs = getRope()->getInvFreq().size();
    if (dims.size("R") != 2 * pairs)
      return emitOpError() << "expected R = 2 * " << pairs
                           << " (the length of inv_freq), got "
                           << dims.size("R");
  }
  return verifyResults(*this);
}

LogicalResult ExpertMlpOp::verify() {
  DimChecker dims(*this, "H E I 2*Is Is");
  if (failed(dims.check(getX(), "x", "T H")) ||
      failed(dims.check(getInit(), "init", "T H")) ||
      failed(dims.check(getNormWeight(), "norm_weight", "H")) ||
      failed(dims.check(getRouter(), "router", "E H")) ||
      failed(dims.check(getGate(), "gate", "E I H")) ||
      failed(dims.check(getUp(), "up", "E I H")) ||
      failed(dims.check(getDown(), "down", "E H I")) ||
      (getBias() && failed(dims.check(getBias(), "bias", "E"))) ||
      (getSlots() && (failed(dims.check(getSlots(), "slots", "T")) ||
                      failed(expectI32(*this, getSlots(), "slots")))) ||
      failed(expectFloats(*this, {{getX(), "x"},
                                  {getNormWeight(), "norm_weight"},
                                  {getRouter(), "router"},
                                  {getGate(), "gate"},
                                  {getUp(), "up"},
                                  {getDown(), "down"},
                                  {getBias(), "bias"},
                                  {getSharedGateUp(), "shared_gate_up"},
                                  {getSharedDown(), "shared_down"},
                                  {getInit(), "init"}})) ||
      failed(expectEps(*this, getEps())))
    return failure();
  if (elementOf(getX()) != elementOf(getInit()))
    return emitOpError() << "expected x and init of one element type, got "
                         << elementOf(getX()) << " and "
                         << elementOf(getInit());
  if (static_cast<bool>(getSharedGateUp()) !=
      static_cast<bool>(getSharedDown()))
    return emitOpError() << "expected shared_gate_up and shared_down together";
  if (getSharedDown()) {
    if (failed(dims.check(getSharedGateUp(), "shared_gate_up", "2*Is H")) ||
        failed(dims.check(getSharedDown(), "shared_down", "H Is")))
      return failure();
    if (dims.size("2*Is") != 2 * dims.size("Is"))
      return emitOpError() << "expected 2*Is = " << 2 * dims.size("Is")
                           << " rows of shared_gate_up, got "
                           << dims.size("2*Is");
  }
  if (failed(verifyRouting(*this, dims.size("E"), getTopK())))
    return failure();
  return verifyResults(*this);
}
