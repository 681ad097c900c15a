//===- Safetensors.cpp - reader of safetensors files ----------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Safetensors.h"
#include "Json.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_set>

namespace mla::runtime {

/// The format's own limit; a longer header is a lie or an attack.
static constexpr uint64_t maxHeaderBytes = 100'000'000;
/// No model has tensors of a higher rank; a bound keeps messages readable.
static constexpr size_t maxRank = 16;

namespace {

/// Builds the tensor list while the JSON is read. A document tree would keep
/// only the last of two equal names, so the events are checked one by one.
class HeaderHandler final : public nlohmann::json_sax<nlohmann::json> {
public:
  std::vector<TensorInfo> tensors;
  std::string message; ///< why the handler refused, if it did

  bool null() override {
    // `"__metadata__": null` is what some writers put for "none".
    if (state == State::MetadataStart) {
      state = State::Top;
      return true;
    }
    return unexpected("null");
  }
  bool boolean(bool) override { return unexpected("a boolean"); }
  bool number_integer(number_integer_t value) override {
    return unexpected(concat("the negative number ", value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (state == State::ShapeArray) {
      if (value > uint64_t(INT64_MAX))
        return refuse(concat("the extent ", value, " is too large"));
      if (current.shape.size() == maxRank)
        return refuse(concat("a rank above ", maxRank));
      current.shape.push_back(int64_t(value));
      return true;
    }
    if (state == State::OffsetsArray) {
      if (offsetCount == 2)
        return refuse("expected 2 data_offsets, got more");
      (offsetCount == 0 ? current.begin : current.end) = value;
      ++offsetCount;
      return true;
    }
    return unexpected(concat("the number ", value));
  }
  bool number_float(number_float_t, const string_t &text) override {
    return unexpected(concat("the number ", clip(text)));
  }
  bool string(string_t &text) override {
    if (state == State::MetadataObject)
      return true;
    if (state == State::Dtype) {
      std::optional<DType> dtype = parseSafetensorsName(text);
      if (!dtype)
        return refuse(concat("unknown dtype '", clip(text), "'"));
      current.dtype = *dtype;
      state = State::TensorObject;
      return true;
    }
    return unexpected(concat("the string '", clip(text), "'"));
  }
  bool binary(binary_t &) override { return unexpected("binary data"); }

  bool start_object(size_t) override {
    switch (state) {
    case State::Start:
      state = State::Top;
      return true;
    case State::MetadataStart:
      state = State::MetadataObject;
      return true;
    case State::TensorStart:
      state = State::TensorObject;
      seenDtype = seenShape = seenOffsets = false;
      current.shape.clear();
      return true;
    default:
      return unexpected("an object");
    }
  }
  bool end_object() override {
    if (state == State::TensorObject) {
      if (!seenDtype || !seenShape || !seenOffsets)
        return refuse(concat("field '",
                             !seenDtype   ? "dtype"
                             : !seenShape ? "shape"
                                          : "data_offsets",
                             "' is missing"));
      tensors.push_back(current);
      state = State::Top;
    } else if (state == State::MetadataObject) {
      state = State::Top;
    } else {
      state = State::Done;
    }
    return true;
  }
  bool key(string_t &text) override {
    if (state == State::MetadataObject)
      return true;
    if (state == State::Top) {
      if (!names.insert(text).second) {
        message = concat("the name '", clip(text), "' appears twice");
        return false;
      }
      if (text == "__metadata__") {
        state = State::MetadataStart;
        return true;
      }
      current.name = text;
      state = State::TensorStart;
      return true;
    }
    bool *seen = text == "dtype"          ? &seenDtype
                 : text == "shape"        ? &seenShape
                 : text == "data_offsets" ? &seenOffsets
                                          : nullptr;
    if (!seen)
      return refuse(concat("expected dtype, shape and data_offsets, got '",
                           clip(text), "'"));
    if (*seen)
      return refuse(concat("field '", text, "' appears twice"));
    *seen = true;
    state = seen == &seenDtype   ? State::Dtype
            : seen == &seenShape ? State::ShapeStart
                                 : State::OffsetsStart;
    return true;
  }
  bool start_array(size_t) override {
    if (state == State::ShapeStart) {
      state = State::ShapeArray;
      return true;
    }
    if (state == State::OffsetsStart) {
      state = State::OffsetsArray;
      offsetCount = 0;
      return true;
    }
    return unexpected("an array");
  }
  bool end_array() override {
    if (state == State::OffsetsArray && offsetCount != 2)
      return refuse(concat("expected 2 data_offsets, got ", offsetCount));
    state = State::TensorObject;
    return true;
  }
  bool parse_error(size_t position, const std::string &,
                   const nlohmann::detail::exception &) override {
    message = concat("not valid JSON at byte ", position);
    return false;
  }

private:
  enum class State {
    Start,
    Top,
    MetadataStart,
    MetadataObject,
    TensorStart,
    TensorObject,
    Dtype,
    ShapeStart,
    ShapeArray,
    OffsetsStart,
    OffsetsArray,
    Done,
  };

  bool refuse(const std::string &why) {
    message = concat("tensor '", clip(current.name), "': ", why);
    return false;
  }
  bool unexpected(const std::string &what) {
    switch (state) {
    case State::Start:
    case State::Done:
      message = concat("expected an object, got ", what);
      return false;
    case State::MetadataStart:
    case State::MetadataObject:
      message = concat("__metadata__: expected strings, got ", what);
      return false;
    case State::Dtype:
      return refuse(concat("expected a dtype name, got ", what));
    case State::ShapeStart:
    case State::ShapeArray:
      return refuse(concat("expected a list of extents as shape, got ", what));
    case State::OffsetsStart:
    case State::OffsetsArray:
      return refuse(concat("expected two byte offsets, got ", what));
    default:
      return refuse(concat("expected an object, got ", what));
    }
  }

  State state = State::Start;
  TensorInfo current;
  std::unordered_set<std::string> names;
  bool seenDtype = false, seenShape = false, seenOffsets = false;
  int offsetCount = 0;
};

} // namespace

/// Checks that a tensor has the size of its shape and lies inside the data.
static Error checkExtent(const TensorInfo &tensor, uint64_t dataBytes) {
  auto refuse = [&](const std::string &why) {
    return badInput("tensor '", clip(tensor.name), "': ", why);
  };
  std::optional<int64_t> elements = numElements(tensor.shape);
  int64_t bytes = 0;
  if (!elements ||
      __builtin_mul_overflow(*elements, byteWidth(tensor.dtype), &bytes))
    return refuse(
        concat("shape ", toString(tensor.shape), " is too large to address"));
  if (tensor.begin > tensor.end || tensor.end > dataBytes)
    return refuse(concat("data_offsets [", tensor.begin, ", ", tensor.end,
                         "] do not lie in the ", dataBytes,
                         " bytes of data; is the file truncated?"));
  if (tensor.end - tensor.begin != uint64_t(bytes))
    return refuse(concat(
        "expected ", bytes, " bytes for ", safetensorsName(tensor.dtype), " ",
        toString(tensor.shape), ", got ", tensor.end - tensor.begin));
  return Error::success();
}

Expected<SafetensorsHeader> parseSafetensorsHeader(const std::byte *bytes,
                                                   uint64_t size,
                                                   uint64_t fileSize) {
  uint64_t length = 0;
  if (size < sizeof length)
    return badInput("expected at least 8 bytes, got ", size);
  for (size_t i = 0; i < sizeof length; ++i)
    length |= uint64_t(bytes[i]) << (8 * i);
  if (length > maxHeaderBytes)
    return badInput("header length ", length, " exceeds the format's limit of ",
                    maxHeaderBytes, "; is this a safetensors file?");
  if (length > fileSize - sizeof length || length > size - sizeof length)
    return badInput("header length ", length, " exceeds the file's ", fileSize,
                    " bytes; is the file truncated?");

  SafetensorsHeader header;
  header.dataStart = sizeof length + length;
  HeaderHandler handler;
  const char *text = reinterpret_cast<const char *>(bytes) + sizeof length;
  if (!nlohmann::json::sax_parse(text, text + length, &handler))
    return badInput("header: ", handler.message);
  header.tensors = std::move(handler.tensors);

  uint64_t dataBytes = fileSize - header.dataStart;
  for (const TensorInfo &tensor : header.tensors)
    if (Error error = checkExtent(tensor, dataBytes))
      return error;

  std::sort(header.tensors.begin(), header.tensors.end(),
            [](const TensorInfo &a, const TensorInfo &b) {
              return std::tie(a.begin, a.end, a.name) <
                     std::tie(b.begin, b.end, b.name);
            });
  uint64_t covered = 0;
  for (const TensorInfo &tensor : header.tensors) {
    if (tensor.begin < covered)
      return badInput("tensor '", clip(tensor.name), "': data_offsets [",
                      tensor.begin, ", ", tensor.end,
                      "] overlap another tensor");
    if (tensor.begin > covered)
      return badInput("tensor '", clip(tensor.name),
                      "': ", tensor.begin - covered,
                      " bytes before its data belong to no tensor");
    covered = tensor.end;
  }
  if (covered != dataBytes)
    return badInput("expected ", covered, " bytes of data, got ", dataBytes);
  return header;
}

Expected<SafetensorsFile> SafetensorsFile::open(const std::string &path) {
  auto refuse = [&](const char *what) {
    return badInput(path, ": cannot ", what, ": ", std::strerror(errno));
  };
  // Not blocking: a pipe of that name is refused below, not waited for.
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0)
    return refuse("open");
  struct stat status;
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    Error error = badInput(path, ": expected a regular file");
    ::close(descriptor);
    return error;
  }
  SafetensorsFile file;
  file.size = uint64_t(status.st_size);
  if (file.size < 8) {
    ::close(descriptor);
    return badInput(path, ": expected at least 8 bytes, got ", file.size);
  }
  void *mapped =
      ::mmap(nullptr, file.size, PROT_READ, MAP_SHARED, descriptor, 0);
  int mapError = errno;
  ::close(descriptor);
  if (mapped == MAP_FAILED) {
    errno = mapError;
    return refuse("map");
  }
  file.base = static_cast<const std::byte *>(mapped);
  Expected<SafetensorsHeader> header =
      parseSafetensorsHeader(file.base, file.size, file.size);
  if (!header)
    return badInput(path, ": ", header.takeError().message());
  file.header = std::move(*header);
  return file;
}

SafetensorsFile::SafetensorsFile(SafetensorsFile &&other) noexcept
    : base(std::exchange(other.base, nullptr)), size(other.size),
      header(std::move(other.header)) {}

SafetensorsFile &SafetensorsFile::operator=(SafetensorsFile &&other) noexcept {
  std::swap(base, other.base);
  std::swap(size, other.size);
  std::swap(header, other.header);
  return *this;
}

SafetensorsFile::~SafetensorsFile() {
  if (base)
    ::munmap(const_cast<std::byte *>(base), size);
}

} // namespace mla::runtime
