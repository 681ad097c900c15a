//===- AttentionBlock.cpp - the latent attention of a layer ---------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Blocks.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::mla;

static constexpr int64_t kDynamic = ShapedType::kDynamic;

Value Blocks::slice(Location loc, Value x, int64_t first, int64_t size) {
  auto type = cast<RankedTensorType>(x.getType());
  SmallVector<OpFoldResult> offsets, sizes;
  SmallVector<OpFoldResult> strides(type.getRank(), b.getIndexAttr(1));
  for (int64_t extent : type.getShape()) {
    offsets.push_back(b.getIndexAttr(0));
    if (extent == kDynamic)
      sizes.push_back(numTokens);
    else
      sizes.push_back(b.getIndexAttr(extent));
  }
  offsets.back() = b.getIndexAttr(first);
  sizes.back() = b.getIndexAttr(size);
  return tensor::ExtractSliceOp::create(b, loc, x, offsets, sizes, strides);
}

Value Blocks::rope(Location loc, Value x) {
  auto type = cast<RankedTensorType>(x.getType());
  Value init = empty(loc, type.getShape(), activation);
  return RopeOp::create(b, loc, TypeRange(init.getType()), x, positions, init,
                        ropeAttr)
      ->getResult(0);
}

Value Blocks::scaleByPosition(Location loc, Value x) {
  Value xScale = empty(loc, {kDynamic}, b.getF32Type());
  AffineMap token = b.getMultiDimIdentityMap(1);
  auto at = [&](auto make) {
    return [this, make](OpBuilder &nested, Location bodyLoc, ValueRange args) {
      OpBuilder::InsertionGuard guard(b);
      b.restoreInsertionPoint(nested.saveInsertionPoint());
      linalg::YieldOp::create(b, bodyLoc, make(bodyLoc, args));
    };
  };
  const QueryScaling &scaling = config.queryScaling;
  Value scales =
      linalg::GenericOp::create(
          b, loc, xScale.getType(), positions, xScale, ArrayRef{token, token},
          utils::IteratorType::parallel, at([&](Location l, ValueRange args) {
            Type wide = args[0].getType();
            Value period = arith::ConstantOp::create(
                b, l, b.getIntegerAttr(wide, scaling.originalMax));
            Value periods = arith::DivSIOp::create(b, l, args[0], period);
            Value real = arith::SIToFPOp::create(b, l, b.getF32Type(), periods);
            Value grown = math::Log1pOp::create(b, l, real);
            Value scaled =
                arith::MulFOp::create(b, l, constant(l, scaling.beta), grown);
            return arith::AddFOp::create(b, l, constant(l, 1), scaled)
                .getResult();
          }))
          .getResult(0);
  auto type = cast<RankedTensorType>(x.getType());
  Value init = empty(loc, type.getShape(), activation);
  AffineMap both = b.getMultiDimIdentityMap(2);
  AffineMap row = AffineMap::get(2, 0, b.getAffineDimExpr(0));
  SmallVector<utils::IteratorType> iterators(2, utils::IteratorType::parallel);
  return linalg::GenericOp::create(b, loc, type, ValueRange{x, scales}, init,
                                   ArrayRef{both, row, both}, iterators,
                                   at([&](Location l, ValueRange args) {
                                     Value product = arith::MulFOp::create(
                                         b, l, toF32(l, args[0]), args[1]);
                                     return fromF32(l, product, activation);
                                   }))
      .getResult(0);
}

Value Blocks::attention(StringRef path, Value x) {
  const ModuleNames &names = config.names;
  int64_t n = config.heads, p = config.qkNopeHeadDim;
  int64_t r = config.qkRopeHeadDim, v = config.vHeadDim;
  int64_t l = config.kvLoraRank;
  Location loc = locationOf(path);
  auto module = [&](StringRef name) { return (path + "." + name).str(); };

  // Queries.
  Value q;
  if (config.qLoraRank) {
    Value latent =
        linear(module(names.qA), x, *config.qLoraRank, config.attentionBias);
    latent = rmsNorm(module(names.qNorm), latent, config.latentNormEps);
    q = linear(module(names.qB), latent, n * (p + r), /*bias=*/false);
  } else {
    q = linear(module(names.q), x, n * (p + r), /*bias=*/false);
  }
  if (config.queryScaling.beta != 0)
    q = scaleByPosition(loc, q);
  SmallVector<ReassociationIndices> split = {{0}, {1, 2}};
  SmallVector<OpFoldResult> heads = {numTokens, b.getIndexAttr(n),
                                     b.getIndexAttr(p + r)};
  q = tensor::ExpandShapeOp::create(
      b, loc, tensorOf({kDynamic, n, p + r}, activation), q, split, heads);
  Value qNope = slice(loc, q, 0, p);
  Value qRope = rope(loc, slice(loc, q, p, r));

  // The latent and the rotated key, which a cache will hold.
  Value latent = linear(module(names.kvA), x, l + r, config.attentionBias);
  Value cKv = rmsNorm(module(names.kvNorm), slice(loc, latent, 0, l),
                      config.latentNormEps);
  Value kRope = rope(loc, slice(loc, latent, l, r));

  Value kvB =
      param(module(names.kvB) + ".weight", {n * (p + v), l}, {.linear = true});
  Value init = empty(loc, {kDynamic, n, v}, activation);
  Value attended =
      AttentionOp::create(
          b, loc, TypeRange(init.getType()), qNope, qRope, cKv, kRope, kvB,
          init, b.getF32FloatAttr(static_cast<float>(config.softmaxScale())))
          ->getResult(0);
  Value joined = tensor::CollapseShapeOp::create(
      b, loc, tensorOf({kDynamic, n * v}, activation), attended, split);
  return linear(module(names.o), joined, config.hidden, config.attentionBias);
}
