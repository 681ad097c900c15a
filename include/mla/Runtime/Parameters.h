//===- Parameters.h - a model's parameters, realised in memory --*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_RUNTIME_PARAMETERS_H
#define MLA_RUNTIME_PARAMETERS_H

#include "mla/Runtime/Checkpoint.h"
#include "mla/Runtime/Memory.h"
#include "mla/Runtime/ModelDescription.h"
#include "mla/Runtime/ThreadPool.h"
#include <functional>
#include <optional>
#include <vector>

namespace mla::runtime {

/// Part of a parameter that one stretch of one checkpoint tensor fills.
struct ParameterPiece {
  size_t param = 0;         ///< index in the description
  int64_t firstElement = 0; ///< where in the parameter it goes
  int64_t elements = 0;
  const std::byte *source = nullptr;
  DType from = DType::F32;
  DType to = DType::F32;
  // Block-scaled fp8 only.
  const std::byte *scales = nullptr; ///< f32 [ceil(rows/128), scaleColumns]
  int64_t columns = 0;               ///< elements of a row
  int64_t scaleColumns = 0;
  int64_t firstRow = 0; ///< row of the checkpoint tensor that `source` is at
};

/// What of which checkpoint tensor goes where. The error lists every tensor
/// that is missing or not what the model expects, not only the first.
Expected<std::vector<ParameterPiece>>
planParameters(const ModelDescription &model, const Checkpoint &checkpoint);

/// Converts elements [begin, end) of a piece (whole rows if it has scales) to
/// `destination`, which is where element `begin` goes.
void convertPiece(const ParameterPiece &piece, int64_t begin, int64_t end,
                  std::byte *destination);

/// Parameters in the order of the description.
struct Parameters {
  std::vector<void *> pointers;
  uint64_t viewedBytes = 0; ///< read in place from the checkpoint
  uint64_t ownedBytes = 0;  ///< copied, converted or made up

  std::optional<Checkpoint> checkpoint; ///< what views point into
  Region memory;
};

/// Called now and then with the bytes that are there, and those there will be.
using LoadProgress = std::function<void(uint64_t done, uint64_t total)>;

/// Parameters from a checkpoint directory: in place where the file has them as
/// the model wants them, otherwise converted into memory of their own.
Expected<Parameters> loadParameters(const ModelDescription &model,
                                    const std::string &directory,
                                    ThreadPool &threads,
                                    const LoadProgress &progress);

/// Made-up parameters, a function of the seed and each parameter's name only.
/// With `routerSeed`, those of routers are drawn from it instead.
Expected<Parameters> randomParameters(const ModelDescription &model,
                                      uint64_t seed,
                                      std::optional<uint64_t> routerSeed,
                                      ThreadPool &threads,
                                      const LoadProgress &progress);

} // namespace mla::runtime

#endif // MLA_RUNTIME_PARAMETERS_H
