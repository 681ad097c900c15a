//===- Split.cpp - token-wise and batch-dependent parts of a step ---------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StepOps.h"

#include "mla/Dialect/Transforms/Passes.h"

#include "mlir/IR/BuiltinOps.h"

namespace mlir::mla {
#define GEN_PASS_DEF_SPLITPASS
#include "mla/Dialect/Transforms/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

namespace {
/// Parts alternate: even ones are token-wise, odd ones depend on the batch. An
/// op is in the first part of its kind that does not precede a part of an
/// operand, which gives as few parts as the data allows.
class Parts {
public:
  LogicalResult assign(Block &block);
  /// Of metadata, the last part that it is made of.
  unsigned operator[](Operation *op) const { return parts.lookup(op); }

private:
  /// The part after which an op's operands are there.
  unsigned readyAt(Operation *op) const;
  bool isIndependent(Operation *op) const;
  void sinkIndependent(Block &block);

  static bool isMetadata(Operation *op) {
    return staysInStep(op) || isCopiedIntoRegions(op);
  }

  llvm::DenseMap<Operation *, unsigned> parts;
  llvm::DenseSet<Operation *> metadata;
  unsigned count = 0;
};
} // namespace

unsigned Parts::readyAt(Operation *op) const {
  unsigned ready = 0;
  for (Value value : usedValues(op))
    if (Operation *def = value.getDefiningOp())
      ready = std::max(ready, parts.lookup(def));
  return ready;
}

LogicalResult Parts::assign(Block &block) {
  unsigned lastEffect = 0;
  for (Operation &op : block.without_terminator()) {
    unsigned part = readyAt(&op);
    if (isMetadata(&op)) {
      metadata.insert(&op);
      parts[&op] = part;
      continue;
    }
    FailureOr<CaptureClass> captureClass = classifyStepOp(&op);
    if (failed(captureClass))
      return failure();
    // Effects of the unknown are not known either: it stays behind the others.
    if (*captureClass == CaptureClass::Unknown)
      part = std::max(part, lastEffect);
    if ((part % 2 == 1) != (*captureClass != CaptureClass::Safe))
      ++part;
    if (*captureClass == CaptureClass::Unknown)
      lastEffect = part;
    parts[&op] = part;
    count = std::max(count, part + 1);
  }
  sinkIndependent(block);
  return success();
}

/// Whether an op needs nothing that the step computes.
bool Parts::isIndependent(Operation *op) const {
  SmallVector<Operation *> worklist{op};
  while (!worklist.empty())
    for (Value value : usedValues(worklist.pop_back_val()))
      if (Operation *def = value.getDefiningOp()) {
        if (!metadata.contains(def))
          return false;
        worklist.push_back(def);
      }
  return true;
}

/// What needs nothing that a part computes is computed where it is used first,
/// so that its result does not have to be kept.
void Parts::sinkIndependent(Block &block) {
  for (Operation &op : llvm::reverse(block.without_terminator())) {
    if (metadata.contains(&op) || parts.lookup(&op) != 0 || !isIndependent(&op))
      continue;
    unsigned first = count;
    SmallVector<Operation *> users(op.getUsers());
    while (!users.empty()) {
      Operation *user = block.findAncestorOpInBlock(*users.pop_back_val());
      if (metadata.contains(user))
        llvm::append_range(users, user->getUsers());
      else if (user != block.getTerminator())
        first = std::min(first, parts.lookup(user));
    }
    if (first < count)
      parts[&op] = first - first % 2;
  }
  for (Operation &op : block.without_terminator())
    if (metadata.contains(&op))
      parts[&op] = readyAt(&op);
}

static LogicalResult split(func::FuncOp func) {
  if (!func.getBody().hasOneBlock())
    return func.emitOpError() << "expected a body of one block to split";
  Block &block = func.getBody().front();
  Parts parts;
  if (failed(parts.assign(block)))
    return failure();
  // Within a part ops keep their order, and operands come before users.
  std::vector<SmallVector<Operation *>> ops;
  for (Operation &op : block.without_terminator()) {
    if (parts[&op] >= ops.size())
      ops.resize(parts[&op] + 1);
    ops[parts[&op]].push_back(&op);
  }
  for (ArrayRef<Operation *> part : ops)
    for (Operation *op : part)
      op->moveBefore(block.getTerminator());
  return success();
}

namespace {
struct Split final : mla::impl::SplitPassBase<Split> {
  void runOnOperation() override {
    for (func::FuncOp step : stepsToForm(getOperation()))
      if (failed(split(step)))
        return signalPassFailure();
  }
};
} // namespace
