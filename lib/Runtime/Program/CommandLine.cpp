//===- CommandLine.cpp - the command line of a program --------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "mla/Runtime/Engine.h"
#include "mla/Runtime/Error.h"
#include <CLI/CLI.hpp>
#include <cmath>
#include <iostream>
#include <map>

namespace mla::runtime {

/// A finite number: the library's own checks let NaN pass.
static CLI::Validator atLeast(double least, bool orEqual) {
  std::string expected =
      concat("expected a number ", orEqual ? "of " : "above ", least,
             orEqual ? " or more" : "");
  return CLI::Validator(
      [=](std::string &text) -> std::string {
        double value = 0;
        if (CLI::detail::lexical_cast(text, value) && std::isfinite(value) &&
            (orEqual ? value >= least : value > least))
          return "";
        return concat(expected, ", got ", text);
      },
      orEqual ? "NONNEGATIVE" : "POSITIVE");
}

std::optional<CommandLine> parseCommandLine(int argc, char **argv,
                                            int &status) {
  CommandLine line;
  std::string capture = "full";
  CLI::App app("Runs a compiled model: one JSON line per request on standard "
               "output, everything else on standard error.");
  app.get_formatter()->column_width(34);
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::Throw);

  CLI::Option *weights = app.add_option("--weights", line.weights,
                                        "Checkpoint directory (safetensors)");
  CLI::Option *randomWeights =
      app.add_option("--random-weights", line.randomWeights,
                     "Made-up weights, a function of this seed");
  weights->excludes(randomWeights);
  app.add_option("--uniform-routing", line.uniformRouting,
                 "Seed of made-up router weights")
      ->needs(randomWeights);

  CLI::Option *promptIds = app.add_option("--prompt-ids", line.promptIds,
                                          "One prompt: token ids, 1,2,3");
  CLI::Option *requests = app.add_option(
      "--requests", line.requests,
      "JSON lines: {\"id\":…,\"prompt_ids\":[…],\"max_new_tokens\":N}; "
      "temperature, top_p and seed are optional");
  promptIds->excludes(requests);

  app.add_option("--max-new-tokens", line.maxNewTokens,
                 "Tokens to generate, unless a request says")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--temperature", line.temperature, "0 is greedy")
      ->check(atLeast(0, true))
      ->capture_default_str();
  app.add_option("--top-p", line.topP,
                 "Sample from the likeliest tokens with this share")
      ->check(atLeast(0, false) & CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_option("--seed", line.seed, "Of requests that have none")
      ->capture_default_str();
  app.add_option("--logits", line.logits,
                 "Write the prompt's logits, f32 [prompt tokens, vocab], to "
                 "this .npy file; a single request only");

  app.add_option("--prefill-chunk", line.prefillChunk,
                 "Prompt tokens of a request in one step (default: as many as "
                 "the model takes)")
      ->check(CLI::PositiveNumber);
  app.add_option("--max-batch", line.maxBatch,
                 "Requests in one step (default: 64)")
      ->check(CLI::PositiveNumber);
  app.add_option("--cache-gib", line.cacheGib,
                 "Memory for the cache, in GiB (default: as needed, at most "
                 "half of what is free)")
      ->check(atLeast(0, false));
  app.add_option("--threads", line.threads,
                 "Threads on the host (default: one a processor)")
      ->check(CLI::Range(int64_t(1), int64_t(4096)));
  app.add_option("--device", line.device, "Which GPU; a CPU program has none")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  std::map<std::string, int32_t> modes = {{"none", MLA_CAPTURE_NONE},
                                          {"piecewise", MLA_CAPTURE_PIECEWISE},
                                          {"full", MLA_CAPTURE_FULL}};
  app.add_option("--capture", capture,
                 "none, piecewise or full: what GPU graphs hold; on a CPU the "
                 "modes are the same")
      ->check(CLI::IsMember({"none", "piecewise", "full"}))
      ->capture_default_str();
  app.add_option("--buckets", line.buckets,
                 "Batch sizes that graphs are captured for: 1,2,4")
      ->delimiter(',')
      ->check(CLI::PositiveNumber);
  app.add_flag("--stats", line.stats,
               "Print times, bytes read and peak memory at the end");

  auto fail = [&](const std::string &why) {
    std::cerr << "error: " << why << "; run with --help for the options\n";
    status = 2;
    return std::nullopt;
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp &help) {
    std::cout << app.help();
    status = 0;
    return std::nullopt;
  } catch (const CLI::ParseError &error) {
    return fail(error.what());
  }
  if (!line.weights && !line.randomWeights)
    return fail("expected --weights DIR or --random-weights SEED");
  if (!line.promptIds && !line.requests)
    return fail("expected --prompt-ids IDS or --requests FILE");
  line.capture = modes.at(capture);
  return line;
}

} // namespace mla::runtime
