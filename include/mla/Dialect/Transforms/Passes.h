//===- Passes.h - target-independent passes ---------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_TRANSFORMS_PASSES_H
#define MLA_DIALECT_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"

#include <memory>
#include <string>

namespace mlir {
class ModuleOp;

namespace mla {

/// The form attention over a cache takes.
enum class AbsorbMode { Auto, Always, Never };

/// What caches are kept in: the type of the activations, or 656 bytes a token.
enum class KVCache { Auto, FP8 };

#define GEN_PASS_DECL
#include "mla/Dialect/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "mla/Dialect/Transforms/Passes.h.inc"

} // namespace mla
} // namespace mlir

#endif // MLA_DIALECT_TRANSFORMS_PASSES_H
