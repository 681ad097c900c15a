//===- Safetensors.h - reader of safetensors files --------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A safetensors file is a little-endian u64 (the header's length), the header
// (JSON: name -> dtype, shape, data_offsets) and the data. Nothing in the file
// is trusted: what this reader hands out lies inside the file and has the size
// that its shape says.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_RUNTIME_SAFETENSORS_H
#define MLA_RUNTIME_SAFETENSORS_H

#include "mla/Runtime/DType.h"
#include "mla/Runtime/Error.h"
#include <cstddef>
#include <string>
#include <vector>

namespace mla::runtime {

/// One entry of a header. Offsets are relative to the start of the data.
struct TensorInfo {
  std::string name;
  DType dtype;
  Shape shape;
  uint64_t begin = 0;
  uint64_t end = 0;
};

/// A validated header: every tensor lies inside the data, has the size of its
/// shape, no two overlap, and together they cover the data without a hole.
struct SafetensorsHeader {
  uint64_t dataStart = 0;          ///< offset of the data in the file
  std::vector<TensorInfo> tensors; ///< by ascending offset
};

/// Reads the header from the first `size` bytes of a file of `fileSize` bytes;
/// `size` may be less than `fileSize`, but must cover the header.
Expected<SafetensorsHeader> parseSafetensorsHeader(const std::byte *bytes,
                                                   uint64_t size,
                                                   uint64_t fileSize);

/// A safetensors file mapped into memory, read-only.
class SafetensorsFile {
public:
  /// Maps and validates the file; messages name the path.
  static Expected<SafetensorsFile> open(const std::string &path);

  SafetensorsFile(SafetensorsFile &&other) noexcept;
  SafetensorsFile &operator=(SafetensorsFile &&other) noexcept;
  ~SafetensorsFile();

  const std::vector<TensorInfo> &tensors() const { return header.tensors; }
  const std::byte *data(const TensorInfo &tensor) const {
    return base + header.dataStart + tensor.begin;
  }

private:
  SafetensorsFile() = default;

  const std::byte *base = nullptr;
  uint64_t size = 0;
  SafetensorsHeader header;
};

} // namespace mla::runtime

#endif // MLA_RUNTIME_SAFETENSORS_H
