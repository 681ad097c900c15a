//===- Registration.h - pipelines whose wrong use is a message --*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_PIPELINES_REGISTRATION_H
#define MLA_LIB_PIPELINES_REGISTRATION_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/Support/raw_ostream.h"

namespace mlir::mla {

/// The names of a pipeline's options, for messages.
template <typename Options> std::string listOptions() {
  std::string text;
  llvm::raw_string_ostream os(text);
  Options().print(os);
  return text;
}

/// Registers a pipeline on modules. Upstream's registration aborts if the
/// pipeline stands under another op, and says nothing about which options
/// there are.
template <typename Options>
void registerModulePipeline(StringRef name, StringRef description,
                            void (*build)(OpPassManager &, const Options &)) {
  std::string pipeline = name.str();
  registerPassPipeline(
      name, description,
      [build,
       pipeline](OpPassManager &manager, StringRef text,
                 function_ref<LogicalResult(const Twine &)> errorHandler) {
        std::string anchor = manager.getOpAnchorName().str();
        if (anchor != "builtin.module" &&
            anchor != OpPassManager::getAnyOpAnchorName())
          return errorHandler(pipeline + " runs on builtin.module, got " +
                              anchor + "; write builtin.module(" + pipeline +
                              ")");
        Options options;
        if (failed(options.parseFromString(text)))
          return errorHandler("expected options of " + pipeline +
                              " such as (with their defaults) " +
                              listOptions<Options>() + ", got {" + text + "}");
        build(manager, options);
        return success();
      },
      [](function_ref<void(const detail::PassOptions &)> optHandler) {
        optHandler(Options());
      });
}

} // namespace mlir::mla

#endif // MLA_LIB_PIPELINES_REGISTRATION_H
