//===- tensor.h - DLPack tensors, checked -----------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tensors come in as DLPack; what a params struct cannot hold is refused here,
// as ValueError "expected X, got Y". Nothing allocates or synchronises.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_PYTHON_TENSOR_H
#define MLA_PYTHON_TENSOR_H

#include "kernels/common/launch.h"
#include "mla/Kernels/Descriptor.h"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <optional>
#include <string>

namespace mla::python {

namespace nb = nanobind;

using Tensor = nb::ndarray<nb::ro, nb::device::cuda>;
using MaybeTensor = std::optional<Tensor>;

[[noreturn]] inline void fail(const std::string &text) {
  throw nb::value_error(text.c_str());
}

/// Raises if there is a reason why a kernel refuses.
inline void refuseWith(const char *op, const std::string &why) {
  if (!why.empty())
    fail(std::string(op) + ": " + why);
}

inline void check(MlaStatus status, const char *op) {
  if (status == MLA_OK)
    return;
  std::string text = std::string(op) + ": " + mla_status_string(status);
  if (status < 0)
    fail(text);
  throw std::runtime_error(text);
}

inline std::string shapeText(const Tensor &t) {
  std::string text = "[";
  for (size_t i = 0; i < t.ndim(); ++i)
    text += (i ? ", " : "") + std::to_string(t.shape(i));
  return text + "]";
}

inline void expectRank(const Tensor &t, size_t rank, const char *name) {
  if (t.ndim() != rank)
    fail(std::string("expected ") + name + " of rank " + std::to_string(rank) +
         ", got shape " + shapeText(t));
}

inline void expectSize(const Tensor &t, size_t dim, int64_t size,
                       const char *name) {
  if (static_cast<int64_t>(t.shape(dim)) != size)
    fail(std::string("expected ") + name + " with dimension " +
         std::to_string(dim) + " = " + std::to_string(size) + ", got shape " +
         shapeText(t));
}

/// A dense last dimension; strides of a dimension of size 1 do not matter.
inline void expectDense(const Tensor &t, const char *name) {
  size_t last = t.ndim() - 1;
  if (t.shape(last) > 1 && t.stride(last) != 1)
    fail(std::string("expected ") + name +
         " with a dense last dimension, got stride " +
         std::to_string(t.stride(last)));
}

inline void expectInt32(const Tensor &t, const char *name) {
  if (t.dtype() != nb::dtype<int32_t>())
    fail(std::string("expected ") + name + " of dtype int32, got code " +
         std::to_string(t.dtype().code) + " bits " +
         std::to_string(t.dtype().bits));
}

inline void expectFloat32(const Tensor &t, const char *name) {
  if (t.dtype() != nb::dtype<float>())
    fail(std::string("expected ") + name + " of dtype float32, got code " +
         std::to_string(t.dtype().code) + " bits " +
         std::to_string(t.dtype().bits));
}

inline MlaDType dtypeOf(const Tensor &t, const char *name) {
  auto d = t.dtype();
  if (d.code == static_cast<uint8_t>(nb::dlpack::dtype_code::Bfloat))
    return MLA_BF16;
  if (d.code == static_cast<uint8_t>(nb::dlpack::dtype_code::Float))
    if (d.bits == 16 || d.bits == 32)
      return d.bits == 16 ? MLA_F16 : MLA_F32;
  fail(std::string("expected ") + name +
       " of dtype bfloat16, float16 or float32, got code " +
       std::to_string(d.code) + " bits " + std::to_string(d.bits));
}

inline void expectSameType(const Tensor &t, MlaDType dtype, const char *name) {
  MlaDType got = dtypeOf(t, name);
  if (got != dtype)
    fail(std::string("expected ") + name + " of dtype " +
         kernels::dtypeName(dtype) + ", got " + kernels::dtypeName(got));
}

/// Rows are copied 16 bytes at a time: base and outer strides must allow it.
inline void expectAligned(const Tensor &t, const char *name) {
  bool good = reinterpret_cast<uintptr_t>(t.data()) % 16 == 0;
  int64_t bytes = t.dtype().bits / 8;
  for (size_t i = 0; i + 1 < t.ndim(); ++i)
    if (t.shape(i) > 1 && t.stride(i) * bytes % 16 != 0)
      good = false;
  if (!good)
    fail(std::string("expected ") + name +
         " with 16-byte aligned rows (data pointer and strides)");
}

/// 16-bit elements are written in pairs.
inline void expectPairs(const Tensor &t, const char *name) {
  bool good = reinterpret_cast<uintptr_t>(t.data()) % 4 == 0;
  for (size_t i = 0; i + 1 < t.ndim(); ++i)
    good &= t.shape(i) <= 1 || t.stride(i) % 2 == 0;
  if (!good)
    fail(std::string("expected ") + name +
         " with 4-byte aligned rows (data pointer and strides)");
}

template <typename P> P *dataOf(const Tensor &t) {
  return static_cast<P *>(const_cast<void *>(t.data()));
}
template <typename P> P *dataOf(const MaybeTensor &t) {
  return t ? dataOf<P>(*t) : nullptr;
}

inline kernels::Device currentDeviceLimits() {
  DeviceInfo info;
  check(currentDevice(info), "mla.ops");
  return {info.sm, info.numSMs};
}

/// Each adds its functions to the module.
void registerDecode(nb::module_ &m);
void registerAppend(nb::module_ &m);
void registerPrefill(nb::module_ &m);
void registerLinear(nb::module_ &m);
void registerQueryPrep(nb::module_ &m);

} // namespace mla::python

#endif // MLA_PYTHON_TENSOR_H
