//===- MergeStates.cpp - merge of attention states by a kernel
//----------------------------------------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ins:    a [T, N, V], lse_a [T, N], b [T, N, V], lse_b [T, N]
// outs:   out [T, N, V], lse [T, N]
//
//===----------------------------------------------------------------------===//

#include "Adapter.h"
#include "ParamsWriter.h"

using namespace mlir;
using namespace mlir::mla;

namespace {
class MergeStatesAdapter final : public KernelAdapter {
public:
  StringRef op() const override { return "merge_states"; }
  size_t paramsSize() const override { return sizeof(MlaMergeStatesParams); }

  std::string refusal(Operation *operation, const Kernel &,
                      const KernelQuery &) const override {
    auto op = cast<MergeStatesOp>(operation);
    if (op.getA().getType() != op.getB().getType())
      return "expected two states of one shape";
    MlaDType dtype;
    return oneDType({op.getA(), op.getB(), op.getOut()}, dtype);
  }

  SmallVector<Value> build(ImplicitLocOpBuilder &b, Operation *operation,
                           const Kernel &kernel, ValueRange,
                           const KernelSelection &) const override {
    auto op = cast<MergeStatesOp>(operation);
    return callKernel(b, kernel,
                      {op.getA(), op.getLseA(), op.getB(), op.getLseB()},
                      {op.getOut(), op.getLse()}, {}, 2);
  }

  LogicalResult fill(KernelCallOp call, ParamsWriter &w) const override {
    using P = MlaMergeStatesParams;
    Value a = call.getInputs()[0], lseA = call.getInputs()[1],
          b = call.getInputs()[2], lseB = call.getInputs()[3];
    Value out = call.getInits()[0], lse = call.getInits()[1];
    auto sameStrides = [](Value x, Value y) {
      return cast<MemRefType>(x.getType()).getStridesAndOffset().first ==
             cast<MemRefType>(y.getType()).getStridesAndOffset().first;
    };
    if (!sameStrides(a, b) || !sameStrides(lseA, lseB))
      return call.emitOpError("expected two states with the same strides");
    // Two states anywhere: the stride from one to the other is how far they
    // are apart.
    w.pointer(offsetof(P, partial), a);
    w.distance(offsetof(P, partial_stride_state), a, b);
    w.stride(offsetof(P, partial_stride_token), a, 0);
    w.stride(offsetof(P, partial_stride_head), a, 1);
    w.pointer(offsetof(P, partial_lse), lseA);
    w.distance(offsetof(P, partial_lse_stride_state), lseA, lseB);
    w.stride(offsetof(P, partial_lse_stride_token), lseA, 0);
    w.stride(offsetof(P, partial_lse_stride_head), lseA, 1);
    w.pointer(offsetof(P, out), out);
    w.stride(offsetof(P, out_stride_token), out, 0);
    w.stride(offsetof(P, out_stride_head), out, 1);
    w.pointer(offsetof(P, lse), lse);
    w.stride(offsetof(P, lse_stride_token), lse, 0);
    w.stride(offsetof(P, lse_stride_head), lse, 1);
    w.i32(offsetof(P, num_states), 2);
    w.size(offsetof(P, num_tokens), a, 0);
    w.size(offsetof(P, num_heads), a, 1);
    w.size(offsetof(P, v_dim), a, 2);
    w.i32(offsetof(P, dtype), dtypeOf(a));
    return success();
  }
};
} // namespace

const KernelAdapter &mlir::mla::mergeStatesAdapter() {
  static const MergeStatesAdapter adapter;
  return adapter;
}
