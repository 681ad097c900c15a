//===- mla-plugin.cpp - the dialect and its passes in mlir-opt ------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Loaded with both flags:
//
//   mlir-opt --load-dialect-plugin=libMLAPlugin.so
//            --load-pass-plugin=libMLAPlugin.so
//            --pass-pipeline='builtin.module(mla-optimize)' model.mlir
//
// It links the MLIR shared library and nothing static of it: another copy of
// MLIR would register passes in a registry that nobody reads.
//
//===----------------------------------------------------------------------===//

#include "mla/InitAllDialects.h"
#include "mla/InitAllPasses.h"

#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"

extern "C" LLVM_ATTRIBUTE_WEAK mlir::DialectPluginLibraryInfo
mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "MLA", LLVM_VERSION_STRING,
          [](mlir::DialectRegistry *registry) {
            mlir::mla::registerAllDialects(*registry);
          }};
}

extern "C" LLVM_ATTRIBUTE_WEAK mlir::PassPluginLibraryInfo
mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "MLA", LLVM_VERSION_STRING,
          [] { mlir::mla::registerAllPasses(); }};
}
