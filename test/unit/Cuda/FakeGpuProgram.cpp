//===- FakeGpuProgram.cpp - a program for the fake driver -----------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FakeGpuModel.h"

const MlaModelV1 *mla_model_v1(void) {
  static const fake::Config config;
  static const std::string text = fakegpu::describe(config);
  static const MlaModelV1 model = fakegpu::makeModel(config, text);
  return &model;
}
