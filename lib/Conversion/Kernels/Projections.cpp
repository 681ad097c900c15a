//===- Projections.cpp - the projections around decode by kernels
//----------------------------------------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// absorb_query    ins: q_nope [T, N, P], kv_b [N·(P+V), L]   outs: [T, N, L]
// project_value   ins: u [T, N, L], kv_b [N·(P+V), L]        outs: [T, N, V]
//
//===----------------------------------------------------------------------===//

#include "Adapter.h"
#include "ParamsWriter.h"

using namespace mlir;
using namespace mlir::mla;
using namespace ::mla::kernels;

/// Elements between the weights of two heads: P + V rows of L.
static int64_t headOfWeights(Value kvB, int64_t numHeads) {
  return dimOf(kvB, 0) / numHeads * dimOf(kvB, 1);
}

namespace {
class AbsorbQueryAdapter final : public KernelAdapter {
public:
  StringRef op() const override { return "absorb_query"; }
  size_t paramsSize() const override { return sizeof(MlaAbsorbQueryParams); }

  std::string refusal(Operation *operation, const Kernel &,
                      const KernelQuery &) const override {
    auto op = cast<AbsorbQueryOp>(operation);
    MlaDType dtype;
    if (std::string why =
            oneDType({op.getQNope(), op.getKvB(), op.getInit()}, dtype);
        !why.empty())
      return why;
    return absorbQueryRefusal(dtype, dimOf(op.getQNope(), 2),
                              dimOf(op.getKvB(), 1));
  }

  SmallVector<Value> build(ImplicitLocOpBuilder &b, Operation *operation,
                           const Kernel &kernel, ValueRange,
                           const KernelSelection &) const override {
    auto op = cast<AbsorbQueryOp>(operation);
    return callKernel(b, kernel, {op.getQNope(), op.getKvB()}, op.getInit(), {},
                      1);
  }

  LogicalResult fill(KernelCallOp call, ParamsWriter &w) const override {
    using P = MlaAbsorbQueryParams;
    Value qNope = call.getInputs()[0], kvB = call.getInputs()[1],
          q = call.getInits().front();
    w.pointer(offsetof(P, q_nope), qNope);
    w.stride(offsetof(P, q_nope_stride_token), qNope, 0);
    w.stride(offsetof(P, q_nope_stride_head), qNope, 1);
    w.pointer(offsetof(P, kv_b), kvB);
    w.i64(offsetof(P, kv_b_stride_head), headOfWeights(kvB, dimOf(qNope, 1)));
    w.pointer(offsetof(P, q), q);
    w.stride(offsetof(P, q_stride_token), q, 0);
    w.stride(offsetof(P, q_stride_head), q, 1);
    w.size(offsetof(P, num_tokens), qNope, 0);
    w.size(offsetof(P, num_heads), qNope, 1);
    w.size(offsetof(P, qk_nope_head_dim), qNope, 2);
    w.size(offsetof(P, kv_lora_rank), kvB, 1);
    w.i32(offsetof(P, dtype), dtypeOf(q));
    return success();
  }
};

class ProjectValueAdapter final : public KernelAdapter {
public:
  StringRef op() const override { return "project_value"; }
  size_t paramsSize() const override { return sizeof(MlaProjectValueParams); }

  std::string refusal(Operation *operation, const Kernel &,
                      const KernelQuery &) const override {
    auto op = cast<ProjectValueOp>(operation);
    MlaDType dtype;
    if (std::string why =
            oneDType({op.getU(), op.getKvB(), op.getInit()}, dtype);
        !why.empty())
      return why;
    return projectValueRefusal(dtype, dimOf(op.getU(), 2),
                               dimOf(op.getInit(), 2));
  }

  SmallVector<Value> build(ImplicitLocOpBuilder &b, Operation *operation,
                           const Kernel &kernel, ValueRange,
                           const KernelSelection &) const override {
    auto op = cast<ProjectValueOp>(operation);
    return callKernel(b, kernel, {op.getU(), op.getKvB()}, op.getInit(), {}, 1);
  }

  LogicalResult fill(KernelCallOp call, ParamsWriter &w) const override {
    using P = MlaProjectValueParams;
    Value u = call.getInputs()[0], kvB = call.getInputs()[1],
          out = call.getInits().front();
    int64_t numHeads = dimOf(u, 1), L = dimOf(kvB, 1), V = dimOf(out, 2);
    int64_t head = headOfWeights(kvB, numHeads);
    w.pointer(offsetof(P, u), u);
    w.stride(offsetof(P, u_stride_token), u, 0);
    w.stride(offsetof(P, u_stride_head), u, 1);
    // Behind the rows of W_UK of the first head.
    w.pointer(offsetof(P, w_uv), kvB, head - V * L);
    w.i64(offsetof(P, w_uv_stride_head), head);
    w.pointer(offsetof(P, out), out);
    w.stride(offsetof(P, out_stride_token), out, 0);
    w.stride(offsetof(P, out_stride_head), out, 1);
    w.size(offsetof(P, num_tokens), u, 0);
    w.i32(offsetof(P, num_heads), numHeads);
    w.i32(offsetof(P, v_head_dim), V);
    w.i32(offsetof(P, kv_lora_rank), L);
    w.i32(offsetof(P, dtype), dtypeOf(u));
    return success();
  }
};
} // namespace

const KernelAdapter &mlir::mla::absorbQueryAdapter() {
  static const AbsorbQueryAdapter adapter;
  return adapter;
}

const KernelAdapter &mlir::mla::projectValueAdapter() {
  static const ProjectValueAdapter adapter;
  return adapter;
}
