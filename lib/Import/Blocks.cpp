//===- Blocks.cpp - weights, linear modules and elementwise ops -----------===//
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
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::mla;

static constexpr int64_t kDynamic = ShapedType::kDynamic;

Blocks::Blocks(const ModelConfig &config, WeightType activations,
               CheckpointIndex &checkpoint, ModuleOp module)
    : config(config), checkpoint(checkpoint), module(module),
      b(module.getContext()), params(module.getContext()) {
  activation = elementOf(activations);
  const RopeTables &tables = config.rope;
  DenseF64ArrayAttr longInvFreq;
  if (!tables.longInvFreq.empty())
    longInvFreq = b.getDenseF64ArrayAttr(tables.longInvFreq);
  ropeAttr = RopeAttr::get(
      b.getContext(),
      tables.interleaved ? RopeStyle::Interleaved : RopeStyle::Half,
      b.getF32FloatAttr(static_cast<float>(tables.scale)),
      b.getDenseF64ArrayAttr(tables.invFreq), longInvFreq, tables.originalMax);
}

void Blocks::enter(Block *body, Value tokenIds, Value tokenPositions) {
  params.setInsertionPoint(body->getParentOp());
  b.setInsertionPointToEnd(body);
  tokens = tokenIds;
  positions = tokenPositions;
  Location loc = locationOf("tokens");
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  numTokens = tensor::DimOp::create(b, loc, tokens, zero);
}

//===----------------------------------------------------------------------===//
// Types, locations and scalars
//===----------------------------------------------------------------------===//

Location Blocks::locationOf(StringRef path) {
  return NameLoc::get(b.getStringAttr(path));
}

Type Blocks::elementOf(WeightType type) {
  switch (type) {
  case WeightType::F32:
    return b.getF32Type();
  case WeightType::F16:
    return b.getF16Type();
  case WeightType::BF16:
    return b.getBF16Type();
  }
  llvm_unreachable("all weight types have an element type");
}

RankedTensorType Blocks::tensorOf(ArrayRef<int64_t> shape, Type element) {
  return RankedTensorType::get(shape, element);
}

Value Blocks::empty(Location loc, ArrayRef<int64_t> shape, Type element,
                    Value dynamic) {
  SmallVector<Value, 1> sizes;
  if (llvm::is_contained(shape, kDynamic))
    sizes.push_back(dynamic);
  return tensor::EmptyOp::create(b, loc, shape, element, sizes);
}

Value Blocks::zeros(Location loc, ArrayRef<int64_t> shape) {
  Value init = empty(loc, shape, b.getF32Type());
  return linalg::FillOp::create(b, loc, constant(loc, 0), init).getResult(0);
}

Value Blocks::constant(Location loc, double value) {
  return arith::ConstantOp::create(
      b, loc, b.getF32FloatAttr(static_cast<float>(value)));
}

Value Blocks::toF32(Location loc, Value scalar) {
  if (scalar.getType().isF32())
    return scalar;
  return arith::ExtFOp::create(b, loc, b.getF32Type(), scalar);
}

Value Blocks::fromF32(Location loc, Value scalar, Type type) {
  if (type.isF32())
    return scalar;
  return arith::TruncFOp::create(b, loc, type, scalar);
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

Value Blocks::declareParam(StringRef symbol, ArrayRef<int64_t> shape,
                           Assembly how, ArrayRef<std::string> from,
                           WeightType weightType, Init init,
                           std::optional<int64_t> rowsPerToken,
                           std::optional<Slice> slice) {
  RankedTensorType type = tensorOf(shape, elementOf(weightType));
  SmallVector<StringRef> names(from.begin(), from.end());
  IntegerAttr first, axis, perToken;
  if (slice)
    first = params.getI64IntegerAttr(slice->first);
  if (slice && slice->axis != 0)
    axis = params.getI64IntegerAttr(slice->axis);
  if (rowsPerToken)
    perToken = params.getI64IntegerAttr(*rowsPerToken);
  ParamOp::create(params, locationOf(symbol), symbol, type, how,
                  params.getStrArrayAttr(names), init, first, axis, perToken);
  declared[symbol] = type;
  return GetParamOp::create(b, locationOf(symbol), type, symbol);
}

/// Whether a quantised checkpoint keeps this weight as it was.
static bool isKept(StringRef name, const ModelConfig &config) {
  if (name.starts_with(config.names.head) ||
      name.starts_with(config.names.embedding))
    return true;
  return llvm::any_of(config.notQuantized, [&](const std::string &kept) {
    return !kept.empty() && name.contains(kept);
  });
}

Value Blocks::param(StringRef name, ArrayRef<int64_t> shape,
                    ParamOptions options) {
  // Tied embeddings: one weight, read twice.
  if (auto it = declared.find(name); it != declared.end())
    return GetParamOp::create(b, locationOf(name), it->second, name);
  std::string from = name.str();
  ParamTypeRules rules;
  rules.otherwise = config.weightType;
  rules.quantized = config.blockFp8 && options.linear && !isKept(name, config);
  rules.alwaysF32 = options.alwaysF32;
  WeightType type = checkpoint.resolve(from, shape, rules);
  return declareParam(name, shape, Assembly::View, from, type, options.init,
                      options.rowsPerToken);
}

Value Blocks::stackedParam(StringRef path, StringRef module, int64_t count,
                           ArrayRef<int64_t> shape, int64_t perToken) {
  std::vector<std::string> from;
  for (int64_t i = 0; i < count; ++i)
    from.push_back((path + "." + Twine(i) + "." + module + ".weight").str());
  ParamTypeRules rules;
  rules.otherwise = config.weightType;
  rules.quantized = config.blockFp8 && !isKept(from.front(), config);
  WeightType type = checkpoint.resolve(from, shape, rules);
  SmallVector<int64_t> stacked = {count};
  stacked.append(shape.begin(), shape.end());
  return declareParam((path + "." + module).str(), stacked, Assembly::Stack,
                      from, type, Init::Normal, perToken);
}

Value Blocks::packedParam(StringRef path, StringRef packed, StringRef module,
                          int64_t count, ArrayRef<int64_t> shape, int64_t first,
                          int64_t rows, int64_t perToken) {
  std::string from = (path + "." + packed).str();
  ParamTypeRules rules;
  rules.otherwise = config.weightType;
  SmallVector<int64_t> stored = {count, rows}, stacked = {count};
  stored.append(shape.begin() + 1, shape.end());
  stacked.append(shape.begin(), shape.end());
  WeightType type = checkpoint.resolve(from, stored, rules);
  std::string symbol = (path + "." + module).str();
  if (rows == shape[0])
    return declareParam(symbol, stacked, Assembly::View, from, type,
                        Init::Normal, perToken);
  return declareParam(symbol, stacked, Assembly::Slice, from, type,
                      Init::Normal, perToken, Slice{first, 1});
}

//===----------------------------------------------------------------------===//
// Linear modules and elementwise ops
//===----------------------------------------------------------------------===//

Value Blocks::matmul(Location loc, Value x, Value weight) {
  int64_t outputs = cast<ShapedType>(weight.getType()).getDimSize(0);
  Value init = zeros(loc, {kDynamic, outputs});
  return linalg::MatmulTransposeBOp::create(b, loc, init.getType(),
                                            ValueRange{x, weight}, init)
      .getResult(0);
}

Value Blocks::elementwise(Location loc, ValueRange operands, Body body) {
  auto shape = cast<ShapedType>(operands[0].getType()).getShape();
  // The size of the first dimension is T, or that of expanded rows.
  Value rows = numTokens;
  if (auto producer = operands[0].getDefiningOp<GroupedMatmulOp>())
    rows = producer.getInit()
               .getDefiningOp<tensor::EmptyOp>()
               .getDynamicSizes()
               .front();
  Value init = empty(loc, shape, activation, rows);
  AffineMap both = b.getMultiDimIdentityMap(2);
  AffineMap last = AffineMap::get(2, 0, b.getAffineDimExpr(1));
  SmallVector<AffineMap> maps;
  for (Value operand : operands)
    maps.push_back(cast<ShapedType>(operand.getType()).getRank() == 1 ? last
                                                                      : both);
  maps.push_back(both);
  SmallVector<utils::IteratorType> iterators(2, utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      b, loc, init.getType(), operands, init, maps, iterators,
      [&](OpBuilder &nested, Location nestedLoc, ValueRange arguments) {
        OpBuilder::InsertionGuard guard(b);
        b.restoreInsertionPoint(nested.saveInsertionPoint());
        SmallVector<Value> scalars;
        for (Value argument : arguments.drop_back())
          scalars.push_back(toF32(nestedLoc, argument));
        Value result = body(nestedLoc, scalars);
        linalg::YieldOp::create(b, nestedLoc,
                                fromF32(nestedLoc, result, activation));
      });
  return generic.getResult(0);
}

Value Blocks::toActivation(Location loc, Value x) {
  if (cast<ShapedType>(x.getType()).getElementType() == activation)
    return x;
  return elementwise(loc, x,
                     [](Location, ValueRange scalars) { return scalars[0]; });
}

Value Blocks::linear(StringRef path, Value x, int64_t outputs, bool bias) {
  int64_t inputs = cast<ShapedType>(x.getType()).getDimSize(1);
  Location loc = locationOf(path);
  Value weight =
      param((path + ".weight").str(), {outputs, inputs}, {.linear = true});
  Value result = matmul(loc, x, weight);
  if (!bias)
    return toActivation(loc, result);
  Value vector = param((path + ".bias").str(), {outputs}, {.init = Init::Zero});
  return elementwise(
      loc, {result, vector}, [&](Location at, ValueRange scalars) -> Value {
        return arith::AddFOp::create(b, at, scalars[0], scalars[1]);
      });
}

Value Blocks::siluTimes(Location loc, Value gate, Value up) {
  return elementwise(
      loc, {gate, up}, [&](Location at, ValueRange scalars) -> Value {
        Value negated = arith::NegFOp::create(b, at, scalars[0]);
        Value power = math::ExpOp::create(b, at, negated);
        Value divisor = arith::AddFOp::create(b, at, power, constant(at, 1.0));
        Value silu = arith::DivFOp::create(b, at, scalars[0], divisor);
        return arith::MulFOp::create(b, at, silu, scalars[1]);
      });
}

Value Blocks::addResidual(StringRef path, Value x, Value y, double scale) {
  return elementwise(
      locationOf(path), {x, y}, [&](Location at, ValueRange scalars) -> Value {
        Value term = scalars[1];
        if (scale != 1.0)
          term = arith::MulFOp::create(b, at, term, constant(at, scale));
        return arith::AddFOp::create(b, at, scalars[0], term);
      });
}

Value Blocks::divide(StringRef path, Value x, double divisor) {
  if (divisor == 1.0)
    return x;
  return elementwise(
      locationOf(path), x, [&](Location at, ValueRange scalars) -> Value {
        return arith::DivFOp::create(b, at, scalars[0], constant(at, divisor));
      });
}

Value Blocks::mlp(StringRef path, Value x, int64_t width) {
  int64_t hidden = cast<ShapedType>(x.getType()).getDimSize(1);
  const ModuleNames &names = config.names;
  auto module = [&](StringRef name) { return (path + "." + name).str(); };
  Value gate = linear(module(names.gate), x, width, config.mlpBias);
  Value up = linear(module(names.up), x, width, config.mlpBias);
  Value product = siluTimes(locationOf(path), gate, up);
  return linear(module(names.down), product, hidden, config.mlpBias);
}

Value Blocks::rmsNorm(StringRef path, Value x, double eps) {
  auto type = cast<RankedTensorType>(x.getType());
  Location loc = locationOf(path);
  Value weight = param((path + ".weight").str(), {type.getDimSize(1)},
                       {.init = Init::One});
  Value init = empty(loc, type.getShape(), activation);
  return RmsNormOp::create(b, loc, TypeRange(init.getType()), x, weight, init,
                           b.getF32FloatAttr(static_cast<float>(eps)))
      ->getResult(0);
}

//===----------------------------------------------------------------------===//
// Ends of the model
//===----------------------------------------------------------------------===//

Value Blocks::embed(StringRef path) {
  Location loc = locationOf(path);
  // A tied table is read as a whole, by the head.
  ParamOptions options;
  if (!config.tiedEmbeddings)
    options.rowsPerToken = 1;
  Value table =
      param((path + ".weight").str(), {config.vocab, config.hidden}, options);
  Value init = empty(loc, {kDynamic, config.hidden}, activation);
  SmallVector<AffineMap> maps = {AffineMap::get(2, 0, b.getAffineDimExpr(0)),
                                 b.getMultiDimIdentityMap(2)};
  SmallVector<utils::IteratorType> iterators(2, utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      b, loc, init.getType(), tokens, init, maps, iterators,
      [&](OpBuilder &nested, Location at, ValueRange arguments) {
        OpBuilder::InsertionGuard guard(b);
        b.restoreInsertionPoint(nested.saveInsertionPoint());
        Value row =
            arith::IndexCastOp::create(b, at, b.getIndexType(), arguments[0]);
        Value column = linalg::IndexOp::create(b, at, 1);
        Value element =
            tensor::ExtractOp::create(b, at, table, ValueRange{row, column});
        // Scaled in f32; nothing is rounded twice.
        bool scaled = config.embeddingScale != 1.0;
        if (scaled || element.getType() != activation) {
          element = toF32(at, element);
          if (scaled)
            element = arith::MulFOp::create(
                b, at, element, constant(at, config.embeddingScale));
          element = fromF32(at, element, activation);
        }
        linalg::YieldOp::create(b, at, element);
      });
  return generic.getResult(0);
}

Value Blocks::head(StringRef path, StringRef weightName, Value x) {
  Value weight =
      param((weightName + ".weight").str(), {config.vocab, config.hidden}, {});
  return matmul(locationOf(path), x, weight);
}
