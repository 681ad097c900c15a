//===- CudaGraphs.h - steps captured in graphs ------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A graph binds the sizes of a step and every place it works on. Graphs are
// made for buckets only, before the first step: nothing is captured, and
// nothing allocated, while requests wait.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_CUDAGRAPHS_H
#define MLA_LIB_RUNTIME_CUDAGRAPHS_H

#include "CudaGpu.h"
#include "mla/Runtime/ModelABI.h"
#include <functional>
#include <map>
#include <tuple>

namespace mla::runtime::cuda {

/// A graph, and the context it was captured with.
class CapturedGraph {
public:
  CapturedGraph() = default;
  CapturedGraph(const Gpu &gpu, GraphExec exec, const MlaContextV1 &context)
      : gpu(&gpu), exec(exec), context(context) {}
  CapturedGraph(CapturedGraph &&other) noexcept
      : gpu(other.gpu), exec(std::exchange(other.exec, nullptr)),
        context(other.context) {}
  CapturedGraph &operator=(CapturedGraph &&other) noexcept {
    std::swap(gpu, other.gpu);
    std::swap(exec, other.exec);
    std::swap(context, other.context);
    return *this;
  }
  ~CapturedGraph();

  GraphExec handle() const { return exec; }
  const MlaContextV1 &captured() const { return context; }

private:
  const Gpu *gpu = nullptr;
  GraphExec exec = nullptr;
  MlaContextV1 context = {};
};

/// What a graph holds.
struct GraphKey {
  static constexpr int64_t wholeStep = -1;
  int64_t call = wholeStep; ///< index of a segment
  int64_t T = 0;
  int64_t S = 0; ///< 0 where the segment does not depend on it

  bool operator<(const GraphKey &other) const {
    return std::tie(call, T, S) < std::tie(other.call, other.T, other.S);
  }
};

class GraphCache {
public:
  explicit GraphCache(const Gpu &gpu) : gpu(gpu) {}

  /// Captures what `run` puts on the stream; a graph of the same key goes.
  Error capture(const GraphKey &key, const MlaContextV1 &context,
                const std::string &what, const std::function<Error()> &run);
  /// Whether there is a graph for it, wherever its places are.
  bool has(const GraphKey &key) const { return graphs.count(key) > 0; }
  /// The graph if every place it works on is where `context` has it.
  const CapturedGraph *find(const GraphKey &key,
                            const MlaContextV1 &context) const;
  Error launch(const CapturedGraph &graph, const char *what) const;

  int64_t size() const { return int64_t(graphs.size()); }

private:
  const Gpu &gpu;
  std::map<GraphKey, CapturedGraph> graphs;
};

} // namespace mla::runtime::cuda

#endif // MLA_LIB_RUNTIME_CUDAGRAPHS_H
