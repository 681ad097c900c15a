//===- Verify.h - what verifiers of mla ops share ---------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_DIALECT_IR_VERIFY_H
#define MLA_LIB_DIALECT_IR_VERIFY_H

#include "mla/Dialect/IR/MLADialect.h"

#include "llvm/ADT/StringMap.h"

namespace mlir::mla {

/// Checks operands against shapes written as names of dimensions, such as
/// "T N P". The first use of a name binds it; each further use must agree
/// (dynamic sizes agree with all). Names in `staticNames` must be static.
class DimChecker {
public:
  DimChecker(Operation *op, StringRef staticNames) : op(op) {
    SmallVector<StringRef> names;
    staticNames.split(names, ' ', -1, false);
    for (StringRef name : names)
      mustBeStatic[name] = true;
  }

  LogicalResult check(Value value, StringRef operand, StringRef shape) {
    auto type = cast<ShapedType>(value.getType());
    SmallVector<StringRef> names;
    shape.split(names, ' ', -1, false);
    if (type.getRank() != static_cast<int64_t>(names.size()))
      return op->emitOpError() << "expected " << operand << " to be [" << shape
                               << "], got rank " << type.getRank();
    for (auto [name, size] : llvm::zip_equal(names, type.getShape())) {
      if (ShapedType::isDynamic(size)) {
        if (mustBeStatic.count(name))
          return op->emitOpError() << "expected " << name << " in " << operand
                                   << " [" << shape << "] to be static";
        continue;
      }
      auto [bound, isNew] = sizes.try_emplace(name, size);
      if (!isNew && bound->second != size)
        return op->emitOpError()
               << "expected " << name << " = " << bound->second << " in "
               << operand << " [" << shape << "], got " << size;
    }
    return success();
  }

  /// The bound size of a name, or dynamic.
  int64_t size(StringRef name) const {
    auto it = sizes.find(name);
    return it == sizes.end() ? ShapedType::kDynamic : it->second;
  }

private:
  Operation *op;
  llvm::StringMap<int64_t> sizes;
  llvm::StringMap<bool> mustBeStatic;
};

inline Type elementOf(Value value) {
  return cast<ShapedType>(value.getType()).getElementType();
}

inline LogicalResult expectFloat(Operation *op, Value value, StringRef name) {
  if (!isa<FloatType>(elementOf(value)))
    return op->emitOpError() << "expected " << name
                             << " of floating point, got " << elementOf(value);
  return success();
}

/// Of 16 bits or more, as activations have.
inline LogicalResult expectWideFloat(Operation *op, Value value,
                                     StringRef name) {
  Type element = elementOf(value);
  if (!isa<FloatType>(element) || element.getIntOrFloatBitWidth() < 16)
    return op->emitOpError()
           << "expected " << name
           << " of floating point with 16 bits or more, got " << element;
  return success();
}

inline LogicalResult expectF32(Operation *op, Value value, StringRef name) {
  if (!elementOf(value).isF32())
    return op->emitOpError()
           << "expected " << name << " of f32, got " << elementOf(value);
  return success();
}

inline LogicalResult expectF8(Operation *op, Value value, StringRef name) {
  if (!isa<Float8E4M3FNType>(elementOf(value)))
    return op->emitOpError()
           << "expected " << name << " of f8E4M3FN, got " << elementOf(value);
  return success();
}

inline LogicalResult expectI32(Operation *op, Value value, StringRef name) {
  if (!elementOf(value).isSignlessInteger(32))
    return op->emitOpError()
           << "expected " << name << " of i32, got " << elementOf(value);
  return success();
}

inline LogicalResult expectEps(Operation *op, const APFloat &eps) {
  if (eps.isNegative() || !eps.isFinite())
    return op->emitOpError()
           << "expected eps >= 0, got " << eps.convertToFloat();
  return success();
}

inline LogicalResult expectScale(Operation *op, const APFloat &scale) {
  if (!scale.isFinite() || scale.isNegative() || scale.isZero())
    return op->emitOpError() << "expected a finite, positive scale, got "
                             << scale.convertToFloat();
  return success();
}

/// On tensors, one result for each init, of its type; on memrefs, none.
inline LogicalResult verifyResults(DestinationStyleOpInterface op) {
  if (op.hasPureBufferSemantics() || op.hasPureTensorSemantics())
    return success();
  return op->emitOpError() << "expected only tensors or only memrefs";
}

/// What quantises rows of `input` (C1 … C3 of mla.quantize).
inline LogicalResult verifyQuantized(Operation *op, DimChecker &dims,
                                     Value input, Value values, Value scales) {
  if (failed(dims.check(input, "input", "T H")) ||
      failed(dims.check(values, "values", "T H")) ||
      failed(dims.check(scales, "scales", "T G")) ||
      failed(expectWideFloat(op, input, "input")) ||
      failed(expectF8(op, values, "values")) ||
      failed(expectF32(op, scales, "scales")))
    return failure();
  int64_t H = dims.size("H"), G = dims.size("G");
  if (G < 1 || H % G != 0)
    return op->emitOpError()
           << "expected G in scales [T G] to divide H = " << H << ", got " << G;
  return success();
}

/// The cache has a #mla.latent encoding that agrees with L and R.
LogicalResult verifyCache(Operation *op, Value cache, int64_t L, int64_t R);

/// kv_b is [N*(own + other), L], where only one of P and V is known.
inline LogicalResult verifyKvBRows(Operation *op, Value kvB, int64_t N,
                                   int64_t own, int64_t L) {
  auto type = cast<ShapedType>(kvB.getType());
  if (N < 1 || type.getRank() != 2 ||
      ShapedType::isDynamic(type.getDimSize(0)) ||
      type.getDimSize(0) % N != 0 || type.getDimSize(0) / N <= own ||
      type.getDimSize(1) != L)
    return op->emitOpError()
           << "expected kv_b to be [N*(P+V), L] with N = " << N << ", L = " << L
           << " and P+V > " << own << ", got " << type;
  return expectFloat(op, kvB, "kv_b");
}

/// What attributes of routing must be among E experts, K of them a token.
template <typename RoutingOp>
LogicalResult verifyRouting(RoutingOp op, int64_t E, int64_t K) {
  int64_t groups = op.getNGroup(), kept = op.getTopkGroup();
  if (K < 1 || K > E)
    return op.emitOpError()
           << "expected 1 <= K <= E = " << E << ", got K = " << K;
  if (groups < 1 || E % groups != 0)
    return op.emitOpError()
           << "expected n_group to divide E = " << E << ", got " << groups;
  if (kept < 1 || kept > groups)
    return op.emitOpError()
           << "expected 1 <= topk_group <= n_group = " << groups << ", got "
           << kept;
  if (K > kept * (E / groups))
    return op.emitOpError()
           << "expected K <= topk_group * E / n_group = " << kept * (E / groups)
           << ", got K = " << K;
  if (op.getGroupScore() == GroupScore::Top2 && groups > 1 && E / groups < 2)
    return op.emitOpError() << "group_score top2 expected at least two experts "
                               "a group, got "
                            << E / groups;
  return success();
}

} // namespace mlir::mla

#endif // MLA_LIB_DIALECT_IR_VERIFY_H
