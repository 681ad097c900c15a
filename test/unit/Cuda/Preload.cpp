//===- Preload.cpp - the fake driver first --------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A library is found by its soname if it is loaded already: the runtime's
// dlopen gets this one, whatever driver the machine has.
//
//===----------------------------------------------------------------------===//

#include <dlfcn.h>

static void *const fakeDriver =
    ::dlopen(MLA_FAKE_DRIVER_DIR "/libcuda.so.1", RTLD_NOW);
