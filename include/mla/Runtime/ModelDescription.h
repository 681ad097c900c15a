//===- ModelDescription.h - what a compiled model says of itself -*- C++
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The JSON of `MlaModelV1::describe`, read and checked; docs/ModelABI.md lists
// its fields.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_RUNTIME_MODELDESCRIPTION_H
#define MLA_RUNTIME_MODELDESCRIPTION_H

#include "mla/Runtime/DType.h"
#include "mla/Runtime/Error.h"
#include <string>
#include <string_view>
#include <vector>

namespace mla::runtime {

/// How a parameter is made of checkpoint tensors.
enum class ParamHow : uint8_t { View, Stack, Concat, Slice };

/// What `--random-weights` fills a parameter with.
enum class ParamInit : uint8_t { One, Zero, Normal, Router };

struct ParamDescription {
  std::string name;
  DType dtype = DType::F32;
  Shape shape;
  ParamHow how = ParamHow::View;
  std::vector<std::string> from;
  int64_t first = 0; ///< slice: where it begins along `axis`
  int64_t axis = 0;  ///< slice: what it is a part of
  ParamInit init = ParamInit::Normal;
  int64_t rowsPerToken = 0; ///< rows of axis 0 one token reads; 0 = all

  int64_t elements() const { return *numElements(shape); }
  int64_t bytes() const { return elements() * byteWidth(dtype); }
};

struct CacheDescription {
  std::string name;
  Shape pageShape; ///< [page_size, row]
  int64_t elementBytes = 0;

  int64_t pageBytes() const { return *numElements(pageShape) * elementBytes; }
};

/// Where a call of the step leaves the experts it chose: i32 [T, perToken] in
/// the arena, until the next call.
struct RoutingDescription {
  int64_t call = 0;
  int64_t offset = 0; ///< bytes
  int64_t perToken = 0;
  int64_t experts = 0;
};

struct ModelDescription {
  std::string name;
  std::string target;
  std::string dtype;
  int64_t vocab = 0;
  std::vector<int32_t> eos;
  int64_t maxPosition = 0;
  int64_t longContext = 0; ///< longer sequences are `long` ones; 0: none are
  int64_t maxTokens = 0;
  int64_t pageSize = 0;
  int64_t arenaBytes = 0;
  std::vector<CacheDescription> caches;
  std::vector<ParamDescription> params;
  std::vector<RoutingDescription> routing; ///< in the order of calls
  std::vector<std::string> kernels;        ///< those it cannot do without
  /// Code that is no PTX waits for the kernel ahead before it does anything.
  bool programmaticLaunch = false;
  int64_t paramsLayout = 0; ///< mla::kernels::paramsLayout(); 0: not told

  static Expected<ModelDescription> parse(std::string_view json);

  /// Bytes one page takes over all caches.
  int64_t pageBytes() const;
  /// Pages a sequence of that many tokens needs.
  int64_t pagesFor(int64_t tokens) const {
    return (tokens + pageSize - 1) / pageSize;
  }
  int64_t paramBytes() const;
};

} // namespace mla::runtime

#endif // MLA_RUNTIME_MODELDESCRIPTION_H
