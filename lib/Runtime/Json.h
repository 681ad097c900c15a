//===- Json.h - reading JSON without exceptions -----------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_JSON_H
#define MLA_LIB_RUNTIME_JSON_H

#include "mla/Runtime/Error.h"
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace mla::runtime {

/// A document, or where it stops being JSON. A name that appears twice in one
/// object is an error too: keeping either of them would be a guess.
Expected<nlohmann::json> parseJson(std::string_view text);

/// Text from a file, made fit for a one-line message: cut when long, and
/// control characters replaced.
std::string clip(std::string_view text);

/// What a value is, for "expected X, got Y".
std::string describeValue(const nlohmann::json &value);

} // namespace mla::runtime

#endif // MLA_LIB_RUNTIME_JSON_H
