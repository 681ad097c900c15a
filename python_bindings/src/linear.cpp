//===- linear.cpp - projections and experts behind mla.ops ------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tensor.h"

#include "mla/Kernels/Experts.h"
#include "mla/Kernels/Linear.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

using namespace mla;
using namespace mla::python;

namespace {

/// The kernel of that name in the list, or what `choose` says for "".
template <size_t N, typename Choose>
int kernelNamed(const kernels::KernelDescriptor (&list)[N],
                const std::string &name, Choose choose) {
  for (size_t i = 0; i < N; ++i)
    if (name == list[i].name)
      return static_cast<int>(i);
  if (!name.empty())
    fail("expected a kernel of op " + std::string(list[0].op) + ", got '" +
         name + "'");
  auto chosen = choose();
  if (!chosen)
    fail(std::string("mla.ops.") + list[0].op +
         ": no kernel takes this shape on this device");
  return static_cast<int>(*chosen);
}

void expectMatrix(const Tensor &t, int64_t rows, int64_t columns,
                  const char *name) {
  expectRank(t, 2, name);
  expectSize(t, 0, rows, name);
  expectSize(t, 1, columns, name);
  expectDense(t, name);
}

/// Dense in all dimensions, as weights are.
void expectContiguous(const Tensor &t, const char *name) {
  int64_t stride = 1;
  for (size_t i = t.ndim(); i-- > 0; stride *= t.shape(i))
    if (t.shape(i) > 1 && t.stride(i) != stride)
      fail(std::string("expected ") + name + " to be contiguous");
}

void expectVector(const Tensor &t, int64_t size, const char *name) {
  expectRank(t, 1, name);
  expectSize(t, 0, size, name);
  expectDense(t, name);
}

MlaLinearParams linearParams(const Tensor &x, const Tensor &weight,
                             const MaybeTensor &norm,
                             const MaybeTensor &residual, const Tensor &out,
                             bool gated, float eps, const std::string &kernel) {
  MlaLinearParams p = {};
  const MlaDType dtype = dtypeOf(x, "x");
  expectRank(x, 2, "x [T, K]");
  expectDense(x, "x");
  expectRank(out, 2, "out [T, M]");
  p.num_tokens = x.shape(0);
  p.in_features = x.shape(1);
  p.out_features = out.shape(1);
  expectMatrix(weight, (gated ? 2 : 1) * int64_t(p.out_features), p.in_features,
               "weight");
  expectContiguous(weight, "weight");
  expectSameType(weight, dtype, "weight");
  expectMatrix(out, p.num_tokens, p.out_features, "out");
  if (norm) {
    expectVector(*norm, p.in_features, "norm_weight");
    expectSameType(*norm, dtype, "norm_weight");
  }
  if (residual) {
    expectMatrix(*residual, p.num_tokens, p.out_features, "residual");
    expectSameType(*residual, dtype, "residual");
    p.residual_stride = residual->stride(0);
  }
  p.x = x.data();
  p.norm_weight = dataOf<const void>(norm);
  p.weight = weight.data();
  p.residual = dataOf<const void>(residual);
  p.out = dataOf<void>(out);
  p.x_stride = x.stride(0);
  p.out_stride = out.stride(0);
  p.gated = gated;
  p.dtype = dtype;
  p.out_dtype = dtypeOf(out, "out");
  p.eps = eps;
  const auto shape = kernels::linearShape(p);
  const auto device = currentDeviceLimits();
  p.kernel = kernelNamed(kernels::kLinearKernels, kernel,
                         [&] { return kernels::chooseLinear(shape, device); });
  refuseWith("mla.ops.linear",
             kernels::linearRefusal(static_cast<MlaLinearKernel>(p.kernel),
                                    shape, device));
  return p;
}

int64_t linearWorkspace(Tensor x, Tensor weight, MaybeTensor norm,
                        MaybeTensor residual, Tensor out, bool gated,
                        const std::string &kernel) {
  auto p = linearParams(x, weight, norm, residual, out, gated, 0.f, kernel);
  return kernels::linearWorkspaceSize(kernels::linearShape(p),
                                      static_cast<MlaLinearKernel>(p.kernel));
}

void linear(Tensor x, Tensor weight, MaybeTensor norm, MaybeTensor residual,
            Tensor out, bool gated, const std::string &kernel, float eps,
            MaybeTensor workspace, uintptr_t stream) {
  auto p = linearParams(x, weight, norm, residual, out, gated, eps, kernel);
  p.workspace = dataOf<void>(workspace);
  check(mla_linear(&p, reinterpret_cast<void *>(stream)), "mla.ops.linear");
}

/// `options` as mla/ops.py packs them.
MlaExpertsParams expertsParams(const Tensor &x, const Tensor &norm,
                               const Tensor &router, const MaybeTensor &bias,
                               const MaybeTensor &slots, const Tensor &gate,
                               const Tensor &up, const Tensor &down,
                               const MaybeTensor &sharedGateUp,
                               const MaybeTensor &sharedDown, const Tensor &out,
                               const nb::tuple &options,
                               const std::string &kernel) {
  MlaExpertsParams p = {};
  const MlaDType dtype = dtypeOf(x, "x");
  expectRank(x, 2, "x [T, H]");
  expectDense(x, "x");
  expectRank(gate, 3, "gate [E, I, H]");
  p.num_tokens = x.shape(0);
  p.hidden = x.shape(1);
  p.num_experts = gate.shape(0);
  p.intermediate = gate.shape(1);
  expectVector(norm, p.hidden, "norm_weight");
  expectMatrix(router, p.num_experts, p.hidden, "router");
  expectMatrix(out, p.num_tokens, p.hidden, "out");
  auto expectWeight = [&](const Tensor &t, int64_t rows, int64_t columns,
                          const char *name) {
    expectRank(t, 3, name);
    expectSize(t, 0, p.num_experts, name);
    expectSize(t, 1, rows, name);
    expectSize(t, 2, columns, name);
    expectContiguous(t, name);
    expectSameType(t, dtype, name);
  };
  expectWeight(gate, p.intermediate, p.hidden, "gate");
  expectWeight(up, p.intermediate, p.hidden, "up");
  expectWeight(down, p.hidden, p.intermediate, "down");
  for (auto [t, name] :
       {std::pair<const Tensor *, const char *>(&norm, "norm_weight"),
        {&router, "router"},
        {&out, "out"}})
    expectSameType(*t, dtype, name);
  expectContiguous(router, "router");
  if (bool(sharedGateUp) != bool(sharedDown))
    fail("expected both or neither of shared_gate_up and shared_down");
  if (sharedDown) {
    expectRank(*sharedDown, 2, "shared_down [H, Is]");
    p.shared_intermediate = sharedDown->shape(1);
    expectMatrix(*sharedDown, p.hidden, p.shared_intermediate, "shared_down");
    expectMatrix(*sharedGateUp, 2 * int64_t(p.shared_intermediate), p.hidden,
                 "shared_gate_up");
    for (auto [t, name] :
         {std::pair<const Tensor *, const char *>(&*sharedDown, "shared_down"),
          {&*sharedGateUp, "shared_gate_up"}}) {
      expectContiguous(*t, name);
      expectSameType(*t, dtype, name);
    }
  }
  if (bias) {
    expectVector(*bias, p.num_experts, "bias");
    expectFloat32(*bias, "bias");
  }
  if (slots) {
    expectVector(*slots, p.num_tokens, "slots");
    expectInt32(*slots, "slots");
  }
  p.x = x.data();
  p.norm_weight = norm.data();
  p.router = router.data();
  p.bias = dataOf<const float>(bias);
  p.slots = dataOf<const int32_t>(slots);
  p.gate = gate.data();
  p.up = up.data();
  p.down = down.data();
  p.shared_gate_up = dataOf<const void>(sharedGateUp);
  p.shared_down = dataOf<const void>(sharedDown);
  p.out = dataOf<void>(out);
  p.x_stride = x.stride(0);
  p.out_stride = out.stride(0);
  p.dtype = dtype;
  p.top_k = nb::cast<int>(options[0]);
  p.n_group = nb::cast<int>(options[1]);
  p.topk_group = nb::cast<int>(options[2]);
  p.sigmoid = nb::cast<bool>(options[3]);
  p.group_top2 = nb::cast<bool>(options[4]);
  p.normalize = nb::cast<bool>(options[5]);
  p.scaling = nb::cast<float>(options[6]);
  p.eps = nb::cast<float>(options[7]);
  const auto shape = kernels::expertsShape(p);
  const auto device = currentDeviceLimits();
  p.kernel = kernelNamed(kernels::kExpertsKernels, kernel,
                         [&] { return kernels::chooseExperts(shape, device); });
  refuseWith("mla.ops.experts",
             kernels::expertsRefusal(static_cast<MlaExpertsKernel>(p.kernel),
                                     shape, device));
  return p;
}

int64_t expertsWorkspace(Tensor x, Tensor norm, Tensor router, MaybeTensor bias,
                         MaybeTensor slots, Tensor gate, Tensor up, Tensor down,
                         MaybeTensor sharedGateUp, MaybeTensor sharedDown,
                         Tensor out, nb::tuple options,
                         const std::string &kernel) {
  auto p = expertsParams(x, norm, router, bias, slots, gate, up, down,
                         sharedGateUp, sharedDown, out, options, kernel);
  return kernels::expertsWorkspaceSize(kernels::expertsShape(p),
                                       static_cast<MlaExpertsKernel>(p.kernel));
}

void experts(Tensor x, Tensor norm, Tensor router, MaybeTensor bias,
             MaybeTensor slots, Tensor gate, Tensor up, Tensor down,
             MaybeTensor sharedGateUp, MaybeTensor sharedDown, Tensor out,
             nb::tuple options, const std::string &kernel, Tensor workspace,
             MaybeTensor chosen, uintptr_t stream) {
  auto p = expertsParams(x, norm, router, bias, slots, gate, up, down,
                         sharedGateUp, sharedDown, out, options, kernel);
  if (chosen) {
    expectMatrix(*chosen, p.num_tokens, p.top_k, "chosen");
    expectContiguous(*chosen, "chosen");
    expectInt32(*chosen, "chosen");
    p.chosen = dataOf<int32_t>(chosen);
  }
  p.workspace = dataOf<void>(workspace);
  check(mla_experts(&p, reinterpret_cast<void *>(stream)), "mla.ops.experts");
}

} // namespace

void mla::python::registerLinear(nb::module_ &m) {
  m.def("linear_workspace", &linearWorkspace, nb::arg(), nb::arg(),
        nb::arg().none(), nb::arg().none(), nb::arg(), nb::arg(), nb::arg());
  m.def("linear", &linear, nb::arg(), nb::arg(), nb::arg().none(),
        nb::arg().none(), nb::arg(), nb::arg(), nb::arg(), nb::arg(),
        nb::arg().none(), nb::arg());
  m.def("experts_workspace", &expertsWorkspace, nb::arg(), nb::arg(), nb::arg(),
        nb::arg().none(), nb::arg().none(), nb::arg(), nb::arg(), nb::arg(),
        nb::arg().none(), nb::arg().none(), nb::arg(), nb::arg(), nb::arg());
  m.def("experts", &experts, nb::arg(), nb::arg(), nb::arg(), nb::arg().none(),
        nb::arg().none(), nb::arg(), nb::arg(), nb::arg(), nb::arg().none(),
        nb::arg().none(), nb::arg(), nb::arg(), nb::arg(), nb::arg(),
        nb::arg().none(), nb::arg());
}
