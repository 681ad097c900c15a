//===- CommandLine.h - the command line of a program ------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_PROGRAM_COMMANDLINE_H
#define MLA_LIB_RUNTIME_PROGRAM_COMMANDLINE_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mla::runtime {

struct CommandLine {
  std::optional<std::string> weights;
  std::optional<uint64_t> randomWeights;
  std::optional<uint64_t> uniformRouting;
  std::optional<std::string> promptIds;
  std::optional<std::string> requests;
  std::optional<std::string> logits;
  int64_t maxNewTokens = 16;
  double temperature = 0;
  double topP = 1;
  uint64_t seed = 0;
  int64_t prefillChunk = 0;
  int64_t maxBatch = 0;
  double cacheGib = 0;
  int32_t device = 0;
  int32_t capture = 0;
  std::vector<int64_t> buckets;
  int64_t threads = 0;
  bool stats = false;
};

/// The options, or the status to exit with: 0 after --help, 2 after a usage
/// error (its message is on standard error).
std::optional<CommandLine> parseCommandLine(int argc, char **argv, int &status);

} // namespace mla::runtime

#endif // MLA_LIB_RUNTIME_PROGRAM_COMMANDLINE_H
