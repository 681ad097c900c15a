//===- CudaProgramTest.cpp - exit status 3, and why -----------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs a program with drivers that have each something wrong with them.
//
//===----------------------------------------------------------------------===//

#include "../Runtime/TestFiles.h"
#include "FakeGpuModel.h"
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

const std::string driver = "LD_LIBRARY_PATH=" MLA_FAKE_DRIVER_DIR;

ProgramRun run(const std::string &environment,
               const std::string &arguments = "") {
  TempDir dir;
  std::string command = environment +
                        " timeout 60 " MLA_FAKE_GPU_PROGRAM
                        " --random-weights 1 --prompt-ids 3,4,5 "
                        "--max-new-tokens 6 " +
                        arguments + " >" + dir.file("out") + " 2>" +
                        dir.file("err") + " </dev/null";
  int status = std::system(command.c_str());
  return {WEXITSTATUS(status), read(dir.file("out")), read(dir.file("err"))};
}

/// One line on standard error, nothing on standard output, status 3.
void expectRefused(const ProgramRun &result, const std::string &reason,
                   int status = 3) {
  EXPECT_EQ(result.status, status) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err.find("error: "), 0u) << result.err;
  EXPECT_NE(result.err.find(reason), std::string::npos) << result.err;
  EXPECT_EQ(result.err.find('\n'), result.err.size() - 1) << result.err;
}

std::string with(const std::string &settings) {
  return driver + " FAKE_CUDA='" + settings + "'";
}

} // namespace

TEST(CudaProgram, RunsInEveryCaptureMode) {
  ProgramRun none = run(driver, "--capture none");
  EXPECT_EQ(none.status, 0) << none.err;
  EXPECT_EQ(none.err, "");
  EXPECT_NE(none.out.find("\"prompt_tokens\":3,\"tokens\":["),
            std::string::npos);
  EXPECT_EQ(run(driver, "--capture piecewise").out, none.out);
  EXPECT_EQ(run(driver).out, none.out);
  EXPECT_EQ(run(driver, "--buckets 2,8").out, none.out);
}

TEST(CudaProgram, PrintsStatistics) {
  ProgramRun result = run(driver, "--stats");
  EXPECT_EQ(result.status, 0);
  EXPECT_NE(result.err.find("stats: capture "), std::string::npos)
      << result.err;
  size_t bucket = result.err.find("stats: decode, bucket 1: ");
  ASSERT_NE(bucket, std::string::npos) << result.err;
  EXPECT_NE(result.err.find(" tokens/s, host ", bucket), std::string::npos)
      << result.err;
  EXPECT_NE(result.err.find("stats: upload "), std::string::npos) << result.err;
}

TEST(CudaProgram, ShowsABarWhileLoadingOnATerminal) {
  if (std::system("command -v script >/dev/null") != 0)
    GTEST_SKIP() << "unsupported: no 'script' to be a terminal";
  TempDir dir;
  std::string program = MLA_FAKE_GPU_PROGRAM
      " --random-weights 1 --prompt-ids 3 --max-new-tokens 1";
  std::string command = with("pin_ms=300") + " timeout 60 script -qec '" +
                        program + "' /dev/null >" + dir.file("terminal") +
                        " </dev/null";
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::string shown = read(dir.file("terminal"));
  EXPECT_NE(shown.find("loading [####"), std::string::npos) << shown;
  // And is gone before the answer.
  EXPECT_LT(shown.find("\r\033[K"), shown.find("{\"id\"")) << shown;
}

TEST(CudaProgram, NoDriver) {
  // A file that is no library stands before the driver of this machine, if it
  // has one.
  TempDir dir;
  dir.write("libcuda.so.1", "not a library");
  expectRefused(run("LD_LIBRARY_PATH=" + dir.str()),
                "expected an NVIDIA driver, found none");
}

TEST(CudaProgram, NoGpu) {
  expectRefused(run(with("devices=0")), "expected a GPU, and the driver finds");
  expectRefused(run(with("devices=-1")), "expected a GPU, and the driver");
}

TEST(CudaProgram, ThatGpuIsNotThere) {
  expectRefused(run(driver, "--device 2"), "expected a GPU from 0 to 0, got 2");
}

TEST(CudaProgram, DriverTooOld) {
  expectRefused(run(with("version=11040")),
                "driver too old: expected one for CUDA 12.0 or later, got one "
                "for CUDA 11.4");
  // It starts, but does not know this PTX, and no cubin is for its GPU.
  expectRefused(run(with("capability=86 ptx_too_new=1 version=12020")),
                "the driver is for CUDA 12.2, which is too old");
}

TEST(CudaProgram, GpuTooOld) {
  expectRefused(run(with("capability=75")),
                "expected a GPU of compute capability 8.0 or later, and GPU 0 "
                "(Fake GPU) has 7.5");
}

TEST(CudaProgram, PortableCodeIsUsedWithAWarning) {
  ProgramRun result = run(with("capability=86"));
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.err.find("warning: no code in this program is for GPU 0"),
            0u)
      << result.err;
  EXPECT_EQ(result.out, run(driver).out);
}

TEST(CudaProgram, OutOfDeviceMemory) {
  expectRefused(run(with("memory=14000")),
                "not enough memory on GPU 0 (Fake GPU) for the parameters: "
                "expected 768 bytes, and ");
  expectRefused(run(with("memory=4000")),
                "not enough memory on GPU 0 (Fake GPU) for the arena: expected "
                "4.00 KiB, and 3.91 KiB of 3.91 KiB are free");
  expectRefused(run(with("memory=100000")),
                "not enough memory for the cache: a request of 3 + 6 tokens");
  expectRefused(run(driver, "--cache-gib 100"),
                "not enough memory for the cache: it needs 100.00 GiB, and");
  // What the user asked to be small is the user's mistake.
  expectRefused(run(driver, "--cache-gib 0.0000001"),
                "not enough memory for the cache", 1);
}

TEST(CudaProgram, NoMemoryForAGraph) {
  for (const char *entry : {"cuGraphInstantiateWithFlags", "cuGraphUpload"}) {
    std::string settings = std::string(entry) + "=2";
    expectRefused(run(with(settings)),
                  "not enough memory on GPU 0 (Fake GPU) for the graph of a "
                  "step of ");
    expectRefused(run(with(settings)), " of 4.00 GiB are free");
    EXPECT_EQ(run(with(settings), "--capture none").status, 0);
  }
}

TEST(CudaProgram, NoImageThatRunsThere) {
  // A cubin for another architecture, and PTX that is too new for the driver.
  expectRefused(run(with("capability=86 ptx_too_new=1")),
                "no code in this program runs on GPU 0 (Fake GPU), compute "
                "capability 8.6: it has sm_90, PTX of sm_80");
}

TEST(CudaProgram, ADriverThatDoesNotStart) {
  expectRefused(run(with("cuInit=803")), "the driver does not start: ");
  expectRefused(run(with("cuDevicePrimaryCtxRetain=2")),
                "not enough memory on GPU 0 (Fake GPU) to use it at all");
}
