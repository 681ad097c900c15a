//===- RewriteVerifier.h - passes compute what they got ---------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_VERIFY_REWRITEVERIFIER_H
#define MLA_VERIFY_REWRITEVERIFIER_H

#include "mlir/Pass/PassInstrumentation.h"

#include <cstdint>
#include <memory>

namespace mlir::mla {

/// An instrumentation that runs every public function of the module, on this
/// CPU, before the first pass and after each one that changed something, and
/// compares all results and all rows of all caches. A pass after which they
/// differ fails, with a diagnostic that names the function, the result and the
/// error. It ends, and says so on standard error, at the first pass whose
/// result is made for one target (that is, no longer tensors).
///
/// Wants a context without multithreading. docs/Verification.md says what the
/// inputs are, and how levels without generated code are run.
std::unique_ptr<PassInstrumentation> createRewriteVerifier(uint64_t seed);

} // namespace mlir::mla

#endif // MLA_VERIFY_REWRITEVERIFIER_H
