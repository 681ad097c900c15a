//===- engine.c - a compiled model in a C program ------------------*- C -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs one prompt through a compiled model with nothing but the runtime's C
// interface. Built by hand:
//
//   mlac MODEL --emit=obj -o model.o
//   cc -c engine.c
//   c++ engine.o model.o -lMLARuntime -pthread -o engine
//   ./engine DIR 1 2 3
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Engine.h"
#include <stdio.h>
#include <stdlib.h>

/// Prints why, if something failed; 0 is success.
static int failed(MlaError *error) {
  if (!error)
    return 0;
  fprintf(stderr, "error: %s\n", mla_error_message(error));
  int code = mla_error_code(error);
  mla_error_destroy(error);
  return code;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: engine DIR ID...  (DIR - for made-up weights)\n");
    return MLA_ERROR_USAGE;
  }
  int32_t prompt[64];
  int64_t length = 0;
  for (int i = 2; i < argc && length < 64; ++i)
    prompt[length++] = atoi(argv[i]);

  MlaEngineOptionsV1 options = {.abi_version = MLA_ENGINE_ABI_VERSION};
  options.weights = argv[1][0] == '-' ? NULL : argv[1];
  MlaEngine *engine = NULL;
  int code = failed(mla_engine_create_v1(mla_model_v1(), &options, &engine));
  if (code)
    return code;

  MlaRequestV1 request = {
      .prompt = prompt, .prompt_length = length, .max_new_tokens = 8};
  int64_t handle = 0, unfinished = 1;
  code = failed(mla_engine_add_request_v1(engine, &request, &handle));
  if (!code)
    code = failed(mla_engine_load(engine));
  while (!code && unfinished > 0)
    code = failed(mla_engine_step(engine, &unfinished));

  MlaResultV1 result;
  if (!code && !(code = failed(mla_engine_poll_v1(engine, handle, &result))))
    for (int64_t i = 0; i < result.num_tokens; ++i)
      printf("%d%c", result.tokens[i], i + 1 < result.num_tokens ? ' ' : '\n');
  mla_engine_destroy(engine);
  return code;
}
