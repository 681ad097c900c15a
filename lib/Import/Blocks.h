//===- Blocks.h - building blocks of models ---------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What models are made of, as functions that build IR: each takes the path of
// its module, which names the op's locations and the weights it reads.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_IMPORT_BLOCKS_H
#define MLA_LIB_IMPORT_BLOCKS_H

#include "CheckpointIndex.h"
#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Import/ModelConfig.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"

namespace mlir::mla {

class Blocks {
public:
  Blocks(const ModelConfig &config, WeightType activations,
         CheckpointIndex &checkpoint, ModuleOp module);

  /// Sets what a function's body works on. `tokens` and `positions` are [T].
  void enter(Block *body, Value tokens, Value positions);

  /// [T, hidden]
  Value embed(StringRef path);
  Value rmsNorm(StringRef path, Value x, double eps);
  /// Attention of one layer with all its projections.
  Value attention(StringRef path, Value x);
  /// down(silu(gate(x)) * up(x)).
  Value mlp(StringRef path, Value x, int64_t width);
  /// Routed experts and those that are shared.
  Value experts(StringRef path, Value x);
  /// x + y * scale
  Value addResidual(StringRef path, Value x, Value y, double scale);
  /// x / divisor
  Value divide(StringRef path, Value x, double divisor);
  /// [T, vocab] in f32
  Value head(StringRef path, StringRef weight, Value x);

  OpBuilder &builder() { return b; }
  Location locationOf(StringRef path);
  Type activationType() const { return activation; }

private:
  using Body = llvm::function_ref<Value(Location, ValueRange)>;
  struct ParamOptions {
    Init init = Init::Normal;
    bool linear = false; ///< a matrix that a quantised checkpoint has in fp8
    bool alwaysF32 = false;
    std::optional<int64_t> rowsPerToken =
        std::nullopt; ///< entries of axis 0; else all
  };

  RankedTensorType tensorOf(ArrayRef<int64_t> shape, Type element);
  /// An uninitialised tensor; `dynamic` is the size of its dynamic dimension.
  Value empty(Location loc, ArrayRef<int64_t> shape, Type element,
              Value dynamic);
  Value empty(Location loc, ArrayRef<int64_t> shape, Type element) {
    return empty(loc, shape, element, numTokens);
  }
  Value zeros(Location loc, ArrayRef<int64_t> shape);

  Value param(StringRef name, ArrayRef<int64_t> shape, ParamOptions options);
  /// One weight for each of the experts at `path`.N, as one tensor.
  /// A token reads `perToken` of them.
  Value stackedParam(StringRef path, StringRef module, int64_t count,
                     ArrayRef<int64_t> shape, int64_t perToken);
  /// The same where one tensor, `path`.`packed`, has them all: rows `first` and
  /// on of the `rows` that each expert has there.
  Value packedParam(StringRef path, StringRef packed, StringRef module,
                    int64_t count, ArrayRef<int64_t> shape, int64_t first,
                    int64_t rows, int64_t perToken);
  struct Slice {
    int64_t first, axis;
  };
  Value declareParam(StringRef symbol, ArrayRef<int64_t> shape, Assembly how,
                     ArrayRef<std::string> from, WeightType type, Init init,
                     std::optional<int64_t> rowsPerToken,
                     std::optional<Slice> slice = std::nullopt);

  /// [T, n] in f32 of x [T, k] and a weight [n, k].
  Value matmul(Location loc, Value x, Value weight);
  /// A linear module, in the type of activations.
  Value linear(StringRef path, Value x, int64_t outputs, bool bias);
  /// An elementwise op over operands of rank 2 or, along the last dimension,
  /// rank 1. The body works on f32.
  Value elementwise(Location loc, ValueRange operands, Body body);
  Value toActivation(Location loc, Value x);
  Value siluTimes(Location loc, Value gate, Value up);
  Value rope(Location loc, Value x);
  /// x [T, n] multiplied by what `config.queryScaling` gives at each position.
  Value scaleByPosition(Location loc, Value x);
  /// Columns [first, first + size) of the last dimension.
  Value slice(Location loc, Value x, int64_t first, int64_t size);
  /// Sums each token's expert outputs, weighted.
  Value combine(Location loc, Value outputs, Value places, Value weights);

  Value toF32(Location loc, Value scalar);
  Value fromF32(Location loc, Value scalar, Type type);
  Value constant(Location loc, double value);
  Type elementOf(WeightType type);

  const ModelConfig &config;
  CheckpointIndex &checkpoint;
  ModuleOp module;
  OpBuilder b;      ///< in the function's body
  OpBuilder params; ///< where the next `mla.param` goes
  Type activation;
  llvm::StringMap<RankedTensorType> declared;
  RopeAttr ropeAttr;
  Value tokens, positions, numTokens;
};

} // namespace mlir::mla

#endif // MLA_LIB_IMPORT_BLOCKS_H
