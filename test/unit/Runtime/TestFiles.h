//===- TestFiles.h - files for tests to read --------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_TEST_UNIT_RUNTIME_TESTFILES_H
#define MLA_TEST_UNIT_RUNTIME_TESTFILES_H

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <stdlib.h>

namespace testfiles {

/// A folder that is gone when the test is.
class TempDir {
public:
  TempDir() {
    std::string name =
        (std::filesystem::temp_directory_path() / "mla-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~TempDir() { std::filesystem::remove_all(path); }
  std::string file(const std::string &name) const {
    return (path / name).string();
  }
  std::string str() const { return path.string(); }
  std::string write(const std::string &name, const std::string &bytes) const {
    std::ofstream(path / name, std::ios::binary) << bytes;
    return file(name);
  }

  std::filesystem::path path;
};

/// The bytes of a safetensors file with this header, true or not.
inline std::string safetensors(const std::string &header,
                               const std::string &data) {
  std::string bytes;
  for (int i = 0; i < 8; ++i)
    bytes += char(uint64_t(header.size()) >> (8 * i) & 0xff);
  return bytes + header + data;
}

template <typename T> std::string bytesOf(const std::vector<T> &values) {
  return std::string(reinterpret_cast<const char *>(values.data()),
                     values.size() * sizeof(T));
}

/// One tensor of a file to be.
struct Tensor {
  std::string name, dtype, shape; ///< shape as JSON: "[2, 3]"
  std::string bytes;
};

/// A file that tells the truth about these tensors. `shift` puts the data at
/// an odd place in the file.
inline std::string safetensors(const std::vector<Tensor> &tensors,
                               size_t shift = 0) {
  std::string header = "{", data;
  for (const Tensor &tensor : tensors) {
    header += (header.size() > 1 ? ", \"" : "\"") + tensor.name +
              "\": {\"dtype\": \"" + tensor.dtype +
              "\", \"shape\": " + tensor.shape + ", \"data_offsets\": [" +
              std::to_string(data.size()) + ", " +
              std::to_string(data.size() + tensor.bytes.size()) + "]}";
    data += tensor.bytes;
  }
  header += "}";
  while (header.size() % 8 != shift)
    header += ' ';
  return safetensors(header, data);
}

} // namespace testfiles

#endif // MLA_TEST_UNIT_RUNTIME_TESTFILES_H
