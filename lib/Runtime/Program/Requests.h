//===- Requests.h - the requests of a program's run -------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_PROGRAM_REQUESTS_H
#define MLA_LIB_RUNTIME_PROGRAM_REQUESTS_H

#include "CommandLine.h"
#include "mla/Runtime/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace mla::runtime {

struct ProgramRequest {
  std::string where; ///< for messages: `FILE:3`
  std::string id;    ///< as JSON, to be printed as it came
  std::vector<int32_t> prompt;
  int64_t maxNewTokens = 0;
  double temperature = 0;
  double topP = 1;
  uint64_t seed = 0;
};

/// The requests of the command line or its file, all of them or an error.
/// `vocab` bounds the token ids.
Expected<std::vector<ProgramRequest>> readRequests(const CommandLine &line,
                                                   int64_t vocab);

/// One line of a requests file.
Expected<ProgramRequest> parseRequest(const std::string &text,
                                      const CommandLine &defaults,
                                      int64_t vocab);

} // namespace mla::runtime

#endif // MLA_LIB_RUNTIME_PROGRAM_REQUESTS_H
