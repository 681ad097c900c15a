//===- Experts.cpp - a layer's experts by kernels
//----------------------------------------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ins:    x [T, H], norm_weight [H], router [E, H], gate, up [E, I, H],
//         down [E, H, I], then those of bias [E] f32, slots [T],
//         shared_gate_up [2·Is, H] and shared_down [H, Is] that are there
// outs:   out [T, H], chosen [T, K], scratch
// params: bias, slots, shared (whether they are there), top_k, sigmoid,
//         n_group, topk_group, group_top2, normalize, scaling, eps
//
//===----------------------------------------------------------------------===//

#include "Adapter.h"
#include "ParamsWriter.h"

using namespace mlir;
using namespace mlir::mla;
using namespace ::mla::kernels;

static MlaExpertsKernel numberOf(const Kernel &kernel) {
  return StringRef(kernel.name) == kExpertsSmall.name ? MLA_EXPERTS_SMALL
                                                      : MLA_EXPERTS_SM90;
}

/// Where it is the only one, experts_small is taken for all it accepts.
static DimRange acceptedTokens(const Kernel &kernel) {
  DimRange range = kernel.tokens;
  if (numberOf(kernel) == MLA_EXPERTS_SMALL)
    range.high = kExpertsSmallMost;
  return range;
}

/// The shape at the most tokens that the kernel is called with.
static ExpertsShape shapeOf(ExpertMlpOp op, const Kernel &kernel,
                            int64_t maxTokens) {
  ExpertsShape shape;
  shape.dtype = static_cast<MlaDType>(dtypeOf(op.getX()));
  shape.numTokens = static_cast<int>(
      std::min<int64_t>(acceptedTokens(kernel).high, maxTokens));
  shape.hidden = static_cast<int>(dimOf(op.getX(), 1));
  shape.numExperts = static_cast<int>(dimOf(op.getGate(), 0));
  shape.topK = static_cast<int>(op.getTopK());
  shape.intermediate = static_cast<int>(dimOf(op.getGate(), 1));
  if (op.getSharedDown())
    shape.sharedIntermediate = static_cast<int>(dimOf(op.getSharedDown(), 1));
  shape.nGroup = static_cast<int>(op.getNGroup());
  shape.topkGroup = static_cast<int>(op.getTopkGroup());
  shape.groupTop2 = op.getGroupScore() == GroupScore::Top2;
  return shape;
}

namespace {
class ExpertsAdapter final : public KernelAdapter {
public:
  StringRef op() const override { return "expert_mlp"; }
  size_t paramsSize() const override { return sizeof(MlaExpertsParams); }

  DimRange tokens(const Kernel &kernel, bool hasNext) const override {
    return hasNext ? kernel.tokens : acceptedTokens(kernel);
  }

  std::string refusal(Operation *operation, const Kernel &kernel,
                      const KernelQuery &query) const override {
    auto op = cast<ExpertMlpOp>(operation);
    SmallVector<Value> same = {op.getX(),    op.getNormWeight(), op.getRouter(),
                               op.getGate(), op.getUp(),         op.getDown(),
                               op.getInit()};
    for (Value optional : {op.getSharedGateUp(), op.getSharedDown()})
      if (optional)
        same.push_back(optional);
    MlaDType dtype;
    if (std::string why = oneDType(same, dtype); !why.empty())
      return why;
    if (op.getBias() &&
        !cast<ShapedType>(op.getBias().getType()).getElementType().isF32())
      return "expected a bias of f32";
    return expertsRefusal(numberOf(kernel),
                          shapeOf(op, kernel, query.maxTokens), query.device);
  }

  /// The experts that each token goes to.
  SmallVector<Type> moreResults(Operation *operation) const override {
    auto op = cast<ExpertMlpOp>(operation);
    int64_t shape[] = {dimOf(op.getX(), 0), static_cast<int64_t>(op.getTopK())};
    return {
        RankedTensorType::get(shape, IntegerType::get(op->getContext(), 32))};
  }
  /// For mla-expose-routing: they are result 1, of so many.
  void mark(Operation *operation, ValueRange results) const override {
    auto op = cast<ExpertMlpOp>(operation);
    results[1].getDefiningOp()->setAttr(
        "mla.routing", IntegerAttr::get(IntegerType::get(op->getContext(), 64),
                                        dimOf(op.getGate(), 0)));
  }

  SmallVector<Value> build(ImplicitLocOpBuilder &b, Operation *operation,
                           const Kernel &kernel, ValueRange,
                           const KernelSelection &selection) const override {
    auto op = cast<ExpertMlpOp>(operation);
    SmallVector<Value> inputs = {op.getX(),      op.getNormWeight(),
                                 op.getRouter(), op.getGate(),
                                 op.getUp(),     op.getDown()};
    for (Value optional : {op.getBias(), op.getSlots(), op.getSharedGateUp(),
                           op.getSharedDown()})
      if (optional)
        inputs.push_back(optional);
    auto rows = tensor::getMixedSize(b, b.getLoc(), op.getX(), 0);
    SmallVector<Value> inits = {
        op.getInit(),
        tensor::EmptyOp::create(
            b, ArrayRef<OpFoldResult>{rows, b.getIndexAttr(op.getTopK())},
            b.getI32Type())};
    if (int64_t bytes = expertsWorkspaceSize(
            shapeOf(op, kernel, selection.maxTokens), numberOf(kernel)))
      inits.push_back(scratch(b, bytes));
    auto number = [&](StringRef name, int64_t value) {
      return b.getNamedAttr(name, b.getI64IntegerAttr(value));
    };
    NamedAttribute params[] = {
        number("bias", op.getBias() != nullptr),
        number("slots", op.getSlots() != nullptr),
        number("shared", op.getSharedDown() != nullptr),
        number("top_k", op.getTopK()),
        number("sigmoid", op.getScoring() == Scoring::Sigmoid),
        number("n_group", op.getNGroup()),
        number("topk_group", op.getTopkGroup()),
        number("group_top2", op.getGroupScore() == GroupScore::Top2),
        number("normalize", op.getNormalize()),
        b.getNamedAttr("scaling", op.getScalingAttr()),
        b.getNamedAttr("eps", op.getEpsAttr())};
    return callKernel(b, kernel, inputs, inits, params, 2);
  }

  LogicalResult fill(KernelCallOp call, ParamsWriter &w) const override {
    using P = MlaExpertsParams;
    auto inputs = call.getInputs();
    Value x = inputs[0], gate = inputs[3], out = call.getInits()[0];
    w.pointer(offsetof(P, x), x);
    w.stride(offsetof(P, x_stride), x, 0);
    w.pointer(offsetof(P, norm_weight), inputs[1]);
    w.pointer(offsetof(P, router), inputs[2]);
    w.pointer(offsetof(P, gate), gate);
    w.pointer(offsetof(P, up), inputs[4]);
    w.pointer(offsetof(P, down), inputs[5]);
    auto rest = inputs.drop_front(6);
    auto next = [&]() -> Value {
      Value value = rest.front();
      rest = rest.drop_front();
      return value;
    };
    if (call.getParam("bias"))
      w.pointer(offsetof(P, bias), next());
    if (call.getParam("slots"))
      w.pointer(offsetof(P, slots), next());
    if (call.getParam("shared")) {
      w.pointer(offsetof(P, shared_gate_up), next());
      Value down = next();
      w.pointer(offsetof(P, shared_down), down);
      w.size(offsetof(P, shared_intermediate), down, 1);
    }
    w.pointer(offsetof(P, out), out);
    w.stride(offsetof(P, out_stride), out, 0);
    w.pointer(offsetof(P, chosen), call.getInits()[1]);
    if (call.getInits().size() > 2)
      w.pointer(offsetof(P, workspace), call.getInits()[2]);
    w.size(offsetof(P, num_tokens), x, 0);
    w.size(offsetof(P, hidden), x, 1);
    w.size(offsetof(P, num_experts), gate, 0);
    w.size(offsetof(P, intermediate), gate, 1);
    w.i32(offsetof(P, top_k), call.getParam("top_k"));
    w.i32(offsetof(P, sigmoid), call.getParam("sigmoid"));
    w.i32(offsetof(P, n_group), call.getParam("n_group"));
    w.i32(offsetof(P, topk_group), call.getParam("topk_group"));
    w.i32(offsetof(P, group_top2), call.getParam("group_top2"));
    w.i32(offsetof(P, normalize), call.getParam("normalize"));
    w.i32(offsetof(P, dtype), dtypeOf(x));
    w.i32(offsetof(P, kernel), numberOf(*findKernel(call.getKernel().str())));
    w.f32(offsetof(P, scaling), call.getFloatParam("scaling"));
    w.f32(offsetof(P, eps), call.getFloatParam("eps"));
    return success();
  }
};
} // namespace

const KernelAdapter &mlir::mla::expertsAdapter() {
  static const ExpertsAdapter adapter;
  return adapter;
}
