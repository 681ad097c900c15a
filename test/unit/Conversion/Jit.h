//===- Jit.h - runs generated code in a test --------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_TEST_UNIT_CONVERSION_JIT_H
#define MLA_TEST_UNIT_CONVERSION_JIT_H

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace mla::test {

/// A dense array that generated code gets as a memref. `Element` is float,
/// int32_t, or uint16_t for bf16.
template <typename Element> class Array {
public:
  explicit Array(std::vector<int64_t> shape) : shape(std::move(shape)) {
    int64_t size = 1;
    for (int64_t extent : this->shape)
      size *= extent;
    data.resize(size);
  }

  Element &operator[](int64_t i) { return data[i]; }
  Element operator[](int64_t i) const { return data[i]; }
  int64_t size() const { return static_cast<int64_t>(data.size()); }
  int64_t extent(int64_t dim) const { return shape[dim]; }

  /// The descriptor of MLIR's C interface: pointers, offset, sizes, strides.
  void *descriptor() {
    words.assign(3 + 2 * shape.size(), 0);
    Element *pointer = data.data();
    std::memcpy(&words[0], &pointer, sizeof(pointer));
    std::memcpy(&words[1], &pointer, sizeof(pointer));
    int64_t stride = 1;
    for (int64_t dim = static_cast<int64_t>(shape.size()) - 1; dim >= 0;
         --dim) {
      words[3 + dim] = shape[dim];
      words[3 + shape.size() + dim] = stride;
      stride *= shape[dim];
    }
    return words.data();
  }

private:
  std::vector<int64_t> shape, words;
  std::vector<Element> data;
};

using Floats = Array<float>;
using Ints = Array<int32_t>;

/// Weights in bf16, with the values they stand for.
struct Weights {
  explicit Weights(std::vector<int64_t> shape) : bits(shape), values(shape) {}
  Array<uint16_t> bits;
  Floats values;
};

/// Numbers in [-1, 1), seeded.
class Numbers {
public:
  explicit Numbers(uint32_t seed) : engine(seed) {}
  float next() {
    return std::uniform_real_distribution<float>(-1.0f, 1.0f)(engine);
  }
  Floats floats(std::vector<int64_t> shape) {
    Floats array(std::move(shape));
    for (int64_t i = 0; i < array.size(); ++i)
      array[i] = next();
    return array;
  }
  Weights weights(std::vector<int64_t> shape) {
    Weights w(std::move(shape));
    for (int64_t i = 0; i < w.bits.size(); ++i) {
      float value = next();
      uint32_t word;
      std::memcpy(&word, &value, 4);
      w.bits[i] = static_cast<uint16_t>(word >> 16);
      word &= 0xffff0000u;
      std::memcpy(&w.values[i], &word, 4);
    }
    return w;
  }
  int64_t below(int64_t bound) {
    return std::uniform_int_distribution<int64_t>(0, bound - 1)(engine);
  }

private:
  std::mt19937 engine;
};

/// Outputs start as NaN, so that what is not written shows.
inline Floats poisoned(std::vector<int64_t> shape) {
  Floats array(std::move(shape));
  for (int64_t i = 0; i < array.size(); ++i)
    array[i] = std::numeric_limits<float>::quiet_NaN();
  return array;
}

/// The function @f of a module, compiled by the CPU pipeline.
class Function {
public:
  /// Aborts the test with the diagnostics if `text` does not compile.
  /// `lanes` is 16 or 8.
  explicit Function(const std::string &text, int64_t lanes = 16);
  ~Function();

  /// Calls it; each argument is a descriptor, or an index as a pointer.
  template <typename... Args> void operator()(Args... args) {
    call({toWord(args)...});
  }

private:
  static void *toWord(void *pointer) { return pointer; }
  static void *toWord(int64_t index) { return reinterpret_cast<void *>(index); }
  void call(std::vector<void *> words);

  struct State;
  std::unique_ptr<State> state;
};

/// Replaces each `${NAME}` of a text.
std::string
substitute(std::string text,
           const std::vector<std::pair<std::string, std::string>> &values);

} // namespace mla::test

#endif // MLA_TEST_UNIT_CONVERSION_JIT_H
