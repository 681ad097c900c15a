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

llvm::StringRef Decision::get(llvm::StringRef key) const {
  for (const auto &[name, value] : arguments)
    if (name == key)
      return value;
  return "";
}

void Explanation::add(Decision decision) {
  std::lock_guard<std::mutex> guard(lock);
  auto &list = decision.name == "Call"    ? calls
               : decision.name == "Place" ? places
                                          : decisions;
  list.push_back(std::move(decision));
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

/// Remarks carry text; what is a number becomes one again.
static llvm::json::Value toJson(llvm::StringRef text) {
  int64_t number;
  if (!text.getAsInteger(10, number))
    return number;
  return llvm::json::fixUTF8(text);
}

static void printValues(llvm::json::OStream &json, const Decision &decision) {
  for (const auto &[key, value] : decision.arguments)
    json.attribute(key, toJson(value));
}

/// The memory of a step or of a function: the sizes of its `Arena` or `Frame`
/// decision, and where its buffers lie.
static void printMemory(llvm::json::OStream &json, const Decision &sizes,
                        llvm::ArrayRef<Decision> places,
                        llvm::StringRef function) {
  json.object([&] {
    json.attribute("function", function);
    json.attribute("bytes", toJson(sizes.get("bytes")));
    json.attribute("most_alive_bytes", toJson(sizes.get("most_alive_bytes")));
    json.attributeArray("buffers", [&] {
      for (const Decision &place : places)
        if (place.get("function") == function)
          json.object([&] {
            json.attribute("location", llvm::json::fixUTF8(place.location));
            for (llvm::StringRef key :
                 {"holds", "offset", "bytes", "first", "last"})
              json.attribute(key, toJson(place.get(key)));
          });
    });
  });
}

void Explanation::printJson(llvm::raw_ostream &out, llvm::StringRef model,
                            llvm::StringRef target) const {
  llvm::json::OStream json(out, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("mlac_explain", 1);
    json.attribute("model", llvm::json::fixUTF8(model));
    json.attribute("target", target);
    json.attributeArray("decisions", [&] {
      for (const Decision &decision : decisions)
        json.object([&] {
          json.attribute("kind", decision.kind);
          json.attribute("name", decision.name);
          json.attribute("location", llvm::json::fixUTF8(decision.location));
          if (!decision.message.empty())
            json.attribute("message", llvm::json::fixUTF8(decision.message));
          json.attributeObject("values", [&] { printValues(json, decision); });
        });
    });
    json.attributeArray("step", [&] {
      for (const Decision &call : calls)
        json.object([&] {
          json.attribute("location", llvm::json::fixUTF8(call.location));
          printValues(json, call);
        });
    });
    json.attributeArray("memory", [&] {
      for (const Decision &decision : decisions)
        if (decision.name == "Arena" || decision.name == "Frame")
          printMemory(json, decision, places, decision.get("function"));
    });
  });
  out << "\n";
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

static std::string bytesText(llvm::StringRef text) {
  double bytes = 0;
  text.getAsDouble(bytes);
  for (const char *unit : {"B", "KiB", "MiB"}) {
    if (bytes < 1024)
      return llvm::formatv("{0:f1} {1}", bytes, unit);
    bytes /= 1024;
  }
  return llvm::formatv("{0:f1} GiB", bytes);
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
  if (calls.empty())
    return;
  size_t segments = llvm::count_if(calls, [](const Decision &call) {
    return call.get("type") == "segment";
  });
  out << "\nstep: " << calls.size() << " calls, " << segments
      << " of them segments\n";
  for (const Decision &decision : decisions)
    if (decision.name == "Arena")
      out << "arena: " << bytesText(decision.get("bytes")) << ", of which "
          << bytesText(decision.get("most_alive_bytes"))
          << " are alive at once, in " << decision.get("buffers")
          << " buffers and frames\n";
}
