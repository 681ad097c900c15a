//===- SelectKernels.cpp - which kernel computes an op --------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Adapter.h"

#include "mla/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"

namespace mlir::mla {
#define GEN_PASS_DEF_SELECTKERNELSPASS
#include "mla/Conversion/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

/// What a chip's name says: its compute capability, and as many SMs as the
/// product for data centers has (scratch is sized for them).
static std::optional<KernelDevice> parseChip(StringRef chip) {
  KernelDevice device;
  StringRef digits = chip;
  if (!digits.consume_front("sm_") || digits.consumeInteger(10, device.sm))
    return std::nullopt;
  device.numSMs = device.sm < 90 ? 108 : device.sm < 100 ? 132 : 148;
  return device;
}

static void remarkOn(Operation *op, const Kernel &kernel, StringRef refusal) {
  auto options = remark::RemarkOpts::name("Kernel").category("mla");
  std::string name = op->getName().getStringRef().str();
  if (refusal.empty())
    remark::passed(op->getLoc(), options)
        << remark::add("{0} by a kernel", name)
        << remark::metric("kernel", kernel.name);
  else
    remark::missed(op->getLoc(), options)
        << remark::add("{0} not by {1}: {2}", name, kernel.name, refusal.str());
}

namespace {
class SelectKernels final
    : public mlir::mla::impl::SelectKernelsPassBase<SelectKernels> {
public:
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    std::optional<KernelDevice> found = parseChip(chip);
    if (!found) {
      module.emitError("expected a chip such as sm_90a, got '") << chip << "'";
      return signalPassFailure();
    }
    SmallVector<StringRef> names;
    if (kernels != "auto" && kernels != "none")
      StringRef(kernels).split(names, ',', -1, /*KeepEmpty=*/false);
    wanted = StringSet<>();
    unwanted = StringSet<>();
    for (StringRef name : names) {
      bool isOff = name.consume_front("-");
      if (!::mla::kernels::findKernel(name.str())) {
        module.emitError("kernels: expected auto, none or names of kernels "
                         "(mlac --list-kernels), got '")
            << name << "'";
        return signalPassFailure();
      }
      (isOff ? unwanted : wanted).insert(name);
    }

    maxTokens = INT32_MAX;
    for (auto model : module.getOps<ModelOp>())
      maxTokens = model.getMaxTokens();
    SymbolTable symbols(module);
    SmallVector<std::pair<Operation *, const KernelAdapter *>> ops;
    module.walk([&](Operation *op) {
      auto dps = dyn_cast<DestinationStyleOpInterface>(op);
      if (!isa<MLADialect>(op->getDialect()) || !dps ||
          !dps.hasPureTensorSemantics())
        return;
      if (const KernelAdapter *adapter =
              findAdapter(op->getName().stripDialect()))
        ops.push_back({op, adapter});
    });
    followers.clear();
    for (auto [op, adapter] : ops)
      if (!followers.contains(op))
        select(op, *adapter, *found, symbols);
  }

private:
  std::string refusal(Operation *op, const KernelAdapter &adapter,
                      const Kernel &kernel, const KernelQuery &query) {
    if (kernels == "none" || unwanted.contains(kernel.name) ||
        (!wanted.empty() && !wanted.contains(kernel.name)))
      return "switched off by the option kernels";
    if (::mla::kernels::isKernelDisabled(kernel.name))
      return "switched off by MLA_DISABLE_KERNELS";
    int sm = query.device.sm;
    if (sm < kernel.smLow || sm > kernel.smHigh)
      return llvm::formatv("expected compute capability {0}, got {1}",
                           kernel.smHigh == kernel.smLow
                               ? std::to_string(kernel.smLow)
                               : std::to_string(kernel.smLow) + " or more",
                           sm);
    int64_t least = adapter.tokens(kernel, query.hasNext).low;
    if (least > query.maxTokens)
      return llvm::formatv("expected max_tokens of {0} or more, got {1}", least,
                           query.maxTokens);
    return adapter.refusal(op, kernel, query);
  }

  struct Candidate {
    const Kernel *kernel;
    std::string refusal;
    bool isForAllSizes = false;
  };

  /// The kernels of an op, from the last one: whether another follows is asked
  /// of each.
  SmallVector<Candidate> findCandidates(Operation *op,
                                        const KernelAdapter &adapter,
                                        const KernelDevice &device) {
    SmallVector<Candidate> candidates;
    KernelQuery query{device, maxTokens, /*hasNext=*/false};
    for (const Kernel *kernel : llvm::reverse(::mla::kernels::kAllKernels)) {
      if (adapter.op() != kernel->op)
        continue;
      Candidate candidate{kernel, refusal(op, adapter, *kernel, query)};
      candidate.isForAllSizes = candidate.refusal.empty() &&
                                adapter.isForAllSizes(op, *kernel, query);
      query.hasNext |= candidate.refusal.empty();
      candidates.push_back(std::move(candidate));
    }
    return candidates;
  }

  /// What the kernels of an op do at once with it, if others would do it for
  /// all sizes.
  Operation *findFollower(Operation *op, const KernelAdapter &adapter,
                          const KernelDevice &device) {
    Operation *follower = adapter.follower(op);
    if (!follower)
      return nullptr;
    const KernelAdapter &own = *findAdapter(follower->getName().stripDialect());
    return llvm::any_of(findCandidates(follower, own, device),
                        [](const Candidate &candidate) {
                          return candidate.isForAllSizes;
                        })
               ? follower
               : nullptr;
  }

  void select(Operation *op, const KernelAdapter &adapter,
              const KernelDevice &device, SymbolTable &symbols) {
    SmallVector<Candidate> candidates = findCandidates(op, adapter, device);
    SmallVector<const Kernel *> chosen;
    bool coversAll = false;
    for (const Candidate &candidate : llvm::reverse(candidates)) {
      remarkOn(op, *candidate.kernel, candidate.refusal);
      if (!candidate.refusal.empty())
        continue;
      chosen.push_back(candidate.kernel);
      // What comes after it is never asked.
      if ((coversAll = candidate.isForAllSizes))
        break;
    }
    if (chosen.empty())
      return;
    KernelSelection selection{device, maxTokens, chosen, symbols};
    if (coversAll)
      selection.follower = findFollower(op, adapter, device);
    if (selection.follower) {
      followers.insert(selection.follower);
      for (const Kernel *kernel : chosen)
        remarkOn(selection.follower, *kernel, "");
    }
    ImplicitLocOpBuilder b(op->getLoc(), op);
    SmallVector<Value> prepared = adapter.prepare(b, op, selection);
    SmallVector<Value> before = adapter.results(op, selection.follower);
    SmallVector<Value> after =
        emit(b, op, adapter, chosen, coversAll, prepared, selection);
    if (coversAll)
      adapter.mark(op, after);
    for (auto [result, replacement] : llvm::zip_first(before, after))
      result.replaceAllUsesWith(replacement);
    if (selection.follower)
      selection.follower->erase();
    op->erase();
  }

  /// The first kernel, or what comes after it in the other branch.
  static SmallVector<Value> emit(ImplicitLocOpBuilder &b, Operation *op,
                                 const KernelAdapter &adapter,
                                 ArrayRef<const Kernel *> rest, bool coversAll,
                                 ValueRange prepared,
                                 const KernelSelection &selection) {
    if (rest.empty())
      return llvm::to_vector_of<Value>(b.clone(*op)->getResults());
    const Kernel &kernel = *rest.front();
    if (rest.size() == 1 && coversAll)
      return adapter.build(b, op, kernel, prepared, selection);
    SmallVector<Type> types =
        llvm::map_to_vector(adapter.results(op, selection.follower),
                            [](Value result) { return result.getType(); });
    if (coversAll)
      llvm::append_range(types, adapter.moreResults(op));
    auto branch = scf::IfOp::create(
        b, types, adapter.isForSizes(b, op, kernel, rest.size() > 1),
        /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    SmallVector<Value> built =
        adapter.build(b, op, kernel, prepared, selection);
    built.truncate(types.size());
    scf::YieldOp::create(b, built);
    b.setInsertionPointToStart(branch.elseBlock());
    scf::YieldOp::create(b, emit(b, op, adapter, rest.drop_front(), coversAll,
                                 prepared, selection));
    return llvm::to_vector_of<Value>(branch.getResults());
  }

  StringSet<> wanted, unwanted;
  llvm::SmallPtrSet<Operation *, 8> followers; ///< erased, never touched
  int64_t maxTokens = 0;
};
} // namespace
