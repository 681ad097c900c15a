//===- Inputs.h - what functions are run on ---------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_VERIFY_INPUTS_H
#define MLA_LIB_VERIFY_INPUTS_H

#include "Array.h"
#include "Flatten.h"

#include "mla/Dialect/IR/MLADialect.h"

#include "llvm/ADT/StringMap.h"

namespace mlir::mla {

/// A step's batch: which rows belong to whom. Sequences that decode come first.
struct Scenario {
  struct Sequence {
    int64_t cached, rows; ///< tokens before this step, and of it
  };
  std::string name;
  std::vector<Sequence> sequences;
  int64_t decoding = 0;   ///< sequences that decode
  int64_t T = 0, B = 0;   ///< with padding
  bool allLogits = false; ///< of all rows, not of each sequence's last

  int64_t realRows() const;
};

/// What a module says of its sizes; defaults where it says nothing.
struct ModelSizes {
  int64_t vocab = 16, maxPosition = 256, pageSize = 64;
  std::optional<int64_t> longContext;
};

/// The steps that functions over a batch are run on: a prompt into empty
/// caches; decoding and prefill at once, with a cached prefix and padding; and
/// decoding alone, where padding decodes as well.
std::vector<Scenario> scenariosOf(const ModelSizes &sizes);

/// Draws arguments; the same seed and names give the same values, whatever the
/// level of the module.
class Inputs {
public:
  explicit Inputs(uint64_t seed) : seed(seed) {}

  /// Learns the module's sizes and how its parameters are made of checkpoint
  /// tensors (which passes may change).
  void read(ModuleOp module);
  const ModelSizes &sizes() const { return model; }

  /// The arguments of a function; fails on types that cannot be drawn.
  llvm::Expected<std::vector<Array>> draw(const FlatFunction &flat,
                                          const Scenario &scenario);

  /// Rows of the logits that count, the first of them.
  static int64_t logitRows(const Scenario &scenario);

private:
  const std::vector<int64_t> &plainShape(const FlatFunction &flat,
                                         unsigned argument, int64_t rows);

  struct Param {
    Assembly how;
    Init init;
    int64_t first, axis;
    std::vector<std::string> from;
    Element element;
    std::vector<int64_t> shape;
  };
  Array makeParam(const Param &param);
  double tensorElement(llvm::StringRef tensor, Init init, int64_t i,
                       int64_t inner) const;

  uint64_t seed;
  ModelSizes model;
  llvm::StringMap<Param> params;
  llvm::StringMap<Array> made;
  /// Elements of checkpoint tensors, as far as views have said.
  llvm::StringMap<int64_t> tensorSizes;
  /// Sizes of plain arguments, by function and argument, as they were first.
  llvm::StringMap<std::vector<int64_t>> plainShapes;
};

} // namespace mlir::mla

#endif // MLA_LIB_VERIFY_INPUTS_H
