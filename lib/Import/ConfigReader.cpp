//===- ConfigReader.cpp - reads typed fields of a JSON object -------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ConfigReader.h"

#include <cmath>
#include <limits>

#include "llvm/ADT/StringExtras.h"
using namespace mlir::mla;
using nlohmann::json;

namespace {
/// Builds a document without exceptions and keeps the parser's message.
class Parser final : public nlohmann::detail::json_sax_dom_parser<json> {
public:
  explicit Parser(json &root)
      : json_sax_dom_parser<json>(root, /*allow_exceptions_=*/false) {}

  bool parse_error(std::size_t position, const std::string &token,
                   const json::exception &exception) {
    reason = exception.what();
    return json_sax_dom_parser<json>::parse_error(position, token, exception);
  }

  std::string reason;
};
} // namespace

/// One line, without the library's "[json.exception.parse_error.101] ".
static std::string cleaned(llvm::StringRef reason) {
  if (reason.starts_with("["))
    reason = reason.split("] ").second;
  std::string line;
  for (char c : reason.substr(0, 300))
    line += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  return line;
}

llvm::Expected<json> mlir::mla::parseJson(llvm::StringRef text,
                                          llvm::StringRef file) {
  json document;
  Parser parser(document);
  bool good = json::sax_parse(text.begin(), text.end(), &parser);
  if (!good || parser.is_errored())
    return llvm::createStringError(
        file + ": expected JSON: " +
        (parser.reason.empty() ? "syntax error" : cleaned(parser.reason)));
  if (!document.is_object())
    return llvm::createStringError(file + ": expected a JSON object, got " +
                                   document.type_name());
  return document;
}

const json *ConfigReader::find(llvm::StringRef name) const {
  auto it = object.find(name.str());
  return it == object.end() || it->is_null() ? nullptr : &*it;
}

bool ConfigReader::mentions(llvm::StringRef name) const {
  return object.contains(name.str());
}

/// A reason is one line, whatever the text that it quotes holds.
static std::string onOneLine(std::string text) {
  for (char &c : text)
    if (llvm::isSpace(c) || !llvm::isPrint(c))
      // Bytes of UTF-8 sequences are no control characters.
      if (!(static_cast<unsigned char>(c) & 0x80))
        c = ' ';
  return text;
}

void ConfigReader::fail(const llvm::Twine &what) {
  if (message.empty())
    message = onOneLine((path + ": " + what).str());
}

llvm::Error ConfigReader::takeError() {
  if (message.empty())
    return llvm::Error::success();
  return llvm::createStringError(message);
}

void ConfigReader::adopt(const ConfigReader &nested) {
  if (message.empty())
    message = nested.message;
}

void ConfigReader::expected(llvm::StringRef name, llvm::StringRef what,
                            const json *got) {
  std::string shown = "no such field";
  if (got) {
    shown = got->dump(-1, ' ', /*ensure_ascii=*/true,
                      json::error_handler_t::replace);
    if (shown.size() > 60)
      shown = shown.substr(0, 57) + "...";
  }
  fail("expected '" + name + "' to be " + what + ", got " + shown);
}

static std::string describe(IntRange range) {
  return "an integer from " + std::to_string(range.min) + " to " +
         std::to_string(range.max);
}

std::optional<int64_t> ConfigReader::optionalInteger(llvm::StringRef name,
                                                     IntRange range) {
  const json *value = find(name);
  if (!value)
    return std::nullopt;
  // An unsigned number too large for int64 is out of any range.
  bool fits =
      value->is_number_integer() &&
      (!value->is_number_unsigned() ||
       value->get<uint64_t>() <= uint64_t(std::numeric_limits<int64_t>::max()));
  if (fits) {
    int64_t number = value->get<int64_t>();
    if (number >= range.min && number <= range.max)
      return number;
  }
  expected(name, describe(range), value);
  return range.min;
}

int64_t ConfigReader::integer(llvm::StringRef name, IntRange range) {
  if (std::optional<int64_t> value = optionalInteger(name, range))
    return *value;
  expected(name, describe(range),
           mentions(name) ? &object[name.str()] : nullptr);
  return range.min;
}

int64_t ConfigReader::integerOr(llvm::StringRef name, int64_t otherwise,
                                IntRange range) {
  return optionalInteger(name, range).value_or(otherwise);
}

std::optional<double> ConfigReader::optionalNumber(llvm::StringRef name) {
  const json *value = find(name);
  if (!value)
    return std::nullopt;
  if (value->is_number()) {
    double number = value->get<double>();
    if (std::isfinite(number) && std::abs(number) < 1e30)
      return number;
  }
  expected(name, "a finite number", value);
  return 1.0;
}

double ConfigReader::numberOr(llvm::StringRef name, double otherwise) {
  return optionalNumber(name).value_or(otherwise);
}

bool ConfigReader::boolOr(llvm::StringRef name, bool otherwise) {
  const json *value = find(name);
  if (!value)
    return otherwise;
  if (value->is_boolean())
    return value->get<bool>();
  expected(name, "true or false", value);
  return otherwise;
}

std::string ConfigReader::stringOr(llvm::StringRef name,
                                   llvm::StringRef otherwise) {
  const json *value = find(name);
  if (!value)
    return otherwise.str();
  if (value->is_string())
    return value->get<std::string>();
  expected(name, "a string", value);
  return otherwise.str();
}

std::vector<double> ConfigReader::numbers(llvm::StringRef name, size_t length) {
  std::vector<double> result;
  const json *value = find(name);
  bool good = value && value->is_array() && value->size() == length;
  for (size_t i = 0; good && i < length; ++i) {
    good = (*value)[i].is_number() && std::isfinite((*value)[i].get<double>());
    if (good)
      result.push_back((*value)[i].get<double>());
  }
  if (!good) {
    expected(name, "a list of " + std::to_string(length) + " numbers", value);
    result.assign(length, 1.0);
  }
  return result;
}
