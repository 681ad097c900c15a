//===- Error.h - errors as values -------------------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// No exception crosses the runtime's C ABI, and the compiler that shares the
// checkpoint reader is built without them: errors are values here.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_RUNTIME_ERROR_H
#define MLA_RUNTIME_ERROR_H

#include <cassert>
#include <cstdint>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <variant>

namespace mla::runtime {

/// What kind of failure it is; the values are the exit statuses of a program.
enum class ErrorCode : int32_t {
  BadInput = 1, ///< a file, a request or a weight is not what it should be
  Usage = 2,    ///< the caller asked for something that makes no sense
  Device = 3,   ///< the device, or the code that runs on it, failed
};

/// Success (empty), or a code and a one-line message. True means failure.
class [[nodiscard]] Error {
public:
  Error() = default;
  Error(ErrorCode code, std::string message)
      : payload(std::make_unique<Payload>(Payload{code, std::move(message)})) {}

  static Error success() { return Error(); }
  explicit operator bool() const { return payload != nullptr; }

  ErrorCode code() const {
    assert(payload && "success has no code");
    return payload->code;
  }
  const std::string &message() const {
    assert(payload && "success has no message");
    return payload->message;
  }

private:
  struct Payload {
    ErrorCode code;
    std::string message;
  };
  std::unique_ptr<Payload> payload;
};

/// A value, or why there is none. True means there is a value.
template <typename T> class [[nodiscard]] Expected {
public:
  Expected(T value) : storage(std::in_place_index<0>, std::move(value)) {}
  Expected(Error error) : storage(std::in_place_index<1>, std::move(error)) {
    assert(std::get<1>(storage) && "expected a failure, got success");
  }

  explicit operator bool() const { return storage.index() == 0; }
  T &operator*() { return *std::get_if<0>(&storage); }
  const T &operator*() const { return *std::get_if<0>(&storage); }
  T *operator->() { return std::get_if<0>(&storage); }
  const T *operator->() const { return std::get_if<0>(&storage); }

  Error takeError() { return std::move(*std::get_if<1>(&storage)); }

private:
  std::variant<T, Error> storage;
};

/// The arguments printed one after another.
template <typename... Args> std::string concat(const Args &...args) {
  std::ostringstream stream;
  (stream << ... << args);
  return std::move(stream).str();
}

/// A failure that the caller's input causes; the message is `args` joined.
template <typename... Args> Error badInput(const Args &...args) {
  return Error(ErrorCode::BadInput, concat(args...));
}

} // namespace mla::runtime

#endif // MLA_RUNTIME_ERROR_H
