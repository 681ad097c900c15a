//===- ConfigReader.h - reads typed fields of a JSON object -----*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_IMPORT_CONFIGREADER_H
#define MLA_LIB_IMPORT_CONFIGREADER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace mlir::mla {

/// Parses JSON text; the error is one line that names `file`.
llvm::Expected<nlohmann::json> parseJson(llvm::StringRef text,
                                         llvm::StringRef file);

/// The closed range of values that a field may have.
struct IntRange {
  int64_t min = 1;
  int64_t max = int64_t(1) << 24;
};

/// Reads fields of an object. The first thing wrong sticks; what is read after
/// it is of no use, and `takeError` returns it. Null counts as absent.
class ConfigReader {
public:
  ConfigReader(const nlohmann::json &object, std::string path)
      : object(object), path(std::move(path)) {}

  bool has(llvm::StringRef name) const { return find(name) != nullptr; }
  const nlohmann::json *find(llvm::StringRef name) const;
  /// True if the field is there, be it null.
  bool mentions(llvm::StringRef name) const;

  int64_t integer(llvm::StringRef name, IntRange range = {});
  std::optional<int64_t> optionalInteger(llvm::StringRef name,
                                         IntRange range = {});
  int64_t integerOr(llvm::StringRef name, int64_t otherwise,
                    IntRange range = {});
  std::optional<double> optionalNumber(llvm::StringRef name);
  double numberOr(llvm::StringRef name, double otherwise);
  bool boolOr(llvm::StringRef name, bool otherwise);
  std::string stringOr(llvm::StringRef name, llvm::StringRef otherwise);
  std::vector<double> numbers(llvm::StringRef name, size_t length);

  /// Records "PATH: MESSAGE", unless something went wrong before.
  void fail(const llvm::Twine &message);
  bool failed() const { return !message.empty(); }
  llvm::Error takeError();
  /// Takes over what went wrong in a nested object.
  void adopt(const ConfigReader &nested);

private:
  void expected(llvm::StringRef name, llvm::StringRef what,
                const nlohmann::json *got);

  const nlohmann::json &object;
  std::string path;
  std::string message;
};

} // namespace mlir::mla

#endif // MLA_LIB_IMPORT_CONFIGREADER_H
