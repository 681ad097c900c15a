//===- Link.h - objects as programs and libraries ---------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_TARGET_LINK_H
#define MLA_TARGET_LINK_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace llvm {
class Module;
} // namespace llvm

namespace mlir::mla {

enum class Artifact { Executable, SharedLibrary };

/// The first of the known C++ compiler drivers in PATH, or an error that lists
/// them: it is what knows how to link on this machine.
llvm::Expected<std::string> findLinkDriver();

/// Links a compiled model's object with the runtime's archives, which lie in
/// `archiveDirectory`. A program needs nothing but libc, libm and libpthread;
/// a library exports the C interfaces of models and engines and nothing else.
/// With `callsKernels` the hand-written kernels are in it, too.
llvm::Error link(llvm::StringRef objectPath, llvm::StringRef outputPath,
                 Artifact artifact, llvm::StringRef archiveDirectory,
                 bool callsKernels);

/// Whether a model calls launchers of hand-written kernels.
bool callsKernels(const llvm::Module &module);

/// Whether the hand-written kernels are there to be linked: not where mlac was
/// built without CUDA.
bool hasKernelArchives(llvm::StringRef archiveDirectory);

} // namespace mlir::mla

#endif // MLA_TARGET_LINK_H
