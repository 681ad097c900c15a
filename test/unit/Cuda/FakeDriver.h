//===- FakeDriver.h - a driver without a GPU --------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A libcuda.so.1 for tests. Memory is the host's, kernels are functions of the
// host, and a stream is a list of work that runs when somebody waits for it:
// as late as a GPU may be, so that memory reused too early is noticed. What a
// driver refuses during a capture is refused here.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_TEST_UNIT_CUDA_FAKEDRIVER_H
#define MLA_TEST_UNIT_CUDA_FAKEDRIVER_H

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace fakecuda {

/// A kernel: sizes of its parameters, and what it does, once a grid. Not 0
/// makes the stream fail, as an illegal access would.
struct Kernel {
  std::vector<size_t> parameters;
  int32_t (*run)(void **arguments, const uint32_t *grid) = nullptr;
};

/// Shared by the driver and the test; FAKE_CUDA="version=11040 devices=0"
/// sets numbers from outside.
struct Control {
  int32_t version = 13000;
  int32_t devices = 1;
  int32_t capability = 90;
  int32_t ptxTooNew = 0; ///< PTX is refused as of a later version
  uint64_t memory = uint64_t(1) << 32;
  int32_t pinMs = 0; ///< milliseconds that pinning memory takes
  std::map<std::string, Kernel> kernels;

  /// Entry -> result that its next call gives instead of doing anything.
  std::map<std::string, int32_t> failNext;

  // Seen so far.
  std::vector<std::string> log; ///< what is told by name, in order
  std::map<std::string, int64_t> calls;
  std::map<std::string, int64_t> launches; ///< kernels run, replays included
  int64_t earlyStarts = 0; ///< launches that may start before their predecessor
  uint64_t allocated = 0;  ///< bytes of device memory
  int64_t objects = 0; ///< allocations, streams, events, graphs, modules alive
};

/// The control of the fake that is the process's libcuda.so.1.
Control &control();

} // namespace fakecuda

#endif // MLA_TEST_UNIT_CUDA_FAKEDRIVER_H
