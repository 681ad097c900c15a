//===- SafetensorsFuzzer.cpp - any bytes as a safetensors file ------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Whatever the bytes are, the reader refuses them with a one-line reason or
// hands out tensors that lie in the file, have the size of their shape and do
// not overlap.
//
// The first byte says what the rest is: 0, a whole file; otherwise a header,
// whose length is then told truly, before so many bytes of data. Few changes
// of a whole file get past its length and its size.
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Safetensors.h"
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <set>
#include <vector>

using namespace mla::runtime;

static void require(bool holds, const char *what) {
  if (holds)
    return;
  std::fprintf(stderr, "expected %s\n", what);
  std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  if (size == 0)
    return 0;
  uint8_t dataBytes = *bytes++;
  --size;
  std::vector<std::byte> file;
  if (dataBytes > 0)
    for (int i = 0; i < 8; ++i)
      file.push_back(std::byte(uint64_t(size) >> (8 * i)));
  for (size_t i = 0; i < size; ++i)
    file.push_back(std::byte(bytes[i]));
  uint64_t fileSize = file.size() + dataBytes;
  Expected<SafetensorsHeader> header =
      parseSafetensorsHeader(file.data(), file.size(), fileSize);
  if (!header) {
    std::string message = header.takeError().message();
    require(!message.empty() && message.size() < 2000, "a short reason");
    require(message.find('\n') == std::string::npos, "a one-line reason");
    return 0;
  }
  require(header->dataStart <= fileSize, "data that start in the file");
  uint64_t data = fileSize - header->dataStart, covered = 0;
  std::set<std::string> names;
  for (const TensorInfo &tensor : header->tensors) {
    require(names.insert(tensor.name).second, "names that differ");
    require(tensor.begin == covered && tensor.end >= tensor.begin &&
                tensor.end <= data,
            "tensors one behind the other");
    covered = tensor.end;
    std::optional<int64_t> elements = numElements(tensor.shape);
    require(elements &&
                uint64_t(*elements) * uint64_t(byteWidth(tensor.dtype)) ==
                    tensor.end - tensor.begin,
            "as many bytes as the shape has");
    for (int64_t extent : tensor.shape)
      require(extent >= 0, "no negative extent");
  }
  require(covered == data, "all data to be some tensor's");
  return 0;
}
