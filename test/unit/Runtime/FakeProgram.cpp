//===- FakeProgram.cpp - a program of the fake model ----------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FakeModel.h"
#include <cstdlib>

const MlaModelV1 *mla_model_v1(void) {
  static const fake::Config config;
  // MLA_FAKE_KERNEL names a kernel that the model cannot do without.
  static const std::string text = [] {
    std::string text = fake::describe(config);
    if (const char *kernel = std::getenv("MLA_FAKE_KERNEL"))
      text.insert(1, "\"kernels\": [\"" + std::string(kernel) + "\"], ");
    return text;
  }();
  static const MlaModelV1 model = fake::makeModel(config, text);
  return &model;
}
