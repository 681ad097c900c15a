//===- RewriteVerifier.cpp - passes compute what they got -----------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Verify/RewriteVerifier.h"

#include "Compare.h"
#include "Executable.h"
#include "F8Rows.h"
#include "Flatten.h"
#include "Inputs.h"

#include "mla/Dialect/IR/MLADialect.h"
#include "mla/InitAllDialects.h"
#include "mla/Target/Object.h"

#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/OperationSupport.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/Pass.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mlir::mla;

/// Sums in another order differ by some 1e-6 after a few layers of f32; a wrong
/// term, mask or index is seen in the first digits.
static constexpr double kTolerance = 1e-4;
/// With activations of 16 bits, each value that a rewrite keeps, or no longer
/// keeps, in memory is rounded to 8 bits (2^-9 of it).
static constexpr double kRoundedTolerance = 4e-2;

/// A cache in fp8 rounds a latent to 4 bits of significand (2^-4 of it), and a
/// value that lies near the middle of two to either.
static constexpr double kQuantizedTolerance = 8e-2;

namespace {
/// A result of one run, and how many of its rows count.
struct Result {
  std::string label;
  Array value;
  int64_t rows;
};
struct Run {
  std::string scenario;
  std::vector<Result> results;
};
/// What a function computes.
struct Outcome {
  std::string name;
  bool isModel = false, isStep = false;
  bool isRounded = false;   ///< activations have 16 bits
  bool isQuantized = false; ///< caches are in fp8
  std::vector<Run> runs;
  std::string problem; ///< why it was not run
  std::string text;    ///< what was compiled

  const Run *find(llvm::StringRef scenario) const {
    for (const Run &run : runs)
      if (run.scenario == scenario)
        return &run;
    return nullptr;
  }
};
} // namespace

//===----------------------------------------------------------------------===//
// Running a module
//===----------------------------------------------------------------------===//

/// No op before or after which a rewrite could not be target independent.
static bool isTargetIndependent(Operation *module) {
  return !module
              ->walk([](Operation *op) {
                StringRef dialect = op->getName().getDialectNamespace();
                bool isLowered = llvm::is_contained(
                    {"gpu", "llvm", "memref", "nvgpu", "nvvm", "vector"},
                    dialect);
                return isLowered ||
                               op->getName().getStringRef() == "mla.kernel_call"
                           ? WalkResult::interrupt()
                           : WalkResult::advance();
              })
              .wasInterrupted();
}

static bool hasShortFloats(Type type) {
  Type element = getElementTypeOrSelf(type);
  return element.isF16() || element.isBF16();
}

/// Whether values between ops, and not only weights, have 16 bits.
static bool isRounded(func::FuncOp func) {
  return func
      ->walk([](Operation *op) {
        bool computes =
            isa<arith::TruncFOp>(op) || isa<DestinationStyleOpInterface>(op);
        return computes && llvm::any_of(op->getResultTypes(), hasShortFloats)
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

namespace {
class RewriteVerifier final : public PassInstrumentation {
public:
  explicit RewriteVerifier(uint64_t seed) : inputs(seed) {}

  void runBeforePass(Pass *, Operation *op) override {
    Operation *root = rootOf(op);
    if (isOver || fingerprint)
      return;
    fingerprint.emplace(root);
    if (!isTargetIndependent(root))
      return stop("the input is made for a target");
    outcomes = runAll(root);
    for (const Outcome &outcome : outcomes)
      if (!outcome.problem.empty())
        say("the input", outcome, "not run: " + outcome.problem);
  }

  void runAfterPass(Pass *pass, Operation *op) override {
    if (isOver)
      return;
    Operation *root = rootOf(op);
    OperationFingerPrint now(root);
    if (now == *fingerprint)
      return;
    fingerprint.emplace(now);
    StringRef name =
        pass->getArgument().empty() ? pass->getName() : pass->getArgument();
    if (!isTargetIndependent(root))
      return stop(name + " makes code for a target");
    std::vector<Outcome> after = runAll(root);
    for (const Outcome &before : outcomes)
      if (failed(check(name, root, before, after)))
        signalPassFailure(pass);
    outcomes = std::move(after);
  }

private:
  static Operation *rootOf(Operation *op) {
    while (Operation *parent = op->getParentOp())
      op = parent;
    return op;
  }

  static void say(const llvm::Twine &pass, const Outcome &outcome,
                  const llvm::Twine &what) {
    llvm::errs() << "verify-rewrites: " << pass << ": @" << outcome.name << ": "
                 << what << "\n";
  }
  void stop(const llvm::Twine &why) {
    isOver = true;
    llvm::errs() << "verify-rewrites: ends here: " << why << "\n";
  }

  std::vector<Outcome> runAll(Operation *root);
  Outcome runFunction(StringRef bytecode, StringRef name);
  llvm::Error runFunction(ModuleOp module, Outcome &outcome);
  LogicalResult check(StringRef pass, Operation *root, const Outcome &before,
                      ArrayRef<Outcome> after);

  /// A context of its own: what happens to copies causes neither diagnostics
  /// nor remarks where the module is.
  std::unique_ptr<MLIRContext> context;
  Inputs inputs;
  std::optional<OperationFingerPrint> fingerprint;
  std::vector<Outcome> outcomes; ///< of the module as it is
  bool isOver = false;
};
} // namespace

std::vector<Outcome> RewriteVerifier::runAll(Operation *root) {
  std::vector<Outcome> all;
  auto module = dyn_cast<ModuleOp>(root);
  if (!module)
    return all;
  if (!context) {
    DialectRegistry registry;
    mla::registerAllDialects(registry);
    registerTranslations(registry);
    context =
        std::make_unique<MLIRContext>(root->getContext()->getDialectRegistry(),
                                      MLIRContext::Threading::DISABLED);
    context->appendDialectRegistry(registry);
  }
  inputs.read(module);
  std::string bytecode;
  llvm::raw_string_ostream stream(bytecode);
  if (failed(writeBytecodeToFile(root, stream)))
    return all;
  for (auto func : module.getOps<func::FuncOp>())
    if (func.isPublic() && !func.isExternal())
      all.push_back(runFunction(bytecode, func.getSymName()));
  return all;
}

Outcome RewriteVerifier::runFunction(StringRef bytecode, StringRef name) {
  Outcome outcome;
  outcome.name = name.str();
  std::string said;
  ScopedDiagnosticHandler handler(context.get(), [&](Diagnostic &diagnostic) {
    if (said.empty() && diagnostic.getSeverity() == DiagnosticSeverity::Error)
      said = diagnostic.str();
  });
  OwningOpRef<ModuleOp> copy =
      parseSourceString<ModuleOp>(bytecode, context.get());
  llvm::Error error = copy ? runFunction(*copy, outcome)
                           : llvm::createStringError("its copy cannot be read");
  if (error) {
    outcome.problem = llvm::toString(std::move(error));
    if (!said.empty())
      outcome.problem += " (" + said + ")";
  }
  return outcome;
}

llvm::Error RewriteVerifier::runFunction(ModuleOp module, Outcome &outcome) {
  llvm::Expected<FlatFunction> flat = flatten(module, outcome.name);
  if (!flat)
    return flat.takeError();
  outcome.isModel = flat->isModel;
  outcome.isStep = flat->isStep;
  outcome.isRounded = isRounded(flat->func);

  std::vector<Scenario> scenarios;
  if (flat->hasBatch)
    scenarios = scenariosOf(inputs.sizes());
  else if (flat->isModel)
    scenarios = {scenariosOf(inputs.sizes()).front()};
  else
    scenarios = {{"its arguments", {{0, 5}}, 0, 5, 1, true}};
  std::vector<std::vector<Array>> arguments;
  for (const Scenario &scenario : scenarios) {
    llvm::Expected<std::vector<Array>> drawn = inputs.draw(*flat, scenario);
    if (!drawn)
      return drawn.takeError();
    arguments.push_back(std::move(*drawn));
  }

  // Many passes move ops about and leave the same function in the end.
  llvm::raw_string_ostream(outcome.text) << module;
  for (const Outcome &before : outcomes)
    if (before.text == outcome.text && before.problem.empty()) {
      std::string name = outcome.name;
      outcome = before;
      outcome.name = name;
      return llvm::Error::success();
    }

  std::vector<std::string> labels;
  std::vector<bool> isCache, hasRows;
  std::vector<std::string> caches;
  for (const ArgumentRole &argument : flat->arguments)
    if (argument.role == Role::Cache)
      caches.push_back(argument.name);
  for (auto [i, type] : llvm::enumerate(flat->func.getResultTypes())) {
    LatentAttr latent = getLatentEncoding(type);
    isCache.push_back(static_cast<bool>(latent));
    outcome.isQuantized |=
        latent && latent.getStorage() == CacheStorage::FP8_656;
    auto shaped = dyn_cast<ShapedType>(type);
    hasRows.push_back(shaped && shaped.hasRank() && shaped.getRank() > 0 &&
                      shaped.isDynamicDim(0));
    int64_t number = llvm::count(isCache, true) - 1;
    labels.push_back("result #" + std::to_string(i));
    if (isCache.back() && number < static_cast<int64_t>(caches.size()))
      labels.back() += " (cache " + caches[number] + ")";
  }

  llvm::Expected<Executable> code =
      Executable::compile(module, flat->func, flat->symbols);
  if (!code)
    return code.takeError();
  for (auto [scenario, drawn] : llvm::zip_equal(scenarios, arguments)) {
    llvm::Expected<std::vector<Array>> values = code->run(drawn);
    if (!values)
      return values.takeError();
    Run run{scenario.name, {}};
    for (auto [i, value] : llvm::enumerate(*values)) {
      // Rows of padding are nobody's; of a cache, every row is compared.
      int64_t rows = value.shape().empty() ? 1 : value.shape()[0];
      if (hasRows[i] && !isCache[i] && (flat->hasBatch || flat->isModel))
        rows = flat->isStep && i == 0 ? Inputs::logitRows(scenario)
                                      : scenario.realRows();
      if (isCache[i] && outcome.isQuantized)
        value = decodeF8Cache(value);
      run.results.push_back({labels[i], std::move(value), rows});
    }
    outcome.runs.push_back(std::move(run));
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Comparing
//===----------------------------------------------------------------------===//

/// The same function after the pass; a model's may have become the step.
static const Outcome *findAfter(const Outcome &before,
                                ArrayRef<Outcome> after) {
  for (const Outcome &outcome : after)
    if (outcome.name == before.name)
      return &outcome;
  for (const Outcome &outcome : after)
    if (before.isModel && outcome.isStep)
      return &outcome;
  return nullptr;
}

LogicalResult RewriteVerifier::check(StringRef pass, Operation *root,
                                     const Outcome &before,
                                     ArrayRef<Outcome> after) {
  if (!before.problem.empty())
    return success();
  const Outcome *outcome = findAfter(before, after);
  Operation *function = root;
  if (outcome)
    function = SymbolTable::lookupSymbolIn(root, outcome->name);
  auto fail = [&](const llvm::Twine &why) {
    return function->emitError() << "verify-rewrites: after " << pass << ", @"
                                 << before.name << " " << why;
  };
  if (!outcome)
    return fail("is gone");
  if (!outcome->problem.empty())
    return fail("cannot be run any more: " + outcome->problem);

  double tolerance =
      before.isQuantized || outcome->isQuantized ? kQuantizedTolerance
      : before.isRounded || outcome->isRounded   ? kRoundedTolerance
                                                 : kTolerance;
  double largest = 0;
  int64_t compared = 0;
  for (const Run &expected : before.runs) {
    const Run *actual = outcome->find(expected.scenario);
    if (!actual)
      return fail("has no batch any more");
    if (actual->results.size() < expected.results.size())
      return fail(llvm::formatv("has {0} results, expected {1}",
                                actual->results.size(), expected.results.size())
                      .str());
    for (auto [wanted, got] : llvm::zip(expected.results, actual->results)) {
      Difference difference = compare(wanted.value, got.value, wanted.rows);
      if (difference.isFatal || difference.error > tolerance)
        return fail(
            llvm::formatv("computes something else on {0}: {1}: {2}{3}",
                          expected.scenario, got.label, difference.what,
                          difference.isFatal
                              ? std::string()
                              : llvm::formatv(" (error {0:e1}, allowed {1:e1})",
                                              difference.error, tolerance)
                                    .str())
                .str());
      largest = std::max(largest, difference.error);
      ++compared;
    }
  }
  say(pass, *outcome,
      llvm::formatv("{0} results agree, largest error {1:e1}", compared,
                    largest));
  return success();
}

std::unique_ptr<PassInstrumentation>
mlir::mla::createRewriteVerifier(uint64_t seed) {
  return std::make_unique<RewriteVerifier>(seed);
}
