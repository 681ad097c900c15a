//===- Fuse.cpp - makes the ops that kernels do at once -------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fusion.h"

#include "mla/Dialect/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mlir::mla {
#define GEN_PASS_DEF_FUSEPASS
#include "mla/Dialect/Transforms/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

remark::detail::InFlightRemark mlir::mla::remarkFused(Location loc,
                                                      StringRef what) {
  auto remark =
      remark::passed(loc, remark::RemarkOpts::name("Fuse").category("mla"));
  remark << remark::add("{0}", what.str());
  return remark;
}

void mlir::mla::remarkNotFused(Location loc, StringRef what,
                               const Twine &reason) {
  remark::missed(loc, remark::RemarkOpts::name("Fuse").category("mla"))
      << remark::add("{0}: {1}", what.str(), reason.str());
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

Weights::Weights(ModuleOp module) : module(module), symbols(module) {
  module.walk([&](GetParamOp op) { ++uses[op.getParamAttr().getAttr()]; });
}

ParamOp Weights::paramOf(Value weight) {
  auto get = weight.getDefiningOp<GetParamOp>();
  return get ? symbols.lookup<ParamOp>(get.getParam()) : ParamOp();
}

StringRef Weights::nameOf(Value weight) { return paramOf(weight).getSymName(); }

std::optional<std::string> Weights::refuseJoin(Value weight) {
  ParamOp param = paramOf(weight);
  if (!param)
    return "the weight is not a parameter";
  if (!weight.hasOneUse() || uses.lookup(param.getSymNameAttr()) != 1)
    return "the weight has other uses";
  if (param.getHow() != Assembly::View && param.getHow() != Assembly::Concat)
    return "the weight is neither a tensor of the checkpoint nor rows of "
           "several";
  if (param.getRowsPerTokenAttr())
    return "the weight is a table of which each token reads some rows";
  return std::nullopt;
}

std::optional<std::string> Weights::refuseJoin(Value a, Value b) {
  ParamOp first = paramOf(a), second = paramOf(b);
  if (elementOf(a) != elementOf(b))
    return "the weights have different types";
  if (first.getInit() != second.getInit())
    return "the weights are initialised differently";
  return std::nullopt;
}

Value Weights::join(OpBuilder &builder, ArrayRef<Value> weights) {
  ParamOp first = paramOf(weights.front());
  auto type = cast<RankedTensorType>(first.getType());
  std::string name;
  SmallVector<Attribute> from;
  int64_t rows = 0;
  SmallVector<Location> locs;
  for (Value weight : weights) {
    ParamOp param = paramOf(weight);
    name += (name.empty() ? "" : "|") + param.getSymName().str();
    from.append(param.getFrom().begin(), param.getFrom().end());
    rows += cast<ShapedType>(param.getType()).getDimSize(0);
    locs.push_back(param.getLoc());
    uses.erase(param.getSymNameAttr());
  }
  OpBuilder params(first);
  type =
      RankedTensorType::get({rows, type.getDimSize(1)}, type.getElementType());
  auto joined = ParamOp::create(
      params, params.getFusedLoc(locs), params.getStringAttr(name),
      TypeAttr::get(type),
      AssemblyAttr::get(builder.getContext(), Assembly::Concat),
      params.getArrayAttr(from), first.getInitAttr(),
      /*first=*/IntegerAttr(), /*axis=*/IntegerAttr(),
      /*rows_per_token=*/IntegerAttr());
  symbols.insert(joined, Block::iterator(first));
  uses[joined.getSymNameAttr()] = 1;
  return GetParamOp::create(builder, joined.getLoc(), type,
                            joined.getSymName());
}

void Weights::eraseUnused() {
  llvm::DenseSet<StringAttr> used;
  module.walk([&](GetParamOp op) { used.insert(op.getParamAttr().getAttr()); });
  for (auto param : llvm::make_early_inc_range(module.getOps<ParamOp>()))
    if (!used.contains(param.getSymNameAttr()))
      param.erase();
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {
struct Fuse final : mla::impl::FusePassBase<Fuse> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    Weights weights(module);
    IRRewriter rewriter(module.getContext());
    for (auto func : module.getOps<func::FuncOp>()) {
      // What an earlier run outlined is done.
      if (func->hasAttr("mla.call"))
        continue;
      takeSizesFromDestinations(func);
      for (Block &block : func.getBody())
        fuseBlock(block, weights, rewriter);
      // Branches on the batch have projections too: keys and values of a
      // latent.
      func.getBody().walk([&](scf::IfOp op) {
        for (Region &region : op->getRegions())
          for (Block &block : region)
            makeLinears(block, rewriter);
      });
    }
    weights.eraseUnused();
  }

private:
  /// What takes most comes first: experts before their router could be joined
  /// with another matmul, projections joined before a norm asks whether one
  /// op alone reads it.
  static void fuseBlock(Block &block, Weights &weights, IRRewriter &rewriter) {
    makeLinears(block, rewriter);
    fuseGatedLinears(block, weights, rewriter);
    fuseExperts(block, rewriter);
    eraseDeadOps(block, rewriter);
    joinLinears(block, weights, rewriter);
    fuseQueryPreps(block, rewriter);
    fuseAppends(block, rewriter);
    fuseNormQuantizes(block, rewriter);
    fuseResiduals(block, rewriter);
    fuseNorms(block, rewriter);
    fuseAddNorms(block, rewriter);
    eraseDeadOps(block, rewriter);
  }

  /// To ask for the size of a result is no use of it: its destination has it.
  static void takeSizesFromDestinations(func::FuncOp func) {
    func.walk([](tensor::DimOp dim) {
      Value source = dim.getSource();
      while (auto op = source.getDefiningOp<DestinationStyleOpInterface>())
        source = op.getTiedOpOperand(cast<OpResult>(source))->get();
      dim.getSourceMutable().assign(source);
    });
  }

  /// A weight or a result that only dead ops read has no other uses.
  static void eraseDeadOps(Block &block, IRRewriter &rewriter) {
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
      if (isOpTriviallyDead(&op))
        rewriter.eraseOp(&op);
  }
};
} // namespace
