//===- WrongRewrite.cpp - passes that change what is computed -------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What `--mla-verify-rewrites` must catch.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Tools/Plugins/PassPlugin.h"

using namespace mlir;

namespace {
struct WrongRewrite final : PassWrapper<WrongRewrite, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(WrongRewrite)
  WrongRewrite() = default;
  WrongRewrite(const WrongRewrite &other) : PassWrapper(other) {}

  StringRef getArgument() const final { return "test-wrong-rewrite"; }
  StringRef getDescription() const final {
    return "changes what an op computes";
  }

  void runOnOperation() override {
    SmallVector<Operation *> ops;
    getOperation().walk([&](Operation *op) {
      if (op->getName().getStringRef() == name)
        ops.push_back(op);
    });
    if (static_cast<size_t>(number) >= ops.size())
      return signalPassFailure();
    Operation *op = ops[number];
    if (how == "scale")
      return scale(op);
    if (how == "swap")
      return swap(op);
    if (how == "skip")
      return skip(op);
    signalPassFailure();
  }

private:
  /// Its first float attribute becomes 1 % larger.
  void scale(Operation *op) {
    for (NamedAttribute attribute : op->getAttrs())
      if (auto value = dyn_cast<FloatAttr>(attribute.getValue()))
        return op->setAttr(
            attribute.getName(),
            FloatAttr::get(value.getType(), 1.01 * value.getValueAsDouble()));
    signalPassFailure();
  }
  /// Two operands of one type change places.
  void swap(Operation *op) {
    for (unsigned i = 0; i < op->getNumOperands(); ++i)
      for (unsigned j = 0; j < i; ++j)
        if (op->getOperand(i) != op->getOperand(j) &&
            op->getOperand(i).getType() == op->getOperand(j).getType()) {
          Value first = op->getOperand(j);
          op->setOperand(j, op->getOperand(i));
          op->setOperand(i, first);
          return;
        }
    signalPassFailure();
  }
  /// The result becomes the operand of its type that comes last.
  void skip(Operation *op) {
    for (Value operand : llvm::reverse(op->getOperands()))
      if (operand.getType() == op->getResult(0).getType()) {
        op->getResult(0).replaceAllUsesWith(operand);
        return;
      }
    signalPassFailure();
  }

  Option<std::string> name{*this, "op", llvm::cl::desc("the op to change")};
  Option<int> number{*this, "number", llvm::cl::init(0),
                     llvm::cl::desc("which of those there are")};
  Option<std::string> how{*this, "how", llvm::cl::init("scale"),
                          llvm::cl::desc("scale, swap or skip")};
};
} // namespace

extern "C" LLVM_ATTRIBUTE_WEAK PassPluginLibraryInfo mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "MLATestPasses", "1",
          [] { PassRegistration<WrongRewrite>(); }};
}
