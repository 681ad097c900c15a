//===- Requests.cpp - the requests of a program's run ---------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Requests.h"
#include "../Json.h"
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <sstream>

namespace mla::runtime {

using nlohmann::json;

static Error outsideVocabulary(const std::string &id, int64_t vocab) {
  return badInput("token id ", id, " is outside the vocabulary: expected 0 to ",
                  vocab - 1);
}

/// `1,2,3`. Blanks around a number are let pass.
static Expected<std::vector<int32_t>> parseIds(const std::string &text,
                                               int64_t vocab) {
  std::vector<int32_t> ids;
  if (text.find_first_not_of(" \t\n") == std::string::npos)
    return badInput("empty prompt: expected at least one token id");
  std::stringstream stream(text);
  std::string item;
  while (std::getline(stream, item, ',')) {
    size_t first = item.find_first_not_of(" \t\n");
    size_t last = item.find_last_not_of(" \t\n");
    std::string digits =
        first == std::string::npos ? "" : item.substr(first, last - first + 1);
    int64_t id = 0;
    auto [end, code] =
        std::from_chars(digits.data(), digits.data() + digits.size(), id);
    if (digits.empty() || end != digits.data() + digits.size() ||
        code == std::errc::invalid_argument)
      return badInput("expected token ids such as 1,2,3, got '", clip(text),
                      "'");
    if (code != std::errc() || id < 0 || id >= vocab)
      return outsideVocabulary(digits, vocab);
    ids.push_back(int32_t(id));
  }
  if (text.find_last_not_of(" \t\n") != std::string::npos &&
      text[text.find_last_not_of(" \t\n")] == ',')
    return badInput("expected token ids such as 1,2,3, got '", clip(text), "'");
  return ids;
}

static Error unexpected(const char *name, const char *expected,
                        const json &got) {
  return badInput("'", name, "': expected ", expected, ", got ",
                  describeValue(got));
}

Expected<ProgramRequest> parseRequest(const std::string &text,
                                      const CommandLine &defaults,
                                      int64_t vocab) {
  Expected<json> parsed = parseJson(text);
  if (!parsed)
    return badInput("malformed request: ", parsed.takeError().message());
  const json &object = *parsed;
  if (!object.is_object())
    return badInput("malformed request: expected an object, got ",
                    describeValue(object));

  ProgramRequest request;
  request.maxNewTokens = defaults.maxNewTokens;
  request.temperature = defaults.temperature;
  request.topP = defaults.topP;
  request.seed = defaults.seed;
  bool hasId = false, hasPrompt = false;
  auto malformed = [](const Error &error) {
    return badInput("malformed request: ", error.message());
  };
  for (const auto &[name, value] : object.items()) {
    if (name == "id") {
      if (!value.is_string() && !value.is_number_integer())
        return malformed(unexpected("id", "a string or an integer", value));
      request.id = value.dump(-1, ' ', false, json::error_handler_t::replace);
      hasId = true;
    } else if (name == "prompt_ids") {
      if (!value.is_array())
        return malformed(
            unexpected("prompt_ids", "a list of token ids", value));
      hasPrompt = true;
      for (const json &id : value) {
        if (!id.is_number_integer())
          return malformed(unexpected("prompt_ids", "integers", id));
        bool inside =
            id.is_number_unsigned() && id.get<uint64_t>() < uint64_t(vocab);
        if (!inside)
          return outsideVocabulary(id.dump(), vocab);
        request.prompt.push_back(id.get<int32_t>());
      }
    } else if (name == "max_new_tokens") {
      if (!value.is_number_unsigned() ||
          value.get<uint64_t>() > uint64_t(INT64_MAX))
        return malformed(
            unexpected("max_new_tokens", "an integer of 0 or more", value));
      request.maxNewTokens = value.get<int64_t>();
    } else if (name == "temperature") {
      if (!value.is_number() || value.get<double>() < 0)
        return malformed(
            unexpected("temperature", "a number of 0 or more", value));
      request.temperature = value.get<double>();
    } else if (name == "top_p") {
      if (!value.is_number() || !(value.get<double>() > 0) ||
          value.get<double>() > 1)
        return malformed(
            unexpected("top_p", "a number above 0 and at most 1", value));
      request.topP = value.get<double>();
    } else if (name == "seed") {
      if (!value.is_number_unsigned())
        return malformed(unexpected("seed", "an integer of 0 or more", value));
      request.seed = value.get<uint64_t>();
    } else {
      return badInput("malformed request: unknown field '", clip(name),
                      "'; known are id, prompt_ids, max_new_tokens, "
                      "temperature, top_p and seed");
    }
  }
  if (!hasId || !hasPrompt)
    return badInput("malformed request: field '", hasId ? "prompt_ids" : "id",
                    "' is missing");
  if (request.prompt.empty())
    return badInput("empty prompt: expected at least one token id");
  return request;
}

Expected<std::vector<ProgramRequest>> readRequests(const CommandLine &line,
                                                   int64_t vocab) {
  std::vector<ProgramRequest> requests;
  if (line.promptIds) {
    Expected<std::vector<int32_t>> ids = parseIds(*line.promptIds, vocab);
    if (!ids)
      return badInput("--prompt-ids: ", ids.takeError().message());
    ProgramRequest request;
    request.where = "--prompt-ids";
    request.id = "0";
    request.prompt = std::move(*ids);
    request.maxNewTokens = line.maxNewTokens;
    request.temperature = line.temperature;
    request.topP = line.topP;
    request.seed = line.seed;
    requests.push_back(std::move(request));
    return requests;
  }

  std::ifstream stream(*line.requests);
  if (!stream)
    return badInput(*line.requests, ": cannot open: ", std::strerror(errno));
  std::string text;
  for (int64_t number = 1; std::getline(stream, text); ++number) {
    if (text.find_first_not_of(" \t\r") == std::string::npos)
      continue;
    std::string where = concat(*line.requests, ":", number);
    Expected<ProgramRequest> request = parseRequest(text, line, vocab);
    if (!request)
      return badInput(where, ": ", request.takeError().message());
    request->where = where;
    requests.push_back(std::move(*request));
  }
  if (stream.bad() || (!stream.eof() && stream.fail()))
    return badInput(*line.requests, ": cannot read");
  if (requests.empty())
    return badInput(*line.requests, ": expected at least one request");
  return requests;
}

} // namespace mla::runtime
