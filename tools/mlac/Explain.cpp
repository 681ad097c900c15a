//===- Explain.cpp - what the compiler decided, and why -------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Explain.h"

#include "mlir/IR/Location.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace mlac;

/// The path of a named location, or what MLIR prints for another one.
static std::string describe(mlir::Location location) {
  if (auto name = location->findInstanceOf<mlir::NameLoc>())
    return name.getName().str();
  if (auto file = location->findInstanceOf<mlir::FileLineColLoc>())
    return llvm::formatv("{0}:{1}:{2}", file.getFilename().getValue(),
                         file.getLine(), file.getColumn());
  return "-";
}

namespace {
class Collector final : public mlir::remark::detail::MLIRRemarkStreamerBase {
public:
  explicit Collector(Explanation &explanation) : explanation(explanation) {}

  void streamOptimizationRemark(
      const mlir::remark::detail::Remark &remark) override {
    Decision decision;
    decision.kind = remark.getRemarkTypeString().str();
    decision.name = remark.getRemarkName().str();
    decision.location = describe(remark.getLocation());
    // Free text has one key; the rest are values that a program may look at.
    for (const auto &argument : remark.getArgs()) {
      if (argument.key == "Remark")
        decision.message += argument.val;
      else
        decision.arguments.emplace_back(argument.key, argument.val);
    }
    explanation.add(std::move(decision));
  }

private:
  Explanation &explanation;
};
} // namespace

void Explanation::collectFrom(mlir::MLIRContext &context) {
  // Each kind has its filter; `all` alone enables none.
  mlir::remark::RemarkCategories categories;
  categories.passed = categories.missed = categories.analysis =
      categories.failed = "mla.*";
  // Cannot fail: nothing is opened.
  (void)mlir::remark::enableOptimizationRemarks(
      context, std::make_unique<Collector>(*this),
      std::make_unique<mlir::remark::RemarkEmittingPolicyAll>(), categories);
}

void Explanation::add(Decision decision) {
  std::lock_guard<std::mutex> guard(lock);
  decisions.push_back(std::move(decision));
}

void Explanation::printJson(llvm::raw_ostream &out,
                            llvm::StringRef model) const {
  llvm::json::OStream json(out, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("mlac_explain", 1);
    json.attribute("model", llvm::json::fixUTF8(model));
    json.attributeArray("decisions", [&] {
      for (const Decision &decision : decisions)
        json.object([&] {
          json.attribute("kind", decision.kind);
          json.attribute("name", decision.name);
          json.attribute("location", llvm::json::fixUTF8(decision.location));
          if (!decision.message.empty())
            json.attribute("message", llvm::json::fixUTF8(decision.message));
          for (const auto &[key, value] : decision.arguments)
            json.attribute(key, llvm::json::fixUTF8(value));
        });
    });
  });
  out << "\n";
}

void Explanation::printTable(llvm::raw_ostream &out) const {
  size_t nameWidth = 0, locationWidth = 0;
  for (const Decision &decision : decisions) {
    nameWidth = std::max(nameWidth, decision.name.size());
    locationWidth = std::max(locationWidth, decision.location.size());
  }
  for (const Decision &decision : decisions) {
    out << llvm::left_justify(decision.location, locationWidth) << "  "
        << llvm::left_justify(decision.name, nameWidth) << "  "
        << llvm::left_justify(decision.kind, 8) << "  " << decision.message;
    for (const auto &[key, value] : decision.arguments)
      out << " " << key << "=" << value;
    out << "\n";
  }
}
