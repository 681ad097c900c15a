//===- mla-mutate.cpp - broken modules through the passes -----------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Parses modules, changes a few things in them at random, and runs the
// target-independent pipeline over what still verifies. A pass may refuse such
// a module, with a diagnostic; it may neither crash, nor hang, nor make of it
// something that does not verify.
//
//   mla-mutate --seed=1 --count=10000 --current=mutant.mlir examples/*.mlir
//
// `--count` mutants are run; those that do not verify to begin with are made in
// addition. Known crashes of upstream code are in docs/UpstreamCrashes.md.
//
// Before each run the module is written to `--current`, so that after a crash
// it is there: `mla-opt mutant.mlir --pass-pipeline=…` (the pipeline is in the
// file's first line).
//
//===----------------------------------------------------------------------===//

#include "mla/InitAllDialects.h"
#include "mla/InitAllPasses.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"

#include <csignal>
#include <random>
#include <unistd.h>

using namespace mlir;
namespace cl = llvm::cl;

namespace {
struct Options {
  cl::list<std::string> files{cl::Positional, cl::OneOrMore,
                              cl::desc("<.mlir files>")};
  cl::opt<unsigned> seed{"seed", cl::desc("of the generator"), cl::init(1)};
  cl::opt<unsigned> count{"count", cl::desc("mutants to run"), cl::init(1000)};
  cl::opt<unsigned> seconds{"timeout", cl::desc("seconds for a mutant"),
                            cl::init(20)};
  cl::opt<std::string> current{"current",
                               cl::desc("where the mutant being run is kept"),
                               cl::init("mutant.mlir")};
};

constexpr const char *pipelines[] = {
    "builtin.module(mla-optimize)",
    "builtin.module(mla-optimize{absorb=never page-size=16})",
    "builtin.module(mla-optimize{fuse=true page-size=-1})",
    "builtin.module(mla-absorb,mla-form-segments,mla-outline-segments,mla-"
    "expand-batch)",
    "builtin.module(mla-verify-cache,mla-check-cache)",
    "builtin.module(mla-insert-cache,mla-fuse,mla-verify-cache,mla-form-"
    "segments)",
    "builtin.module(mla-split,mla-form-segments,mla-verify-segments,mla-"
    "outline-segments)",
};

/// Looks at what each pass leaves. The pass manager would too, but its
/// complaint cannot be told from a pass that refuses its input.
class LeavesValid final : public PassInstrumentation {
public:
  explicit LeavesValid(std::string &culprit) : culprit(culprit) {}

  void runAfterPass(Pass *pass, Operation *op) override {
    if (culprit.empty() && failed(verify(op)))
      culprit = pass->getName();
  }

private:
  std::string &culprit;
};

/// Changes one thing in a module.
class Mutator {
public:
  explicit Mutator(unsigned seed) : random(seed) {}

  size_t below(size_t bound) {
    return std::uniform_int_distribution<size_t>(0, bound - 1)(random);
  }

  void mutate(ModuleOp module) {
    ops.clear();
    module.walk([&](Operation *op) {
      if (op != module)
        ops.push_back(op);
    });
    if (ops.empty())
      return;
    Operation *op = ops[below(ops.size())];
    switch (below(7)) {
    case 0:
    case 1:
      return replaceOperand(op);
    case 2:
      return changeAttribute(op);
    case 3:
      return dropAttribute(op);
    case 4:
      return eraseOp(op);
    case 5:
      return moveOp(op);
    case 6:
      return duplicateOp(op);
    }
  }

private:
  /// A value of the type that is in scope at the op.
  Value valueFor(Operation *op, Type type) {
    SmallVector<Value> values;
    for (Operation *at = op; at && at->getBlock(); at = at->getParentOp()) {
      for (BlockArgument argument : at->getBlock()->getArguments())
        if (argument.getType() == type)
          values.push_back(argument);
      for (Operation &before : *at->getBlock()) {
        if (&before == at)
          break;
        for (Value result : before.getResults())
          if (result.getType() == type)
            values.push_back(result);
      }
      if (at->getParentOp() &&
          at->getParentOp()->hasTrait<OpTrait::IsIsolatedFromAbove>())
        break;
    }
    return values.empty() ? Value() : values[below(values.size())];
  }

  void replaceOperand(Operation *op) {
    if (op->getNumOperands() == 0)
      return;
    OpOperand &operand = op->getOpOperand(below(op->getNumOperands()));
    if (Value value = valueFor(op, operand.get().getType()))
      operand.set(value);
  }

  Attribute changed(Attribute attribute) {
    if (auto integer = dyn_cast<IntegerAttr>(attribute)) {
      static constexpr int64_t values[] = {-1, 0, 1, 2, 3, 7, 64, 1 << 20};
      return IntegerAttr::get(integer.getType(),
                              APInt(integer.getValue().getBitWidth(),
                                    values[below(std::size(values))],
                                    /*isSigned=*/true,
                                    /*implicitTrunc=*/true));
    }
    if (auto number = dyn_cast<FloatAttr>(attribute)) {
      static constexpr double values[] = {-1.0, 0.0, 1.0, 1e30, -1e30, 0.125};
      return FloatAttr::get(number.getType(), values[below(std::size(values))]);
    }
    if (isa<StringAttr>(attribute))
      return StringAttr::get(attribute.getContext(), below(2) ? "" : "main");
    if (auto array = dyn_cast<ArrayAttr>(attribute); array && !array.empty()) {
      SmallVector<Attribute> values(array.begin(), array.end());
      if (below(2))
        values.pop_back();
      else
        values.push_back(values[below(values.size())]);
      return ArrayAttr::get(attribute.getContext(), values);
    }
    return attribute;
  }

  void changeAttribute(Operation *op) {
    // Its verifier crashes where `dim` is negative: docs/UpstreamCrashes.md.
    if (isa<tensor::ConcatOp>(op))
      return;
    ArrayRef<NamedAttribute> attributes = op->getAttrs();
    if (attributes.empty())
      return;
    NamedAttribute attribute = attributes[below(attributes.size())];
    op->setAttr(attribute.getName(), changed(attribute.getValue()));
  }

  void dropAttribute(Operation *op) {
    SmallVector<NamedAttribute> attributes(op->getDiscardableAttrs());
    if (!attributes.empty())
      op->removeDiscardableAttr(attributes[below(attributes.size())].getName());
  }

  void eraseOp(Operation *op) {
    if (op->hasTrait<OpTrait::IsTerminator>())
      return;
    for (Value result : op->getResults()) {
      Value value = valueFor(op, result.getType());
      if (!value && !result.use_empty())
        return;
      if (value)
        result.replaceAllUsesWith(value);
    }
    op->erase();
  }

  void moveOp(Operation *op) {
    if (op->hasTrait<OpTrait::IsTerminator>())
      return;
    Block *block = op->getBlock();
    auto it = std::next(block->begin(),
                        below(std::distance(block->begin(), block->end())));
    op->moveBefore(block, it);
  }

  void duplicateOp(Operation *op) {
    if (op->hasTrait<OpTrait::IsTerminator>())
      return;
    Operation *copy = op->clone();
    op->getBlock()->getOperations().insertAfter(Block::iterator(op), copy);
    // Half of the uses move over.
    for (auto [old, result] :
         llvm::zip_equal(op->getResults(), copy->getResults()))
      old.replaceUsesWithIf(result, [&](OpOperand &use) {
        return use.getOwner() != copy && below(2);
      });
  }

  std::mt19937 random;
  std::vector<Operation *> ops;
};
} // namespace

static std::vector<std::string> readChunks(ArrayRef<std::string> files) {
  std::vector<std::string> chunks;
  for (const std::string &file : files) {
    auto buffer = llvm::MemoryBuffer::getFile(file);
    if (!buffer) {
      llvm::errs() << "mla-mutate: cannot read " << file << "\n";
      exit(1);
    }
    SmallVector<StringRef> parts;
    (*buffer)->getBuffer().split(parts, "// -----");
    for (StringRef part : parts)
      chunks.push_back(part.str());
  }
  return chunks;
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  registerAllPasses();
  mla::registerAllPasses();
  Options options;
  cl::ParseCommandLineOptions(argc, argv, "mutates modules and runs passes\n");

  DialectRegistry registry;
  registerAllDialects(registry);
  registerAllExtensions(registry);
  mla::registerAllDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  unsigned diagnostics = 0;
  std::string last;
  ScopedDiagnosticHandler quiet(&context, [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Error) {
      ++diagnostics;
      last = diagnostic.str();
    }
    return success();
  });

  std::vector<std::string> chunks = readChunks(options.files);
  Mutator mutator(options.seed);
  unsigned accepted = 0, refused = 0, invalid = 0;
  while (accepted + refused < options.count) {
    // Of files without a module that verifies there is no end.
    if (invalid > 10 * options.count) {
      llvm::errs() << "mla-mutate: hardly any of these mutants verify\n";
      return 1;
    }
    auto module = parseSourceString<ModuleOp>(
        chunks[mutator.below(chunks.size())], ParserConfig(&context));
    if (!module) {
      ++invalid;
      continue;
    }
    for (size_t changes = 1 + mutator.below(3); changes > 0; --changes)
      mutator.mutate(*module);
    if (failed(verify(*module))) {
      ++invalid;
      continue;
    }
    const char *pipeline = pipelines[mutator.below(std::size(pipelines))];
    std::error_code error;
    {
      llvm::raw_fd_ostream out(options.current, error);
      out << "// " << pipeline << "\n" << *module << "\n";
    }
    PassManager manager(&context);
    if (failed(parsePassPipeline(
            StringRef(pipeline).drop_front(15).drop_back(1), manager))) {
      llvm::errs() << "mla-mutate: cannot parse " << pipeline << "\n";
      return 1;
    }
    std::string culprit;
    manager.enableVerifier(false);
    manager.addInstrumentation(std::make_unique<LeavesValid>(culprit));
    diagnostics = 0;
    alarm(options.seconds);
    bool ok = succeeded(manager.run(*module));
    alarm(0);
    if (!culprit.empty()) {
      llvm::errs() << "mla-mutate: " << culprit
                   << " left what does not verify: " << last << ": "
                   << options.current << "\n";
      return 1;
    }
    if (!ok && diagnostics == 0) {
      llvm::errs() << "mla-mutate: refused without a reason: "
                   << options.current << "\n";
      return 1;
    }
    ++(ok ? accepted : refused);
  }
  llvm::sys::fs::remove(options.current);
  llvm::outs() << "accepted " << accepted << ", refused " << refused
               << ", invalid before " << invalid << "\n";
  return 0;
}
