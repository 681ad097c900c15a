//===- ProgramTest.cpp - the command line of a program --------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs the fake model's program as a user would: exit status, standard output
// and standard error are all that counts here.
//
//===----------------------------------------------------------------------===//

#include "FakeModel.h"
#include "TestFiles.h"
#include <cstring>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/wait.h>

using testfiles::TempDir;

namespace {

struct ProgramRun {
  int status = -1;
  std::string out, err;
};

std::string read(const std::string &path) {
  std::ifstream stream(path, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

ProgramRun runCommand(const std::string &command) {
  TempDir dir;
  std::string redirected = "timeout 60 " + command + " >" + dir.file("out") +
                           " 2>" + dir.file("err") + " </dev/null";
  int status = std::system(redirected.c_str());
  return {WEXITSTATUS(status), read(dir.file("out")), read(dir.file("err"))};
}

ProgramRun run(const std::string &arguments) {
  return runCommand(MLA_FAKE_PROGRAM " " + arguments);
}

std::string line(const std::string &id, const std::vector<int32_t> &prompt,
                 int64_t maxNewTokens) {
  fake::Config config;
  std::vector<int32_t> tokens =
      fake::expectedTokens(config, prompt, maxNewTokens);
  std::string text = "{\"id\":" + id +
                     ",\"prompt_tokens\":" + std::to_string(prompt.size()) +
                     ",\"tokens\":[";
  for (size_t i = 0; i < tokens.size(); ++i)
    text += (i ? "," : "") + std::to_string(tokens[i]);
  bool eos = !tokens.empty() && tokens.back() == config.eos[0];
  return text + "],\"finish\":\"" + (eos ? "eos" : "length") + "\"}\n";
}

/// Refused with a one-line reason, and nothing on standard output.
void expectRefused(const ProgramRun &result, int status,
                   const std::string &reason) {
  EXPECT_EQ(result.status, status) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err.find("error: "), 0u) << result.err;
  EXPECT_NE(result.err.find(reason), std::string::npos) << result.err;
  EXPECT_EQ(result.err.find('\n'), result.err.size() - 1) << result.err;
}

const std::string weights = "--random-weights 1 ";

} // namespace

TEST(Program, PrintsOneLineForAPrompt) {
  ProgramRun result = run(weights + "--prompt-ids 3,4,5 --max-new-tokens 6");
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.out, line("0", {3, 4, 5}, 6));
  EXPECT_EQ(result.err, "");
}

TEST(Program, PrintsRequestsInTheirOrder) {
  TempDir dir;
  std::string file = dir.write(
      "r.jsonl", "{\"id\": \"long\", \"prompt_ids\": [1, 2, 3, 4, 5, 6, 7], "
                 "\"max_new_tokens\": 20}\n"
                 "\n"
                 "{\"max_new_tokens\": 1, \"prompt_ids\": [9], \"id\": 7}\r\n"
                 "{\"id\": \"a\\\"\xc3\xa9\", \"prompt_ids\": [4, 4]}");
  std::string expected = line("\"long\"", {1, 2, 3, 4, 5, 6, 7}, 20) +
                         line("7", {9}, 1) +
                         line("\"a\\\"\xc3\xa9\"", {4, 4}, 3);
  for (std::string options :
       {"", "--prefill-chunk 1", "--prefill-chunk 3 --max-batch 1",
        "--max-batch 2 --threads 1 --capture none", "--capture piecewise",
        "--capture full --buckets 1,2,4 --device 0 --cache-gib 0.001"}) {
    ProgramRun result =
        run(weights + "--max-new-tokens 3 --requests " + file + " " + options);
    EXPECT_EQ(result.status, 0) << options << result.err;
    EXPECT_EQ(result.out, expected) << options;
  }
}

TEST(Program, SamplesBySeed) {
  auto sample = [](const std::string &options) {
    return run(weights + "--prompt-ids 3,4 --temperature 1 " + options).out;
  };
  EXPECT_EQ(sample("--seed 5"), sample("--seed 5 --prefill-chunk 1"));
  EXPECT_NE(sample("--seed 5"), sample("--seed 6"));
  // A request's own seed counts, not the command line's.
  TempDir dir;
  std::string file = dir.write(
      "r.jsonl", "{\"id\": 0, \"prompt_ids\": [3, 4], \"seed\": 5, "
                 "\"temperature\": 1, \"top_p\": 1, \"max_new_tokens\": 16}");
  EXPECT_EQ(run(weights + "--seed 9 --requests " + file).out,
            sample("--seed 5"));
}

TEST(Program, WritesLogits) {
  TempDir dir;
  std::string file = dir.file("l.npy");
  dir.write("l.npy", "old");
  ProgramRun result =
      run(weights + "--prompt-ids 3,4,5 --prefill-chunk 2 --logits " + file);
  EXPECT_EQ(result.status, 0) << result.err;
  std::string bytes = read(file);
  ASSERT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  size_t header = 10 + size_t(uint8_t(bytes[8])) + 256 * uint8_t(bytes[9]);
  EXPECT_EQ(header % 64, 0u);
  EXPECT_NE(bytes.find("{'descr': '<f4', 'fortran_order': False, 'shape': "
                       "(3, 50), }"),
            std::string::npos);
  ASSERT_EQ(bytes.size(), header + 3 * 50 * 4);
  std::vector<int32_t> prompt = {3, 4, 5};
  for (int64_t row = 0; row < 3; ++row)
    for (int64_t id = 0; id < 50; ++id) {
      float value;
      std::memcpy(&value, bytes.data() + header + 4 * (row * 50 + id), 4);
      ASSERT_EQ(value, fake::expectedLogit(prompt.data(),
                                           prompt.data() + row + 1, id));
    }
  // Nothing else is left in the folder.
  int files = 0;
  for ([[maybe_unused]] auto &entry :
       std::filesystem::directory_iterator(dir.path))
    ++files;
  EXPECT_EQ(files, 1);
}

TEST(Program, LogitsGoWhereALinkPoints) {
  TempDir dir;
  dir.write("target.npy", "old");
  std::filesystem::create_symlink("target.npy", dir.path / "link.npy");
  EXPECT_EQ(
      run(weights + "--prompt-ids 3 --logits " + dir.file("link.npy")).status,
      0);
  EXPECT_TRUE(std::filesystem::is_symlink(dir.path / "link.npy"));
  EXPECT_EQ(read(dir.file("target.npy")).substr(1, 5), "NUMPY");
}

TEST(Program, LogitsAreAllOrNothing) {
  TempDir dir;
  std::string absent = dir.file("absent/l.npy");
  expectRefused(run(weights + "--prompt-ids 3 --logits " + absent), 1, absent);
  expectRefused(run(weights + "--prompt-ids 3 --logits " + dir.str()), 1,
                "expected a regular file, got a directory");
  expectRefused(run(weights + "--prompt-ids 3 --logits /dev/null"), 1,
                "expected a regular file, got a special file");
  std::string requests =
      dir.write("r.jsonl", "{\"id\": 1, \"prompt_ids\": [3]}\n"
                           "{\"id\": 2, \"prompt_ids\": [3]}\n");
  expectRefused(run(weights + "--logits " + dir.file("l.npy") + " --requests " +
                    requests),
                1, "expected a single request, got 2");
  // A failure while loading leaves neither the file nor a temporary one.
  expectRefused(run("--weights " + dir.file("none") +
                    " --prompt-ids 3 --logits " + dir.file("l.npy")),
                1, "expected a checkpoint directory");
  EXPECT_FALSE(std::filesystem::exists(dir.file("l.npy")));
  int files = 0;
  for ([[maybe_unused]] auto &entry :
       std::filesystem::directory_iterator(dir.path))
    ++files;
  EXPECT_EQ(files, 1) << "only r.jsonl";
}

TEST(Program, PrintsStatisticsOnStandardError) {
  ProgramRun result =
      run(weights + "--prompt-ids 3,4,5 --stats --max-new-tokens 4");
  EXPECT_EQ(result.out, line("0", {3, 4, 5}, 4));
  for (const char *part : {"time to first token", "time a token",
                           "bytes read a token", "peak memory"})
    EXPECT_NE(result.err.find(part), std::string::npos) << part;
}

TEST(Program, RefusesBadPrompts) {
  auto refused = [](const std::string &ids, const std::string &reason,
                    int status = 1) {
    expectRefused(run(weights + "--prompt-ids " + ids), status, reason);
  };
  refused("''", "empty prompt");
  refused("' '", "empty prompt");
  refused("3,50", "token id 50 is outside the vocabulary: expected 0 to 49");
  refused("3,-1", "token id -1 is outside the vocabulary");
  refused("99999999999999999999", "outside the vocabulary");
  refused("3,,4", "expected token ids such as 1,2,3");
  refused("3,", "expected token ids such as 1,2,3");
  refused("3,x", "expected token ids such as 1,2,3");
  refused("3.5", "expected token ids such as 1,2,3");
  std::string longPrompt = "1";
  for (int i = 0; i < 64; ++i)
    longPrompt += ",1";
  refused(longPrompt, "expected a prompt of at most 64 tokens");
}

TEST(Program, RefusesMalformedRequestsByLine) {
  TempDir dir;
  auto refused = [&](const std::string &text, const std::string &reason) {
    std::string file = dir.write(
        "r.jsonl", "{\"id\": 1, \"prompt_ids\": [3]}\n\n" + text + "\n");
    expectRefused(run(weights + "--requests " + file), 1,
                  file + ":3: " + reason);
  };
  std::string malformed = "malformed request: ";
  refused("{", malformed + "not valid JSON");
  refused("3", malformed + "expected an object, got 3");
  refused("{\"id\": 1}", malformed + "field 'prompt_ids' is missing");
  refused("{\"prompt_ids\": [3]}", malformed + "field 'id' is missing");
  refused("{\"id\": [], \"prompt_ids\": [3]}", malformed + "'id': expected");
  refused("{\"id\": 1, \"prompt_ids\": 3}", malformed + "'prompt_ids'");
  refused("{\"id\": 1, \"prompt_ids\": [3.5]}", malformed + "'prompt_ids'");
  refused("{\"id\": 1, \"prompt_ids\": [\"3\"]}", malformed + "'prompt_ids'");
  refused("{\"id\": 1, \"prompt_ids\": []}", "empty prompt");
  refused("{\"id\": 1, \"prompt_ids\": [50]}", "token id 50 is outside");
  refused("{\"id\": 1, \"prompt_ids\": [-1]}", "token id -1 is outside");
  refused("{\"id\": 1, \"prompt_ids\": [18446744073709551615]}",
          "token id 18446744073709551615 is outside");
  refused("{\"id\": 1, \"prompt_ids\": [3], \"prompt_ids\": [4]}",
          malformed + "the name 'prompt_ids' appears twice");
  refused("{\"id\": 1, \"prompt_ids\": [3], \"max_tokens\": 4}",
          malformed + "unknown field 'max_tokens'");
  refused("{\"id\": 1, \"prompt_ids\": [3], \"max_new_tokens\": -4}",
          malformed + "'max_new_tokens'");
  refused("{\"id\": 1, \"prompt_ids\": [3], \"temperature\": -1}",
          malformed + "'temperature'");
  refused("{\"id\": 1, \"prompt_ids\": [3], \"top_p\": 0}",
          malformed + "'top_p'");
  refused("{\"id\": 1, \"prompt_ids\": [3], \"seed\": -1}",
          malformed + "'seed'");
  refused(
      "{\"id\": 1, \"prompt_ids\": [" +
          [] {
            std::string ids = "1";
            for (int i = 0; i < 64; ++i)
              ids += ",1";
            return ids;
          }() +
          "]}",
      "expected a prompt of at most 64 tokens");
  expectRefused(run(weights + "--requests " + dir.write("empty.jsonl", "\n")),
                1, "expected at least one request");
  expectRefused(run(weights + "--requests " + dir.file("absent")), 1,
                "cannot open");
  expectRefused(run(weights + "--requests " + dir.str()), 1, dir.str());
}

TEST(Program, RefusesACacheThatIsTooSmallOrTooLarge) {
  expectRefused(run(weights + "--prompt-ids 3 --cache-gib 1e-9"), 1,
                "not enough memory for the cache: it needs 80 bytes or more");
  expectRefused(run(weights + "--prompt-ids 3,4,5,6,7 --cache-gib 1e-7"), 1,
                "a request of 5 + 16 tokens needs 400 bytes");
  expectRefused(run(weights + "--prompt-ids 3 --cache-gib 1e6"), 1,
                "not enough memory for the cache: it needs 976.56 TiB");
}

TEST(Program, UsageErrorsExitWithTwo) {
  expectRefused(run(""), 2, "expected --weights DIR or --random-weights SEED");
  expectRefused(run(weights), 2, "expected --prompt-ids IDS or --requests");
  std::string both = weights + "--prompt-ids 3 ";
  expectRefused(run(both + "--requests x"), 2, "--requests");
  expectRefused(run(both + "--weights x"), 2, "--weights");
  expectRefused(run(both + "--capture some"), 2, "--capture");
  expectRefused(run(both + "--max-new-tokens -1"), 2, "--max-new-tokens");
  expectRefused(run(both + "--max-new-tokens x"), 2, "--max-new-tokens");
  expectRefused(run(both + "--temperature -1"), 2, "--temperature");
  expectRefused(run(both + "--temperature nan"), 2, "--temperature");
  expectRefused(run(both + "--top-p 0"), 2, "--top-p");
  expectRefused(run(both + "--top-p 1.5"), 2, "--top-p");
  expectRefused(run(both + "--prefill-chunk 0"), 2, "--prefill-chunk");
  expectRefused(run(both + "--max-batch 0"), 2, "--max-batch");
  expectRefused(run(both + "--cache-gib 0"), 2, "--cache-gib");
  expectRefused(run(both + "--cache-gib nan"), 2, "--cache-gib");
  expectRefused(run(both + "--threads 0"), 2, "--threads");
  expectRefused(run(both + "--buckets 1,x"), 2, "--buckets");
  expectRefused(run(both + "--no-such-option"), 2, "--no-such-option");
  expectRefused(run(both + "stray"), 2, "stray");
  expectRefused(run("--prompt-ids 3 --weights x --uniform-routing 3"), 2,
                "--uniform-routing");
}

TEST(Program, HelpIsNotAnError) {
  ProgramRun result = run("--help");
  EXPECT_EQ(result.status, 0);
  EXPECT_NE(result.out.find("--prefill-chunk"), std::string::npos);
}

TEST(Program, TellsWhenItsOutputCannotBeWritten) {
  TempDir dir;
  int status =
      std::system((MLA_FAKE_PROGRAM " --random-weights 1 --prompt-ids 3 "
                                    ">/dev/full 2>" +
                   dir.file("err"))
                      .c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1);
  EXPECT_NE(read(dir.file("err")).find("standard output: cannot write"),
            std::string::npos);
}

TEST(Program, RefusesToRunWithoutAKernelItNeeds) {
  auto with = [](const std::string &environment) {
    return runCommand("env " + environment +
                      " " MLA_FAKE_PROGRAM
                      " --random-weights 1 --prompt-ids 3");
  };
  EXPECT_EQ(with("MLA_DISABLE_KERNELS=decode,x").status, 0) << "it needs none";
  EXPECT_EQ(with("MLA_FAKE_KERNEL=decode").status, 0);
  EXPECT_EQ(with("MLA_FAKE_KERNEL=decode MLA_DISABLE_KERNELS=decode2").status,
            0);
  for (std::string disabled : {"decode", "x,decode", "decode,x"})
    expectRefused(
        with("MLA_FAKE_KERNEL=decode MLA_DISABLE_KERNELS=" + disabled), 3,
        "MLA_DISABLE_KERNELS names 'decode'");
}

TEST(EngineExample, IsAProgramInC) {
  ProgramRun result = runCommand(MLA_ENGINE_EXAMPLE " - 3 4 5");
  EXPECT_EQ(result.status, 0) << result.err;
  std::string expected;
  for (int32_t token : fake::expectedTokens({}, {3, 4, 5}, 8))
    expected += (expected.empty() ? "" : " ") + std::to_string(token);
  EXPECT_EQ(result.out, expected + "\n");
  expectRefused(runCommand(MLA_ENGINE_EXAMPLE " - 99"), 1, "token id 99");
  expectRefused(runCommand(MLA_ENGINE_EXAMPLE " /absent 3"), 1, "/absent");
}
