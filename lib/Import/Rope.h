//===- Rope.h - rotary embeddings of config.json ----------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_IMPORT_ROPE_H
#define MLA_LIB_IMPORT_ROPE_H

#include "ConfigReader.h"
#include "mla/Import/ModelConfig.h"

namespace mlir::mla {

/// Reads `rope_parameters`, or the older `rope_scaling` with `rope_theta`, for
/// `dim` rotated elements: all of what `partial_rotary_factor` is a part of, or
/// as much of `whole` elements. Errors are the reader's.
RopeTables readRope(ConfigReader &config, int64_t dim, int64_t whole,
                    int64_t maxPosition);

} // namespace mlir::mla

#endif // MLA_LIB_IMPORT_ROPE_H
