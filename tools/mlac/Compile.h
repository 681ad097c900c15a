//===- Compile.h - from a model to a file -----------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_TOOLS_MLAC_COMPILE_H
#define MLA_TOOLS_MLAC_COMPILE_H

#include "CommandLine.h"

#include "llvm/ADT/StringRef.h"

namespace mlac {

/// Compiles as the command line says. `archiveDirectory` has the runtime's
/// archives. Returns the exit status; what goes wrong is said on standard
/// error.
int compile(const CommandLine &line, llvm::StringRef archiveDirectory);

} // namespace mlac

#endif // MLA_TOOLS_MLAC_COMPILE_H
