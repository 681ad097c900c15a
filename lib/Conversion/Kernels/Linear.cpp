//===- Linear.cpp - projections by kernels
//----------------------------------------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ins:    x [T, K], weight [M or 2M, K], norm_weight [K] (if `norm`),
//         residual [T, M] (if `residual`)
// outs:   out [T, M], scratch (if the kernel wants any)
// params: norm, residual, gated, eps
//
//===----------------------------------------------------------------------===//

#include "Adapter.h"
#include "ParamsWriter.h"

using namespace mlir;
using namespace mlir::mla;
using namespace ::mla::kernels;

static MlaLinearKernel numberOf(const Kernel &kernel) {
  for (auto [i, known] : llvm::enumerate(kLinearKernels))
    if (StringRef(known.name) == kernel.name)
      return static_cast<MlaLinearKernel>(i);
  llvm_unreachable("expected a kernel for projections");
}

/// Where it is the only one, linear_small is taken for all it accepts.
static DimRange acceptedTokens(const Kernel &kernel) {
  DimRange range = kernel.tokens;
  if (numberOf(kernel) == MLA_LINEAR_SMALL)
    range.high = kLinearSmallMost;
  return range;
}

/// The shape at the most tokens that the kernel is called with; the types are
/// one of the kernels'.
static LinearShape shapeOf(LinearOp op, const Kernel &kernel,
                           int64_t maxTokens) {
  LinearShape shape;
  shape.numTokens = static_cast<int>(
      std::min<int64_t>(acceptedTokens(kernel).high, maxTokens));
  shape.inFeatures = static_cast<int>(dimOf(op.getX(), 1));
  shape.outFeatures = static_cast<int>(dimOf(op.getInit(), 1));
  shape.norm = op.getNormWeight() != nullptr;
  shape.residual = op.getResidual() != nullptr;
  shape.gated = op.getGated();
  shape.dtype = static_cast<MlaDType>(dtypeOf(op.getX()));
  shape.outDtype = static_cast<MlaDType>(dtypeOf(op.getInit()));
  return shape;
}

namespace {
class LinearAdapter final : public KernelAdapter {
public:
  StringRef op() const override { return "linear"; }
  size_t paramsSize() const override { return sizeof(MlaLinearParams); }

  DimRange tokens(const Kernel &kernel, bool hasNext) const override {
    return hasNext ? kernel.tokens : acceptedTokens(kernel);
  }

  std::string refusal(Operation *operation, const Kernel &kernel,
                      const KernelQuery &query) const override {
    auto op = cast<LinearOp>(operation);
    SmallVector<Value> same = {op.getX(), op.getWeight()};
    for (Value optional : {op.getNormWeight(), op.getResidual()})
      if (optional)
        same.push_back(optional);
    MlaDType dtype;
    if (std::string why = oneDType(same, dtype); !why.empty())
      return why;
    Type out = cast<ShapedType>(op.getInit().getType()).getElementType();
    if (!kernelDType(out))
      return "expected an output of the same type or f32";
    return linearRefusal(numberOf(kernel), shapeOf(op, kernel, query.maxTokens),
                         query.device);
  }

  SmallVector<Value> build(ImplicitLocOpBuilder &b, Operation *operation,
                           const Kernel &kernel, ValueRange,
                           const KernelSelection &selection) const override {
    auto op = cast<LinearOp>(operation);
    SmallVector<Value> inputs = {op.getX(), op.getWeight()},
                       inits = {op.getInit()};
    for (Value optional : {op.getNormWeight(), op.getResidual()})
      if (optional)
        inputs.push_back(optional);
    if (int64_t bytes = linearWorkspaceSize(
            shapeOf(op, kernel, selection.maxTokens), numberOf(kernel)))
      inits.push_back(scratch(b, bytes));
    auto flag = [&](StringRef name, bool value) {
      return b.getNamedAttr(name, b.getI64IntegerAttr(value));
    };
    NamedAttribute params[] = {
        flag("norm", op.getNormWeight() != nullptr),
        flag("residual", op.getResidual() != nullptr),
        flag("gated", op.getGated()),
        b.getNamedAttr("eps", op.getEpsAttr() ? op.getEpsAttr()
                                              : b.getF32FloatAttr(0))};
    return callKernel(b, kernel, inputs, inits, params, 1);
  }

  LogicalResult fill(KernelCallOp call, ParamsWriter &w) const override {
    using P = MlaLinearParams;
    Value x = call.getInputs()[0], weight = call.getInputs()[1],
          out = call.getInits()[0];
    bool hasNorm = call.getParam("norm");
    w.pointer(offsetof(P, x), x);
    w.stride(offsetof(P, x_stride), x, 0);
    w.pointer(offsetof(P, weight), weight);
    if (hasNorm)
      w.pointer(offsetof(P, norm_weight), call.getInputs()[2]);
    if (call.getParam("residual")) {
      Value residual = call.getInputs().back();
      w.pointer(offsetof(P, residual), residual);
      w.stride(offsetof(P, residual_stride), residual, 0);
    }
    w.pointer(offsetof(P, out), out);
    w.stride(offsetof(P, out_stride), out, 0);
    if (call.getInits().size() > 1)
      w.pointer(offsetof(P, workspace), call.getInits()[1]);
    w.size(offsetof(P, num_tokens), x, 0);
    w.size(offsetof(P, in_features), x, 1);
    w.size(offsetof(P, out_features), out, 1);
    w.i32(offsetof(P, gated), call.getParam("gated"));
    w.i32(offsetof(P, dtype), dtypeOf(x));
    w.i32(offsetof(P, out_dtype), dtypeOf(out));
    w.i32(offsetof(P, kernel), numberOf(*findKernel(call.getKernel().str())));
    w.f32(offsetof(P, eps), call.getFloatParam("eps"));
    return success();
  }
};
} // namespace

const KernelAdapter &mlir::mla::linearAdapter() {
  static const LinearAdapter adapter;
  return adapter;
}
