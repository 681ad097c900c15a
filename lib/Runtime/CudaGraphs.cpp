//===- CudaGraphs.cpp - steps captured in graphs --------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaGraphs.h"
#include "mla/Runtime/Memory.h"

namespace mla::runtime::cuda {

CapturedGraph::~CapturedGraph() {
  if (!exec)
    return;
  Gpu::Scope scope(*gpu);
  gpu->driver.graphExecDestroy(exec);
}

/// Whether a graph captured with `a` does with `b` what it should. A segment
/// works on tokens only; the whole step, on all of the batch and on the
/// scalars that the host reads.
static bool samePlaces(const GraphKey &key, const MlaContextV1 &a,
                       const MlaContextV1 &b) {
  bool same = a.params == b.params && a.arena == b.arena &&
              a.caches == b.caches && a.num_pages == b.num_pages &&
              a.tokens == b.tokens && a.stream == b.stream &&
              a.device == b.device && a.kernels == b.kernels && a.T == b.T &&
              a.batch.positions == b.batch.positions &&
              a.batch.slot_mapping == b.batch.slot_mapping;
  if (key.S != 0)
    same &= a.S == b.S && a.logit_rows == b.logit_rows && a.logits == b.logits;
  if (key.call == GraphKey::wholeStep)
    same &= a.B == b.B && a.batch.num_decode == b.batch.num_decode &&
            a.batch.num_decode_tokens == b.batch.num_decode_tokens &&
            a.batch.num_continued_tokens == b.batch.num_continued_tokens &&
            a.batch.page_table_stride == b.batch.page_table_stride &&
            a.batch.page_table == b.batch.page_table &&
            a.batch.seq_lens == b.batch.seq_lens &&
            a.batch.query_start == b.batch.query_start;
  return same;
}

const CapturedGraph *GraphCache::find(const GraphKey &key,
                                      const MlaContextV1 &context) const {
  auto it = graphs.find(key);
  if (it == graphs.end() || !samePlaces(key, it->second.captured(), context))
    return nullptr;
  return &it->second;
}

/// The driver does not tell how much a graph takes.
static Error checkGraph(const Gpu &gpu, Result result,
                        const std::string &what) {
  if (result == errorOutOfMemory)
    return Error(ErrorCode::Device,
                 concat("not enough memory on ", gpu.name, " for the graph of ",
                        what, ": ", formatBytes(gpu.freeBytes()), " of ",
                        formatBytes(gpu.totalBytes()),
                        " are free (CUDA_ERROR_OUT_OF_MEMORY); a smaller "
                        "--cache-gib, fewer --buckets or --capture none leave "
                        "more"));
  return gpu.check(result, concat("cannot make a graph of ", what));
}

Error GraphCache::capture(const GraphKey &key, const MlaContextV1 &context,
                          const std::string &what,
                          const std::function<Error()> &run) {
  Gpu::Scope scope(gpu);
  const Driver &driver = gpu.driver;
  graphs.erase(key);
  if (Error error =
          gpu.check(driver.streamBeginCapture(gpu.stream, captureThreadLocal),
                    concat("cannot capture ", what)))
    return error;
  Error failed = run();
  // Ended in any case: a stream that captures for ever takes no more work.
  Graph graph = nullptr;
  Error ended = gpu.check(driver.streamEndCapture(gpu.stream, &graph),
                          concat("cannot capture ", what));
  GraphExec exec = nullptr;
  if (!failed && !ended)
    ended = checkGraph(gpu, driver.graphInstantiate(&exec, graph, 0), what);
  if (graph)
    driver.graphDestroy(graph);
  if (failed)
    return failed;
  if (ended)
    return ended;
  graphs.insert_or_assign(key, CapturedGraph(gpu, exec, context));
  // Now rather than at the first replay, which a request waits for.
  return checkGraph(gpu, driver.graphUpload(exec, gpu.stream), what);
}

Error GraphCache::launch(const CapturedGraph &graph, const char *what) const {
  return gpu.check(gpu.driver.graphLaunch(graph.handle(), gpu.stream), what);
}

} // namespace mla::runtime::cuda
