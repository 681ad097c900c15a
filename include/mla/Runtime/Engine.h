//===- Engine.h - running a compiled model ----------------------*- C -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The C interface of the runtime: an engine runs one compiled model, batches
// requests, samples and hands out tokens. docs/Runtime.md shows a whole
// program.
//
// No globals, no exceptions, no aborts. An engine is used by one thread at a
// time; engines do not know of each other. Every function that can fail returns
// null, or an error that the caller destroys. A change of layout is a new
// version of the struct and of the functions that take it.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_RUNTIME_ENGINE_H
#define MLA_RUNTIME_ENGINE_H

#include "mla/Runtime/ModelABI.h"
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MLA_ENGINE_ABI_VERSION 3u

typedef struct MlaEngine MlaEngine;

/// A failure; null is success.
typedef struct MlaError MlaError;

/// Kinds of failure; the exit statuses of a program.
enum MlaErrorCode {
  MLA_ERROR_BAD_INPUT = 1, ///< a file, a weight or a request
  MLA_ERROR_USAGE = 2,  ///< options that make no sense, or calls out of order
  MLA_ERROR_DEVICE = 3, ///< the device, or the code that runs on it
};

int32_t mla_error_code(const MlaError *error);
/// One line, without a full stop; valid until the error is destroyed.
const char *mla_error_message(const MlaError *error);
void mla_error_destroy(MlaError *error);

/// What is captured in graphs. A CPU captures nothing in every mode.
enum MlaCapture {
  MLA_CAPTURE_NONE = 0,
  MLA_CAPTURE_PIECEWISE = 1,
  MLA_CAPTURE_FULL = 2,
};

typedef struct MlaEngineOptionsV1 {
  uint32_t abi_version;  ///< MLA_ENGINE_ABI_VERSION
  int32_t capture;       ///< MlaCapture
  const char *weights;   ///< checkpoint directory; null = random weights
  uint64_t random_seed;  ///< of random weights
  uint64_t routing_seed; ///< of random routers, if `uniform_routing`
  int32_t uniform_routing;
  int32_t device;
  int64_t threads;       ///< 0 = one per processor
  int64_t max_batch;     ///< sequences a step; 0 = 64, never above max_tokens
  int64_t prefill_chunk; ///< prompt tokens of a sequence a step; 0 = max_tokens
  int64_t cache_bytes; ///< 0 = for max_batch full sequences, or half the memory
  const int64_t *buckets; ///< [num_buckets] padded sizes; a CPU ignores them
  int64_t num_buckets;
  /// Called while weights load, if not null.
  void (*progress)(void *user, uint64_t done_bytes, uint64_t total_bytes);
  void *user;
  int32_t profile; ///< measure what mla_engine_profile_stats_v1 gives
} MlaEngineOptionsV1;

/// What the engine's model is.
typedef struct MlaModelInfoV1 {
  const char *name; ///< valid as long as the engine
  int64_t vocab;
  int64_t max_position;
  int64_t max_tokens;
  int64_t page_size;
  int64_t param_bytes;
  int64_t cache_bytes_per_token;
  int64_t num_pages; ///< 0 before the engine is loaded
} MlaModelInfoV1;

typedef struct MlaRequestV1 {
  const int32_t *prompt; ///< [prompt_length], at least one
  int64_t prompt_length;
  int64_t max_new_tokens; ///< the sequence may end earlier, at max_position
  double temperature;     ///< 0 = greedy
  double top_p;           ///< in (0, 1]; 0 is taken for 1
  uint64_t seed;
  /// If not null: gets the logits of all prompt tokens, chunk by chunk, as
  /// [rows, vocab] from prompt position `first`; not 0 ends the step in error.
  int32_t (*on_logits)(void *user, int64_t first, int64_t rows,
                       const float *logits);
  void *user;
} MlaRequestV1;

enum MlaFinish {
  MLA_FINISH_NONE = 0, ///< not finished
  MLA_FINISH_LENGTH = 1,
  MLA_FINISH_EOS = 2,
};

typedef struct MlaResultV1 {
  const int32_t *tokens; ///< [num_tokens], the eos included; valid until the
                         ///< next call of mla_engine_step or _release
  int64_t num_tokens;
  int32_t finish; ///< MlaFinish
} MlaResultV1;

typedef struct MlaStatsV1 {
  double load_seconds;
  double seconds_to_first_token; ///< mean, from the first step that could
                                 ///< have run it; 0 if there was no token
  double seconds_per_token;      ///< mean, from a request's first token on
  double bytes_read_per_token;   ///< parameters and cache, while all decode
  uint64_t peak_memory;          ///< resident bytes of the process
  int64_t steps;
  int64_t prompt_tokens;
  int64_t generated_tokens;
} MlaStatsV1;

/// Steps that only decode, by the size they were padded to.
typedef struct MlaBucketStatsV1 {
  int64_t tokens; ///< 0 = above the largest bucket: not padded
  int64_t steps;
  int64_t real_tokens; ///< sum over the steps, without padding
  double seconds;      ///< likewise, the host's part included
  double host_seconds; ///< the host's part: what is not waiting for the device
} MlaBucketStatsV1;

/// What only a GPU has; all 0 on a CPU.
typedef struct MlaDeviceStatsV1 {
  double capture_seconds;
  uint64_t capture_bytes;
  int64_t num_graphs;
  uint64_t memory; ///< bytes in use on the device, other programs' included
  int64_t num_buckets;
  double upload_seconds; ///< parameters from where they lie to the device
  uint64_t upload_bytes;
} MlaDeviceStatsV1;

/// What parts of a step take, and what it routes, with the option `profile`;
/// all 0 without it. Steps that only decode, and of those on a GPU one in many:
/// it runs call by call, with events around each, and is in no other figure.
typedef struct MlaProfileStatsV1 {
  int64_t steps;     ///< that were measured
  double seconds;    ///< sum over them
  double segments;   ///< of `seconds`, in segments
  double dispatches; ///< in dispatches; the rest are gaps between calls
  int64_t routed;    ///< pairs of a step and a layer whose experts were counted
  int64_t num_experts;
  double experts_hit;   ///< mean over `routed`: distinct experts of real tokens
  double least_share;   ///< of a layer's choices, those of an expert: the least
  double largest_share; ///< and the most chosen
} MlaProfileStatsV1;

/// Checks the model and the options. Loads nothing yet.
MlaError *mla_engine_create_v1(const MlaModelV1 *model,
                               const MlaEngineOptionsV1 *options,
                               MlaEngine **engine);
void mla_engine_destroy(MlaEngine *engine);

/// Loads the parameters and allocates the cache, once. Requests may be added
/// before, so that a bad one is told before minutes of loading.
MlaError *mla_engine_load(MlaEngine *engine);

void mla_engine_info_v1(const MlaEngine *engine, MlaModelInfoV1 *info);

/// Adds a request; `handle` names it from then on.
MlaError *mla_engine_add_request_v1(MlaEngine *engine,
                                    const MlaRequestV1 *request,
                                    int64_t *handle);

/// Runs one step. `*unfinished` is the number of requests still to finish.
/// After an error the engine can only be destroyed.
MlaError *mla_engine_step(MlaEngine *engine, int64_t *unfinished);

/// The tokens of a request so far.
MlaError *mla_engine_poll_v1(const MlaEngine *engine, int64_t handle,
                             MlaResultV1 *result);

/// Forgets a request; one that is not finished is cancelled.
MlaError *mla_engine_release(MlaEngine *engine, int64_t handle);

void mla_engine_stats_v1(const MlaEngine *engine, MlaStatsV1 *stats);
void mla_engine_device_stats_v1(const MlaEngine *engine,
                                MlaDeviceStatsV1 *stats);
void mla_engine_profile_stats_v1(const MlaEngine *engine,
                                 MlaProfileStatsV1 *stats);
/// Buckets from 0 to num_buckets - 1 that were used; not 0 for any other.
int32_t mla_engine_bucket_stats_v1(const MlaEngine *engine, int64_t index,
                                   MlaBucketStatsV1 *stats);

/// What is worth telling the user and is no error, one line each; may be
/// empty. Complete once the engine is created, and valid as long as it.
const char *mla_engine_warnings(const MlaEngine *engine);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // MLA_RUNTIME_ENGINE_H
