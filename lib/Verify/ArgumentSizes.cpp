//===- ArgumentSizes.cpp - sizes that may differ --------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentSizes.h"

#include "../Dialect/Transforms/Sizes.h"

#include "mla/Dialect/IR/MLADialect.h"

#include <algorithm>

using namespace mlir;
using namespace mlir::mla;

/// Sizes of our own ops agree in ways that `Sizes` does not look for.
static bool hasOwnOps(func::FuncOp func) {
  return func
      .walk([](Operation *op) {
        return isa<MLADialect>(op->getDialect()) ? WalkResult::interrupt()
                                                 : WalkResult::advance();
      })
      .wasInterrupted();
}

std::vector<std::vector<int64_t>>
mlir::mla::argumentShapes(func::FuncOp func, int64_t rows, bool mayDiffer) {
  std::vector<std::vector<int64_t>> shapes;
  for (Type type : func.getArgumentTypes()) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    shapes.push_back(tensor ? tensor.getShape().vec() : std::vector<int64_t>());
    std::replace(shapes.back().begin(), shapes.back().end(),
                 ShapedType::kDynamic, rows);
  }
  if (!mayDiffer || hasOwnOps(func))
    return shapes;

  Sizes sizes(func);
  SmallVector<SmallVector<Size>> named;
  SmallVector<unsigned> names;
  for (BlockArgument argument : func.getArguments()) {
    named.emplace_back();
    if (isa<RankedTensorType>(argument.getType()))
      named.back() = sizes.shapeOf(argument);
    for (const Size &size : named.back())
      for (unsigned name : size.names)
        if (!llvm::is_contained(names, name))
          names.push_back(name);
  }
  if (names.size() < 2)
    return shapes;
  // Sequences come before tokens.
  const int64_t values[] = {3, rows, 7, 11, 13};
  for (auto [shape, argument] : llvm::zip_equal(shapes, named))
    for (auto [value, size] : llvm::zip_equal(shape, argument)) {
      value = size.factor;
      for (unsigned name : size.names) {
        size_t number = llvm::find(names, name) - names.begin();
        value *= values[std::min(number, std::size(values) - 1)];
      }
    }
  return shapes;
}
