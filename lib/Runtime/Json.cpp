//===- Json.cpp - reading JSON without exceptions -------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Json.h"
#include <set>
#include <vector>

namespace mla::runtime {

Expected<nlohmann::json> parseJson(std::string_view text) {
  using nlohmann::json;
  std::vector<std::set<std::string>> names;
  std::string twice;
  auto callback = [&](int, json::parse_event_t event, json &value) {
    if (event == json::parse_event_t::object_start)
      names.emplace_back();
    else if (event == json::parse_event_t::object_end)
      names.pop_back();
    else if (event == json::parse_event_t::key &&
             !names.back().insert(value.get<std::string>()).second &&
             twice.empty())
      twice = value.get<std::string>();
    return true;
  };
  try {
    json document = json::parse(text.begin(), text.end(), callback);
    if (!twice.empty())
      return badInput("the name '", clip(twice), "' appears twice");
    return document;
  } catch (const json::parse_error &error) {
    return badInput("not valid JSON at byte ", error.byte);
  } catch (const json::exception &error) {
    return badInput("not valid JSON: ", error.what());
  }
}

std::string clip(std::string_view text) {
  constexpr size_t limit = 160;
  std::string result;
  for (char c : text.substr(0, limit))
    result += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  if (text.size() > limit)
    result += "...";
  return result;
}

std::string describeValue(const nlohmann::json &value) {
  return clip(
      value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace mla::runtime
