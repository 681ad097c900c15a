//===- ModelABI.h - what a compiled model exports ---------------*- C -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The contract between a compiled model and whoever runs it. A compiled model
// (object, shared library or executable) exports one symbol, `mla_model_v1`,
// which returns a table; the runtime owns everything that table's functions
// work on and hands it over in a context, once a step.
//
// Names of sizes: T tokens of the step (padded), B sequences (padded), S logit
// rows (padded). All of T, B, S are at most the model's `max_tokens`.
//
// Plain C, no MLIR and no CUDA: code generation, the runtime and programs in
// other languages read the same layout. A change of layout is a new version.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_RUNTIME_MODELABI_H
#define MLA_RUNTIME_MODELABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MLA_MODEL_ABI_VERSION 2u

/// Work on the half-open range [begin, end) of a parallel loop.
typedef void (*MlaLoopBody)(void *closure, int64_t begin, int64_t end);

/// The runtime's thread pool, as the CPU target's code sees it. `parallel_for`
/// calls `body` on disjoint ranges that cover [0, count) and returns when all
/// are done. A body never calls it again.
typedef struct MlaThreads {
  void (*parallel_for)(const struct MlaThreads *self, int64_t count,
                       MlaLoopBody body, void *closure);
} MlaThreads;

/// The metadata of a step's batch. Sequences that decode come first, then
/// those that prefill. On a GPU the arrays are device memory.
typedef struct MlaBatchV1 {
  int64_t num_decode;           ///< sequences that decode
  int64_t num_decode_tokens;    ///< their rows, the first of the T
  int64_t num_continued_tokens; ///< all rows of sequences with tokens of
                                ///< earlier steps are among the first so many
  int64_t page_table_stride;    ///< entries a row of `page_table` has
  const int32_t
      *seq_lens; ///< [B] cached tokens, this step's included; 0 = padding
  const int32_t
      *query_start; ///< [B+1] first row of each sequence; [B] = real rows
  const int32_t *slot_mapping; ///< [T] page * page_size + offset; -1 = padding
  const int32_t *positions;    ///< [T] position p in the sequence (0 for
                               ///< padding); ~p in one that is longer than the
                               ///< model's `long_context`
  const int32_t *page_table; ///< [B, page_table_stride] pages of each sequence;
                             ///< entries past a sequence's length are arbitrary
} MlaBatchV1;

/// How the CUDA target's host code starts its kernels: the runtime's function
/// over the driver, so that a model links no CUDA library. `kernel` is an entry
/// of `MlaContextV1::kernels`, `arguments` the kernel's parameters in the form
/// of cuLaunchKernel. Returns a CUresult.
typedef struct MlaDevice {
  int32_t (*launch)(const struct MlaDevice *self, void *kernel, int64_t grid_x,
                    int64_t grid_y, int64_t grid_z, int64_t block_x,
                    int64_t shared_bytes, void *stream, void **arguments);
} MlaDevice;

/// All that one step works on. On a GPU every array is device memory, except
/// `params` and `caches` themselves, which are host arrays of device pointers.
typedef struct MlaContextV1 {
  void *const *params; ///< [num_params], in the order of `describe`
  char *arena;         ///< `arena_bytes`, aligned to 256
  void *const *caches; ///< [num_caches], each [num_pages, page_size, row]
  int64_t num_pages;   ///< pages every cache has
  MlaBatchV1 batch;
  const int32_t *tokens;     ///< [T]
  const int32_t *logit_rows; ///< [S] rows of the T whose logits are wanted
  float *logits;             ///< [S, vocab]
  int64_t T, B, S;
  void *stream;              ///< CUstream; null on the CPU
  const MlaThreads *threads; ///< CPU target only
  const MlaDevice *device;   ///< CUDA target only
  void *const *kernels;      ///< [num_kernels] CUfunctions; CUDA target only
} MlaContextV1;

/// Code for a GPU that a model carries: a cubin for the architecture `sm` (such
/// as 90), or PTX that the driver compiles for that architecture and later
/// ones.
typedef struct MlaImageV1 {
  int32_t sm;
  int32_t is_ptx;
  int64_t size;
  const void *data;
} MlaImageV1;

/// What a call of the step may be part of.
enum MlaCallKind {
  MLA_CALL_SEGMENT = 0, ///< token-wise: may be captured for a fixed T (and S)
  MLA_CALL_DISPATCH =
      1, ///< depends on the batch: captured only when T, B are fixed
};

/// One call of the step; `run` returns 0, or a CUresult on a GPU.
typedef struct MlaCallV1 {
  int32_t kind; ///< MlaCallKind
  const char *name;
  int32_t (*run)(const MlaContextV1 *context);
} MlaCallV1;

/// What a compiled model is. `describe` is JSON (UTF-8, null-terminated), with
/// the fields that docs/ModelABI.md lists: sizes, caches and parameters.
typedef struct MlaModelV1 {
  uint32_t abi_version; ///< MLA_MODEL_ABI_VERSION
  uint32_t num_calls;
  const char *describe;
  const MlaCallV1 *calls;                       ///< [num_calls], in order
  int32_t (*step)(const MlaContextV1 *context); ///< all calls in order
  // CUDA target; none on the CPU.
  uint32_t num_images;
  uint32_t num_kernels;
  const MlaImageV1 *images;   ///< [num_images], best first
  const char *const *kernels; ///< [num_kernels] names of entries in every image
} MlaModelV1;

/// The one symbol that a compiled model exports.
const MlaModelV1 *mla_model_v1(void);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // MLA_RUNTIME_MODELABI_H
