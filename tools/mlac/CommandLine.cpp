//===- CommandLine.cpp - the command line of mlac -------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Built with exceptions, which the library needs and which end here; for that
// reason nothing of MLIR is included.
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "mla/Kernels/Registry.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <map>
#include <sstream>

using namespace mlac;

static constexpr const char *description =
    "Compiles a model with latent attention to a program that needs no Python.";

static constexpr const char *footer =
    "Exit status: 0; 1 for bad input; 2 for a wrong command line.";

static const std::map<std::string, Emit> &emitKinds() {
  static const std::map<std::string, Emit> kinds = {
      {"imported", Emit::Imported}, {"mlir", Emit::Mlir},
      {"lowered", Emit::Lowered},   {"llvm", Emit::Llvm},
      {"obj", Emit::Object},        {"lib", Emit::Library},
      {"exe", Emit::Executable}};
  return kinds;
}

/// A page size: a number of rows, or `max`. An empty answer is a good one.
static std::string checkPageSize(const std::string &text) {
  if (text == "max")
    return {};
  int64_t size = 0;
  if (CLI::detail::lexical_cast(text, size) && size >= 1 && size <= 1 << 20)
    return {};
  return "expected max or a number from 1 to 1048576, got '" + text + "'";
}

/// What programs run on: the CPU, or a chip of NVIDIA's from Ampere on.
static std::string checkTarget(const std::string &text) {
  int number = 0;
  std::string digits = text.substr(0, 3) == "sm_" ? text.substr(3) : "";
  if (!digits.empty() && digits.back() == 'a')
    digits.pop_back();
  if (text == "cpu" ||
      (CLI::detail::lexical_cast(digits, number) && number >= 80))
    return {};
  return "expected cpu or a GPU from sm_80 on, such as sm_90a, got '" + text +
         "'";
}

/// auto, none, or names of kernels, separated by commas; -name is all but that
/// one. An empty answer is a good one.
static std::string checkKernels(const CommandLine &line) {
  if (line.kernels == "auto" || line.kernels == "none")
    return {};
  if (!isGpu(line))
    return "there are none for " + line.target +
           ": expected auto or none, got '" + line.kernels + "'";
  std::istringstream names(line.kernels);
  for (std::string name; std::getline(names, name, ',');)
    if (!mla::kernels::findKernel(name.substr(name.rfind('-', 0) == 0)))
      return "expected auto, none or names that --list-kernels shows, got '" +
             name + "'";
  return {};
}

std::optional<CommandLine> mlac::parseCommandLine(int argc, char **argv,
                                                  int &status) {
  CommandLine line;
  std::string emit = "exe", pageSize = "64", dtype;
  CLI::App app(description, "mlac");
  app.footer(footer);
  app.get_formatter()->column_width(34);
  app.add_option("MODEL", line.model,
                 "An .mlir file, or a Hugging Face checkpoint directory");
  app.add_option("-o,--output", line.output,
                 "What to write; - is standard output (for IR)");
  app.add_option("--emit", emit,
                 "mlir (optimised), llvm, obj, lib or exe; imported and "
                 "lowered are the levels around mlir")
      ->check(CLI::IsMember(emitKinds()))
      ->default_str(emit);
  app.add_option("--target", line.target, "What the program runs on")
      ->check(CLI::Validator(checkTarget, "cpu|sm_80|sm_90a|..."))
      ->capture_default_str();
  app.add_option("--cpu", line.cpu,
                 "The processor: native, or one that LLVM knows (default: "
                 "native, and x86-64-v3 beside a GPU)");
  app.add_option("--ptxas", line.ptxas,
                 "The assembler of code for a GPU (default: from PATH, "
                 "CUDA_HOME or /usr/local/cuda)");
  CLI::Option *dtypeOption =
      app.add_option("--dtype", dtype,
                     "What activations and caches are kept in: f32 or bf16 "
                     "(default: f32 on cpu, the checkpoint's on a GPU)")
          ->check(CLI::IsMember({"f32", "bf16"}));
  app.add_option("--page-size", pageSize,
                 "Tokens a cache page holds; max is one page a sequence")
      ->check(CLI::Validator(checkPageSize, "N|max"))
      ->default_str(pageSize);
  app.add_option("--max-tokens", line.maxTokens,
                 "The largest step (default: max_position, at most 512)")
      ->check(CLI::Range(int64_t(1), int64_t(1) << 20));
  app.add_option("--absorb", line.absorb,
                 "Attention over the latent cache, or over expanded keys: "
                 "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.add_option("--kv-cache", line.kvCache,
                 "What caches are kept in: auto is the type of activations, "
                 "fp8 656 bytes a token (latents of 512, keys of 64)")
      ->check(CLI::IsMember({"auto", "fp8"}))
      ->capture_default_str();
  app.add_option("--kernels", line.kernels,
                 "Hand-written kernels to use: auto, none, a list, or -NAME for "
                 "all but one; generated code does the rest")
      ->capture_default_str();
  app.add_option("--explain", line.explain,
                 "Write what was decided and why: a JSON file, or - for a "
                 "table on standard output");
  app.add_option("--dump-ir", line.dumpIR,
                 "Write the IR after each pass into this directory");
  app.add_flag("--timing", line.timing,
               "Print what took how long on standard error");
  app.add_flag("--list-kernels", line.listKernels,
               "Print the kernels and what each accepts");

  auto fail = [&](const std::string &why) {
    std::cerr << "mlac: error: " << why
              << "; run mlac --help for the options\n";
    status = 2;
    return std::nullopt;
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp &) {
    std::cout << app.help();
    status = 0;
    return std::nullopt;
  } catch (const CLI::ParseError &error) {
    return fail(error.what());
  }

  if (line.listKernels)
    return line;
  if (line.model.empty())
    return fail("expected a model: an .mlir file or a checkpoint directory");
  if (std::string why = checkKernels(line); !why.empty())
    return fail("--kernels: " + why);
  line.emit = emitKinds().at(emit);
  if (line.output.empty()) {
    if (line.emit >= Emit::Object)
      return fail("expected -o OUT");
    line.output = "-";
  }
  if (line.output == "-" && line.emit >= Emit::Library)
    return fail("expected -o to name a file for --emit=" + emit);
  if (*dtypeOption)
    line.dtype = dtype;
  // A program for a GPU is often made on another machine than it runs on.
  if (line.cpu.empty())
    line.cpu = isGpu(line) ? "x86-64-v3" : "native";
  if (pageSize != "max")
    line.pageSize = std::stoll(pageSize);
  return line;
}
