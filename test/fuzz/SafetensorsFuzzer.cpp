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
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Safetensors.h"
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <set>

using namespace mla::runtime;

static void require(bool holds, const char *what) {
  if (holds)
    return;
  std::fprintf(stderr, "expected %s\n", what);
  std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  Expected<SafetensorsHeader> header = parseSafetensorsHeader(
      reinterpret_cast<const std::byte *>(bytes), size, size);
  if (!header) {
    std::string message = header.takeError().message();
    require(!message.empty() && message.size() < 2000, "a short reason");
    require(message.find('\n') == std::string::npos, "a one-line reason");
    return 0;
  }
  require(header->dataStart <= size, "data that start in the file");
  uint64_t data = size - header->dataStart, covered = 0;
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
