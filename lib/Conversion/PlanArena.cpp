//===- PlanArena.cpp - one arena for a step's temporaries -----------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PoisonMemory.h"
#include "SizeBounds.h"

#include "mla/Conversion/Passes.h"
#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Remarks.h"

namespace mlir::mla {
#define GEN_PASS_DEF_PLANARENAPASS
#include "mla/Conversion/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

/// Places start at multiples of this: a cache line, and what a bulk copy wants.
static constexpr int64_t kAlignment = 256;

//===----------------------------------------------------------------------===//
// Placement
//===----------------------------------------------------------------------===//

namespace {
/// Something that needs a place while ops [first, last] of a block run.
struct Interval {
  Operation *op; ///< a memref.alloc, or the call whose frame it is
  int64_t bytes;
  int64_t first, last;
  int64_t offset = 0;
};
} // namespace

/// Takes them in order, each at the lowest offset that is free while it lives.
/// Returns the bytes needed.
static int64_t placeInOrder(ArrayRef<Interval *> order) {
  SmallVector<Interval *> placed;
  int64_t total = 0;
  for (Interval *interval : order) {
    SmallVector<std::pair<int64_t, int64_t>> taken;
    for (Interval *other : placed)
      if (other->first <= interval->last && interval->first <= other->last)
        taken.push_back({other->offset, other->offset + other->bytes});
    llvm::sort(taken);
    int64_t offset = 0;
    for (auto [begin, end] : taken) {
      if (offset + interval->bytes <= begin)
        break;
      offset = std::max(offset,
                        static_cast<int64_t>(llvm::alignTo(end, kAlignment)));
    }
    interval->offset = offset;
    total = std::max(total, offset + interval->bytes);
    placed.push_back(interval);
  }
  return llvm::alignTo(total, kAlignment);
}

/// The largest sum of bytes that live at once, each rounded up as a place is:
/// no plan needs less.
static int64_t mostAlive(ArrayRef<Interval> intervals) {
  int64_t most = 0;
  for (const Interval &at : intervals) {
    int64_t sum = 0;
    for (const Interval &other : intervals)
      if (other.first <= at.first && at.first <= other.last)
        sum += llvm::alignTo(other.bytes, kAlignment);
    most = std::max(most, sum);
  }
  return most;
}

/// No one order is best: the largest first packs what lives together, the
/// longest-lived first keeps what crosses many calls below the frames of these.
/// Tries both, and the order of first use; then, while that is more than lives
/// at once, has what lies at the top placed before the others. Keeps the
/// smallest plan.
static int64_t place(SmallVectorImpl<Interval> &intervals) {
  if (intervals.empty())
    return 0;
  using Key = std::tuple<int64_t, int64_t, int64_t>;
  static constexpr Key (*keys[])(const Interval &) = {
      [](const Interval &i) {
        return Key(-i.bytes, i.first - i.last, i.first);
      },
      [](const Interval &i) {
        return Key(i.first - i.last, -i.bytes, i.first);
      },
      [](const Interval &i) {
        return Key(i.first, i.first - i.last, -i.bytes);
      },
  };
  constexpr int kTries = 32; // of each order
  const int64_t least = mostAlive(intervals);
  int64_t best = std::numeric_limits<int64_t>::max();
  SmallVector<int64_t> offsets;
  for (auto key : keys) {
    SmallVector<Interval *> order;
    for (Interval &interval : intervals)
      order.push_back(&interval);
    // By address where keys are equal: the order of the vector, so that a plan
    // is the same on every run.
    llvm::sort(order, [&](const Interval *a, const Interval *b) {
      return std::pair(key(*a), a) < std::pair(key(*b), b);
    });
    for (int i = 0; i < kTries && best > least; ++i) {
      int64_t bytes = placeInOrder(order);
      if (bytes < best) {
        best = bytes;
        offsets.clear();
        for (const Interval &interval : intervals)
          offsets.push_back(interval.offset);
      }
      auto top = llvm::max_element(order, [](Interval *a, Interval *b) {
        return a->offset + a->bytes < b->offset + b->bytes;
      });
      std::rotate(order.begin(), top, top + 1);
    }
  }
  for (auto [interval, offset] : llvm::zip_equal(intervals, offsets))
    interval.offset = offset;
  return best;
}

/// One after the other, nothing shared: what a plan is compared with.
static int64_t placeApart(SmallVectorImpl<Interval> &intervals) {
  int64_t total = 0;
  for (Interval &interval : intervals) {
    interval.offset = total;
    total += llvm::alignTo(interval.bytes, kAlignment);
  }
  return total;
}

/// The last op of `block` that may use the memory of `root`, through views and
/// the control flow that hands it on.
static int64_t lastUse(Value root, Block &block,
                       const DenseMap<Operation *, int64_t> &positions) {
  int64_t last = 0;
  SmallVector<Value> worklist = {root};
  DenseSet<Value> seen;
  while (!worklist.empty()) {
    Value value = worklist.pop_back_val();
    if (!seen.insert(value).second)
      continue;
    for (OpOperand &use : value.getUses()) {
      Operation *user = use.getOwner();
      if (Operation *ancestor = block.findAncestorOpInBlock(*user))
        last = std::max(last, positions.lookup(ancestor));
      if (isa<scf::YieldOp>(user)) {
        llvm::append_range(worklist, user->getParentOp()->getResults());
        if (auto loop = dyn_cast<scf::ForOp>(user->getParentOp()))
          llvm::append_range(worklist, loop.getRegionIterArgs());
        continue;
      }
      if (auto loop = dyn_cast<scf::ForOp>(user))
        llvm::append_range(worklist, loop.getRegionIterArgs());
      for (Value result : user->getResults())
        if (isa<BaseMemRefType>(result.getType()))
          worklist.push_back(result);
    }
  }
  return last;
}

/// One call of the step, for reports.
static void remarkCall(func::CallOp call, func::FuncOp callee, int64_t number,
                       int64_t frameBytes) {
  auto kind = callee->getAttrOfType<StringAttr>("mla.call");
  remark::analysis(call.getLoc(),
                   remark::RemarkOpts::name("Call").category("mla").function(
                       callee.getName()))
      << remark::metric("call", number)
      << remark::metric("type", kind ? kind.getValue() : "function")
      << remark::metric("function", callee.getName())
      << remark::metric("frame_bytes", frameBytes);
}

/// Where a buffer, or the frame of a call, lies and when it lives: in calls of
/// the step, or (in a function) by the numbers of its operations.
static void remarkPlace(const Interval &interval, func::FuncOp func,
                        int64_t first, int64_t last) {
  std::string what = "frame";
  if (auto alloc = dyn_cast<memref::AllocOp>(interval.op)) {
    what.clear();
    llvm::raw_string_ostream(what) << alloc.getType();
  }
  remark::analysis(interval.op->getLoc(),
                   remark::RemarkOpts::name("Place").category("mla").function(
                       func.getName()))
      << remark::metric("function", func.getName())
      << remark::metric("holds", what)
      << remark::metric("offset", interval.offset)
      << remark::metric("bytes", interval.bytes)
      << remark::metric("first", first) << remark::metric("last", last);
}

namespace {
class PlanArena final : public mla::impl::PlanArenaPassBase<PlanArena> {
public:
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (!llvm::is_contained({"shared", "unique", "poisoned"}, places)) {
      module.emitError("expected places to be shared, unique or poisoned, "
                       "got '")
          << places << "'";
      return signalPassFailure();
    }
    FailureOr<Step> found = findStep(module);
    if (failed(found))
      return signalPassFailure();
    func::FuncOp step = found->func;
    SizeBounds bounds(step, found->model);
    SymbolTable symbols(module);
    SmallVector<func::CallOp> calls;
    for (auto call : step.getOps<func::CallOp>()) {
      auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
      if (failed(bounds.addCall(call, callee)))
        return signalPassFailure();
      calls.push_back(call);
    }

    // Frames of the called functions.
    DenseMap<Operation *, int64_t> frames;
    for (func::CallOp call : calls) {
      auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
      if (frames.contains(callee))
        continue;
      FailureOr<int64_t> bytes = planFunction(callee, bounds, {});
      if (failed(bytes))
        return signalPassFailure();
      frames[callee] = *bytes;
    }
    // The step: its own buffers, and a frame for each call.
    SmallVector<Interval> frameIntervals;
    for (auto [number, call] : llvm::enumerate(calls)) {
      auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
      remarkCall(call, callee, number, frames.lookup(callee));
      if (int64_t bytes = frames.lookup(callee))
        frameIntervals.push_back({call, bytes, 0, 0});
    }
    FailureOr<int64_t> total = planFunction(step, bounds, frameIntervals);
    if (failed(total))
      return signalPassFailure();
    step->setAttr("mla.arena_bytes",
                  OpBuilder(&getContext()).getI64IntegerAttr(*total));
  }

private:
  /// In a step, what runs are its calls: an operation between two of them
  /// counts to the one after it, as the start of a buffer, and to the one
  /// before it, as its end.
  static void remarkPlaces(func::FuncOp func, ArrayRef<Interval> intervals,
                           const DenseMap<Operation *, int64_t> &positions) {
    SmallVector<int64_t> calls;
    if (func->hasAttr("mla.step"))
      for (auto call : func.getOps<func::CallOp>())
        calls.push_back(positions.lookup(call));
    for (const Interval &interval : intervals) {
      int64_t first = interval.first, last = interval.last;
      if (!calls.empty()) {
        first = llvm::lower_bound(calls, first) - calls.begin();
        last = llvm::upper_bound(calls, last) - calls.begin() - 1;
      }
      remarkPlace(interval, func, first, std::max(first, last));
    }
  }

  /// Overwrites every place where its last use was.
  static void poison(func::FuncOp func, ArrayRef<Interval> intervals,
                     ArrayRef<Operation *> lastUsers, Value block) {
    bool isStep = func->hasAttr("mla.step");
    for (auto [interval, user] : llvm::zip(intervals, lastUsers)) {
      OpBuilder builder(user);
      if (!user->hasTrait<OpTrait::IsTerminator>())
        builder.setInsertionPointAfter(user);
      Location loc = user->getLoc();
      if (!isStep) {
        buildPoison(builder, loc, block, interval.offset, interval.bytes);
        continue;
      }
      // A step has nothing but calls.
      Value place = memref::ViewOp::create(
          builder, loc, cast<MemRefType>(block.getType()), block,
          arith::ConstantIndexOp::create(builder, loc, interval.offset),
          arith::ConstantIndexOp::create(
              builder, loc, llvm::alignTo(interval.bytes, kAlignment))
              .getResult());
      func::CallOp::create(
          builder, loc,
          getPoisonFunction(func->getParentOfType<ModuleOp>(), interval.bytes),
          place);
    }
  }

  /// Places the buffers of a function in a memory block that becomes its last
  /// argument (none if it needs none). Returns the bytes of it.
  FailureOr<int64_t> planFunction(func::FuncOp func, SizeBounds &bounds,
                                  ArrayRef<Interval> frames) {
    if (func.isExternal())
      return 0;
    Block &body = func.getBody().front();
    DenseMap<Operation *, int64_t> positions;
    int64_t count = 0;
    for (Operation &op : body)
      positions[&op] = count++;

    SmallVector<Interval> intervals;
    for (Interval frame : frames) {
      frame.first = frame.last = positions.lookup(frame.op);
      intervals.push_back(frame);
    }
    WalkResult walk = func.walk([&](memref::AllocOp alloc) {
      if (alloc->getParentOfType<scf::ForallOp>())
        return WalkResult::advance();
      FailureOr<int64_t> bytes = bounds.bytes(alloc);
      if (failed(bytes))
        return WalkResult::interrupt();
      Operation *top = body.findAncestorOpInBlock(*alloc);
      int64_t first = positions.lookup(top);
      // In a loop or branch it may live as long as what contains it.
      int64_t last = std::max(first, lastUse(alloc, body, positions));
      intervals.push_back({alloc, *bytes, first, last});
      return WalkResult::advance();
    });
    if (walk.wasInterrupted())
      return failure();
    bool isStep = func->hasAttr("mla.step");
    if (intervals.empty() && !isStep)
      return 0;

    int64_t bytes =
        places == "unique" ? placeApart(intervals) : place(intervals);
    remark::passed(func.getLoc(),
                   remark::RemarkOpts::name(isStep ? "Arena" : "Frame")
                       .category("mla")
                       .function(func.getName()))
        << remark::add(isStep ? "one arena for the temporaries of a step"
                              : "one frame for the temporaries of a call")
        << remark::metric("function", func.getName())
        << remark::metric("bytes", bytes)
        << remark::metric("most_alive_bytes", mostAlive(intervals))
        << remark::metric("buffers", intervals.size());
    remarkPlaces(func, intervals, positions);
    OpBuilder builder(func.getContext());
    auto blockType =
        MemRefType::get({ShapedType::kDynamic}, builder.getI8Type());
    unsigned position = func.getNumArguments();
    if (failed(func.insertArgument(position, blockType, {}, func.getLoc())))
      return failure();
    Value block = func.getArgument(position);
    if (places == "poisoned") {
      SmallVector<Operation *> users;
      for (const Interval &interval : intervals)
        users.push_back(&*std::next(body.begin(), interval.last));
      poison(func, intervals, users, block);
    }
    for (Interval &interval : intervals) {
      builder.setInsertionPoint(interval.op);
      Location loc = interval.op->getLoc();
      Value offset =
          arith::ConstantIndexOp::create(builder, loc, interval.offset);
      if (auto alloc = dyn_cast<memref::AllocOp>(interval.op)) {
        Value view =
            memref::ViewOp::create(builder, loc, alloc.getType(), block, offset,
                                   alloc.getDynamicSizes());
        alloc.replaceAllUsesWith(view);
        alloc.erase();
        continue;
      }
      Value size = arith::ConstantIndexOp::create(builder, loc, interval.bytes);
      Value frame =
          memref::ViewOp::create(builder, loc, blockType, block, offset, size);
      interval.op->insertOperands(interval.op->getNumOperands(), frame);
    }
    return bytes;
  }
};
} // namespace
