//===- ParameterSource.h - parameters, piece by piece -----------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where parameters come from, for those who decide where they go: a GPU's are
// made in a small window of host memory and sent on from there.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_PARAMETERSOURCE_H
#define MLA_LIB_RUNTIME_PARAMETERSOURCE_H

#include "mla/Runtime/Error.h"
#include "mla/Runtime/ModelDescription.h"
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mla::runtime {

/// Elements [begin, end) of a parameter, some megabytes of them.
struct ParameterRange {
  size_t param = 0;
  int64_t begin = 0, end = 0;
  size_t piece = 0; ///< the source's own
};

class ParameterSource {
public:
  virtual ~ParameterSource() = default;
  /// Every element of every parameter once, in ascending order.
  virtual const std::vector<ParameterRange> &ranges() const = 0;
  /// Writes a range to `destination`, where its first element goes; any
  /// number of threads at once.
  virtual void fill(const ParameterRange &range,
                    std::byte *destination) const = 0;
};

/// A checkpoint directory; `model` must outlive the source.
Expected<std::unique_ptr<ParameterSource>>
openCheckpointSource(const ModelDescription &model,
                     const std::string &directory);

/// The values of `randomParameters`.
std::unique_ptr<ParameterSource>
createRandomSource(const ModelDescription &model, uint64_t seed,
                   std::optional<uint64_t> routerSeed);

} // namespace mla::runtime

#endif // MLA_LIB_RUNTIME_PARAMETERSOURCE_H
