//===- CommandLine.h - the command line of mlac -----------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_TOOLS_MLAC_COMMANDLINE_H
#define MLA_TOOLS_MLAC_COMMANDLINE_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mlac {

/// What is written: a level of IR, or something to run.
enum class Emit { Imported, Mlir, Lowered, Llvm, Object, Library, Executable };

struct CommandLine {
  std::string model; ///< .mlir file or checkpoint directory
  std::string output;
  Emit emit = Emit::Executable;
  std::string target = "cpu";
  std::string cpu;                  ///< native, or a name that LLVM knows
  std::string ptxas;                ///< empty: the one that is found
  std::optional<std::string> dtype; ///< f32 or bf16
  std::optional<int64_t> pageSize;  ///< none: max_position rows
  std::optional<int64_t> maxTokens;
  std::string absorb = "auto";
  std::string kvCache = "auto"; ///< or fp8
  std::string kernels = "auto";
  std::string explain; ///< file, `-`, or empty
  std::string dumpIR;  ///< directory, or empty
  bool timing = false;
  bool listKernels = false;
};

/// Code for a GPU is wanted, and `target` its name.
inline bool isGpu(const CommandLine &line) { return line.target != "cpu"; }

/// Reads a command line. None: it was answered, and `status` says how the
/// program ends (2 after a usage error).
std::optional<CommandLine> parseCommandLine(int argc, char **argv, int &status);

} // namespace mlac

#endif // MLA_TOOLS_MLAC_COMMANDLINE_H
