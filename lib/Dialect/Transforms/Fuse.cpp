//===- Fuse.cpp - joins matmuls of one input ------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/MapVector.h"

namespace mlir::mla {
#define GEN_PASS_DEF_FUSEPASS
#include "mla/Dialect/Transforms/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

namespace {
/// A matmul of rows with a weight as checkpoints store it, `[N, K]`, into
/// zeros.
struct Projection {
  linalg::MatmulOp op;
  GetParamOp weight;
  ParamOp param;
  arith::ConstantOp zero;

  int64_t width() const {
    return cast<RankedTensorType>(
               const_cast<GetParamOp &>(weight).getValue().getType())
        .getDimSize(0);
  }
};
} // namespace

/// How many mla.get_param there are of each parameter.
using UseCounts = llvm::DenseMap<StringAttr, unsigned>;

static UseCounts countUses(ModuleOp module) {
  UseCounts uses;
  module.walk([&](GetParamOp op) { ++uses[op.getParamAttr().getAttr()]; });
  return uses;
}

/// (m, k) x (n, k) -> (m, n)
static bool hasWeightRows(linalg::MatmulOp op) {
  MLIRContext *context = op.getContext();
  AffineExpr m, n, k;
  bindDims(context, m, n, k);
  AffineMap expected[] = {AffineMap::get(3, 0, {m, k}, context),
                          AffineMap::get(3, 0, {n, k}, context),
                          AffineMap::get(3, 0, {m, n}, context)};
  return llvm::equal(op.getIndexingMapsArray(), expected);
}

/// What can be joined with others; otherwise the reason why it cannot, if the
/// op is a projection at all.
static std::optional<Projection> asProjection(linalg::MatmulOp op,
                                              SymbolTable &symbols,
                                              const UseCounts &uses,
                                              StringRef &reason) {
  auto weight = op.getInputs()[1].getDefiningOp<GetParamOp>();
  if (!weight || !op.hasPureTensorSemantics() || !hasWeightRows(op))
    return std::nullopt;
  auto fill = op.getOutputs()[0].getDefiningOp<linalg::FillOp>();
  auto zero = fill ? fill.getInputs()[0].getDefiningOp<arith::ConstantOp>()
                   : arith::ConstantOp();
  if (!zero || !matchPattern(zero.getResult(), m_AnyZeroFloat())) {
    reason = "the sum does not start at zero";
    return std::nullopt;
  }
  if (!weight.getValue().hasOneUse() ||
      uses.lookup(weight.getParamAttr().getAttr()) != 1) {
    reason = "the weight has other uses";
    return std::nullopt;
  }
  auto param = symbols.lookup<ParamOp>(weight.getParam());
  if (!param || (param.getHow() != Assembly::View &&
                 param.getHow() != Assembly::Concat)) {
    reason = "the weight is neither a tensor of the checkpoint nor rows of "
             "several";
    return std::nullopt;
  }
  if (param.getRowsPerTokenAttr()) {
    reason = "the weight is a table of which each token reads some rows";
    return std::nullopt;
  }
  return Projection{op, weight, param, zero};
}

/// Matmuls with equal keys can be one.
using FusionKey = std::tuple<Value, Type, Type, Attribute, int64_t>;

static FusionKey keyOf(const Projection &projection) {
  auto op = projection.op;
  auto param = projection.param;
  return {op->getOperand(0), cast<ShapedType>(param.getType()).getElementType(),
          cast<ShapedType>(op->getResult(0).getType()).getElementType(),
          param->getAttr("init"),
          cast<ShapedType>(param.getType()).getDimSize(1)};
}

/// The weights' rows, one after the other, as one parameter.
static ParamOp joinParams(ArrayRef<Projection> projections,
                          SymbolTable &symbols) {
  ParamOp first = projections.front().param;
  OpBuilder builder(first);
  std::string name;
  SmallVector<Attribute> from;
  int64_t rows = 0;
  SmallVector<Location> locs;
  for (const Projection &projection : projections) {
    ParamOp param = projection.param;
    name += (name.empty() ? "" : "|") + param.getSymName().str();
    from.append(param.getFrom().begin(), param.getFrom().end());
    rows += projection.width();
    locs.push_back(param.getLoc());
  }
  auto type = cast<RankedTensorType>(first.getType());
  auto joined = ParamOp::create(
      builder, builder.getFusedLoc(locs), builder.getStringAttr(name),
      TypeAttr::get(RankedTensorType::get({rows, type.getDimSize(1)},
                                          type.getElementType())),
      AssemblyAttr::get(builder.getContext(), Assembly::Concat),
      builder.getArrayAttr(from), first.getInitAttr(),
      /*first=*/IntegerAttr(), /*rows_per_token=*/IntegerAttr());
  symbols.insert(joined, Block::iterator(first));
  return joined;
}

/// One matmul, and a slice of its columns for each of the old ones.
static void fuse(ArrayRef<Projection> projections, SymbolTable &symbols) {
  linalg::MatmulOp first = projections.front().op;
  ParamOp param = joinParams(projections, symbols);
  auto type = cast<RankedTensorType>(param.getType());
  Value input = first.getInputs()[0];
  OpBuilder builder(first);
  SmallVector<Location> locs;
  for (const Projection &projection : projections)
    locs.push_back(linalg::MatmulOp(projection.op).getLoc());
  Location loc = builder.getFusedLoc(locs);

  Value weight = GetParamOp::create(builder, loc, type, param.getSymName());
  OpFoldResult rows = tensor::getMixedSize(builder, loc, input, 0);
  arith::ConstantOp start = projections.front().zero;
  Value zero = builder.clone(*start.getOperation())->getResult(0);
  Value empty = tensor::EmptyOp::create(
      builder, loc,
      ArrayRef<OpFoldResult>{rows, builder.getIndexAttr(type.getDimSize(0))},
      cast<ShapedType>(first->getResult(0).getType()).getElementType());
  Value zeros = linalg::FillOp::create(builder, loc, zero, empty).getResult(0);
  Value all = linalg::MatmulOp::create(
                  builder, loc, TypeRange{zeros.getType()},
                  ValueRange{input, weight}, ValueRange{zeros},
                  ArrayRef<NamedAttribute>{builder.getNamedAttr(
                      "indexing_maps", first.getIndexingMapsAttr())})
                  .getResult(0);
  int64_t offset = 0;
  for (const Projection &projection : projections) {
    linalg::MatmulOp op = projection.op;
    SmallVector<OpFoldResult> offsets{builder.getIndexAttr(0),
                                      builder.getIndexAttr(offset)};
    SmallVector<OpFoldResult> sizes{rows,
                                    builder.getIndexAttr(projection.width())};
    SmallVector<OpFoldResult> strides(2, builder.getIndexAttr(1));
    Value slice = tensor::ExtractSliceOp::create(
        builder, op.getLoc(),
        cast<RankedTensorType>(op->getResult(0).getType()), all, offsets, sizes,
        strides);
    op->getResult(0).replaceAllUsesWith(slice);
    offset += projection.width();
  }
  remark::passed(loc, remark::RemarkOpts::name("Fuse").category("mla"))
      << remark::add("matmuls of one input as one")
      << remark::metric("parameter", param.getSymName())
      << remark::metric("matmuls", projections.size());
  for (const Projection &projection : projections) {
    linalg::MatmulOp op = projection.op;
    GetParamOp oldWeight = projection.weight;
    op->erase();
    oldWeight->erase();
  }
}

namespace {
struct Fuse final : mla::impl::FusePassBase<Fuse> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SymbolTable symbols(module);
    UseCounts uses = countUses(module);
    for (auto func : module.getOps<func::FuncOp>())
      for (Block &block : func.getBody())
        fuseBlock(block, symbols, uses);
    removeUnusedParams(module);
  }

private:
  void fuseBlock(Block &block, SymbolTable &symbols, const UseCounts &uses) {
    llvm::MapVector<FusionKey, SmallVector<Projection>> groups;
    for (auto op : block.getOps<linalg::MatmulOp>()) {
      StringRef reason;
      std::optional<Projection> projection =
          asProjection(op, symbols, uses, reason);
      if (projection)
        groups[keyOf(*projection)].push_back(*projection);
      else if (!reason.empty())
        remark::missed(op.getLoc(),
                       remark::RemarkOpts::name("Fuse").category("mla"))
            << remark::add("{0}", reason.str());
    }
    // One input with weights of several types: say why they stay apart.
    llvm::DenseMap<Value, unsigned> perInput;
    for (auto &[key, projections] : groups)
      ++perInput[std::get<0>(key)];
    for (auto &[key, projections] : groups) {
      if (projections.size() > 1) {
        fuse(projections, symbols);
        continue;
      }
      if (perInput.lookup(std::get<0>(key)) > 1)
        remark::missed(projections.front().op.getLoc(),
                       remark::RemarkOpts::name("Fuse").category("mla"))
            << remark::add("its weight has another type than those of the "
                           "other matmuls of its input");
    }
  }

  /// Parameters that were joined are not loaded on their own any more.
  static void removeUnusedParams(ModuleOp module) {
    UseCounts used = countUses(module);
    for (auto param : llvm::make_early_inc_range(module.getOps<ParamOp>()))
      if (!used.contains(param.getSymNameAttr()))
        param.erase();
  }
};
} // namespace
