//===- DecodePlan.cpp - one plan a step
//----------------------------------------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A plan depends on the lengths of the batch alone, so it is made once a step
// for all layers, by a dispatch of its own that runs before the first segment.
//
// ins:    seq_lens [B], query_start [B+1], slot_mapping [T]
// outs:   plan
// params: kernel (its number), num_heads, num_sms
//
//===----------------------------------------------------------------------===//

#include "Decode.h"
#include "ParamsWriter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::mla;
using namespace ::mla::kernels;

static int64_t numHeads(DecodeOp op) {
  return cast<ShapedType>(op.getQLatent().getType()).getDimSize(1);
}

/// A new tensor for the plan of B sequences: MLA_DECODE_PLAN_INTS(B, parts),
/// with as many parts as there may be.
static Value emptyPlan(ImplicitLocOpBuilder &b, Value seqLens,
                       const KernelDevice &device) {
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, value);
  };
  // The macro rounds header and prefix sums up to 4.
  Value B = tensor::DimOp::create(b, seqLens, 0);
  Value quads = arith::DivUIOp::create(
      b, arith::AddIOp::create(b, B, index(MLA_DECODE_PLAN_HEADER + 1 + 3)),
      index(4));
  Value size =
      arith::AddIOp::create(b, arith::MulIOp::create(b, quads, index(4)),
                            index(MLA_DECODE_PLAN_INTS(0, device.numSMs) -
                                  MLA_DECODE_PLAN_INTS(0, 0) + 8));
  return tensor::EmptyOp::create(b, ArrayRef<OpFoldResult>{size},
                                 b.getI32Type());
}

/// The call that makes a plan for whichever kernel the op will take.
static Value buildPlan(ImplicitLocOpBuilder &b, int64_t heads, Value seqLens,
                       Value queryStart, Value slots, Value init,
                       const KernelSelection &selection) {
  auto planFor = [&](const Kernel &kernel) -> Value {
    NamedAttribute params[] = {
        b.getNamedAttr("kernel",
                       b.getI64IntegerAttr(decodeKernelNumber(kernel))),
        b.getNamedAttr("num_heads", b.getI64IntegerAttr(heads)),
        b.getNamedAttr("num_sms",
                       b.getI64IntegerAttr(selection.device.numSMs))};
    return callKernel(b, kDecodePlan, {seqLens, queryStart, slots}, init,
                      params, 1)
        .front();
  };
  if (selection.chosen.size() == 1)
    return planFor(*selection.chosen.front());
  assert(selection.chosen.size() == 2 && "expected few and many rows");
  Value few = hasFewRows(b, tensor::DimOp::create(b, slots, 0),
                         tensor::DimOp::create(b, seqLens, 0), heads);
  auto branch = scf::IfOp::create(b, init.getType(), few,
                                  /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(b);
  for (auto [i, kernel] : llvm::enumerate(selection.chosen)) {
    b.setInsertionPointToStart(i == 0 ? branch.thenBlock()
                                      : branch.elseBlock());
    scf::YieldOp::create(b, planFor(*kernel));
  }
  return branch.getResult(0);
}

/// The step's calls of a function, and none that is not.
static SmallVector<func::CallOp> callsInStep(func::FuncOp func) {
  SmallVector<func::CallOp> calls;
  auto uses = SymbolTable::getSymbolUses(func, func->getParentOp());
  if (!func->hasAttr("mla.call") || !uses)
    return {};
  for (SymbolTable::SymbolUse use : *uses) {
    auto call = dyn_cast<func::CallOp>(use.getUser());
    if (!call || !call->getParentOfType<func::FuncOp>()->hasAttr("mla.step"))
      return {};
    calls.push_back(call);
  }
  return calls;
}

/// The step's plan for these lengths: the result of the call that makes it,
/// which is made where there is none yet.
static Value planInStep(func::FuncOp step, StringRef name, int64_t heads,
                        Value seqLens, Value queryStart, Value slots,
                        const KernelSelection &selection) {
  for (auto call : step.getOps<func::CallOp>())
    if (call.getCallee() == name)
      return call.getResult(0);
  ImplicitLocOpBuilder b(step.getLoc(), step.getContext());
  b.setInsertionPoint(step);
  Value operands[] = {seqLens, queryStart, slots};
  auto planType = RankedTensorType::get({ShapedType::kDynamic}, b.getI32Type());
  auto func = func::FuncOp::create(
      b, name,
      b.getFunctionType(
          {seqLens.getType(), queryStart.getType(), slots.getType(), planType},
          planType));
  func.setPrivate();
  func->setAttr("mla.call", b.getStringAttr("dispatch"));
  func.setArgAttr(3, "mla.destination", b.getUnitAttr());
  selection.symbols.insert(func);
  Block *body = func.addEntryBlock();
  b.setInsertionPointToStart(body);
  func::ReturnOp::create(
      b, buildPlan(b, heads, body->getArgument(0), body->getArgument(1),
                   body->getArgument(2), body->getArgument(3), selection));

  b.setInsertionPoint(*step.getOps<func::CallOp>().begin());
  return func::CallOp::create(
             b, func,
             ValueRange{operands[0], operands[1], operands[2],
                        emptyPlan(b, seqLens, selection.device)})
      .getResult(0);
}

Value mlir::mla::planOfStep(ImplicitLocOpBuilder &b, DecodeOp op,
                            const KernelSelection &selection) {
  PackBatchOp batch = unpackBatch(op.getBatch());
  Value parts[] = {batch.getSeqLens(), batch.getQueryStart(),
                   batch.getSlotMapping()};
  auto func = op->getParentOfType<func::FuncOp>();
  SmallVector<func::CallOp> calls =
      func ? callsInStep(func) : SmallVector<func::CallOp>();
  bool ofArguments = llvm::all_of(parts, llvm::IsaPred<BlockArgument>);
  if (calls.empty() || !ofArguments)
    return buildPlan(b, numHeads(op), parts[0], parts[1], parts[2],
                     emptyPlan(b, parts[0], selection.device), selection);

  // Layers of other head counts or kernels have plans of their own.
  std::string name = "decode_plan_h" + std::to_string(numHeads(op));
  for (const Kernel *kernel : selection.chosen)
    name += "_" + std::to_string(decodeKernelNumber(*kernel));
  Value argument;
  for (func::CallOp call : calls) {
    auto inStep = [&](Value part) {
      return call.getOperand(cast<BlockArgument>(part).getArgNumber());
    };
    Value plan = planInStep(call->getParentOfType<func::FuncOp>(), name,
                            numHeads(op), inStep(parts[0]), inStep(parts[1]),
                            inStep(parts[2]), selection);
    if (!argument) {
      unsigned place = func.getNumArguments();
      (void)func.insertArgument(place, plan.getType(), {}, op.getLoc());
      argument = func.getArgument(place);
    }
    call->insertOperands(call->getNumOperands(), plan);
  }
  return argument;
}

Value mlir::mla::planOfPrefix(ImplicitLocOpBuilder &b, DecodeOp op,
                              Value lengths, const KernelSelection &selection) {
  PackBatchOp batch = unpackBatch(op.getBatch());
  return buildPlan(b, numHeads(op), lengths, batch.getQueryStart(),
                   batch.getSlotMapping(),
                   emptyPlan(b, lengths, selection.device), selection);
}

namespace {
class DecodePlanAdapter final : public KernelAdapter {
public:
  StringRef op() const override { return "decode_plan"; }
  size_t paramsSize() const override { return sizeof(MlaDecodePlanParams); }
  std::string refusal(Operation *, const Kernel &,
                      const KernelQuery &) const override {
    return "is made with the call that needs it";
  }
  SmallVector<Value> build(ImplicitLocOpBuilder &, Operation *, const Kernel &,
                           ValueRange, const KernelSelection &) const override {
    llvm_unreachable("no op is a plan");
  }

  LogicalResult fill(KernelCallOp call, ParamsWriter &w) const override {
    using P = MlaDecodePlanParams;
    Value seqLens = call.getInputs()[0];
    w.pointer(offsetof(P, seq_lens), seqLens);
    w.pointer(offsetof(P, query_start), call.getInputs()[1]);
    w.pointer(offsetof(P, plan), call.getInits().front());
    w.size(offsetof(P, batch), seqLens, 0);
    w.size(offsetof(P, num_tokens), call.getInputs()[2], 0);
    w.i32(offsetof(P, num_heads), call.getParam("num_heads"));
    w.i32(offsetof(P, h_kv), 1);
    w.i32(offsetof(P, kernel), call.getParam("kernel"));
    w.i32(offsetof(P, num_sms), call.getParam("num_sms"));
    return success();
  }
};
} // namespace

const KernelAdapter &mlir::mla::decodePlanAdapter() {
  static const DecodePlanAdapter adapter;
  return adapter;
}
