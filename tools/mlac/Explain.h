//===- Explain.h - what the compiler decided, and why -----------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_TOOLS_MLAC_EXPLAIN_H
#define MLA_TOOLS_MLAC_EXPLAIN_H

#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/raw_ostream.h"

#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace mlac {

/// A remark of a pass, as text that outlives its context.
struct Decision {
  std::string kind;     ///< Passed, Missed, Failure, Analysis
  std::string name;     ///< what was decided on, such as Cut
  std::string location; ///< path of the module, or file:line:col
  std::string message;
  std::vector<std::pair<std::string, std::string>> arguments;

  /// An argument's text; empty if there is none.
  llvm::StringRef get(llvm::StringRef key) const;
};

/// All decisions of a compilation, in the order they were made.
class Explanation {
public:
  /// Collects every remark of category `mla` from now on. The context must not
  /// outlive this.
  void collectFrom(mlir::MLIRContext &context);

  void add(Decision decision);
  /// What docs/explain.schema.json describes.
  void printJson(llvm::raw_ostream &out, llvm::StringRef model,
                 llvm::StringRef target) const;
  void printTable(llvm::raw_ostream &out) const;

private:
  std::mutex lock; ///< passes on functions run in parallel
  std::vector<Decision> decisions;
  std::vector<Decision> calls;  ///< of the step, in order
  std::vector<Decision> places; ///< of buffers in the arena and in frames
};

} // namespace mlac

#endif // MLA_TOOLS_MLAC_EXPLAIN_H
