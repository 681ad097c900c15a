//===- SafetensorsTest.cpp - what the reader takes, and each lie it refuses
//===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Safetensors.h"
#include "TestFiles.h"
#include "mla/Runtime/Checkpoint.h"
#include <algorithm>
#include <cstring>
#include <gtest/gtest.h>
#include <sys/stat.h>

using namespace mla::runtime;
using namespace testfiles;

/// The error's message, or "" for a file that is taken.
static std::string refusal(const std::string &bytes) {
  // On the heap with nothing behind it, so that a sanitizer sees every byte
  // read too many.
  std::vector<std::byte> copy(bytes.size());
  std::copy_n(reinterpret_cast<const std::byte *>(bytes.data()), bytes.size(),
              copy.begin());
  Expected<SafetensorsHeader> header =
      parseSafetensorsHeader(copy.data(), copy.size(), copy.size());
  return header ? "" : header.takeError().message();
}

static std::string refusal(const std::string &header, size_t dataBytes) {
  return refusal(safetensors(header, std::string(dataBytes, '\0')));
}

#define EXPECT_REFUSED(actual, part)                                           \
  EXPECT_NE((actual).find(part), std::string::npos) << "message: " << (actual)

static const std::string good =
    R"({"a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}})";

TEST(Safetensors, ReadsTensorsByOffset) {
  std::string bytes = safetensors(
      R"({"__metadata__": {"format": "pt"},
          "b": {"data_offsets": [24, 28], "shape": [2], "dtype": "BF16"},
          "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
          "scalar": {"dtype": "U8", "shape": [], "data_offsets": [28, 29]},
          "none": {"dtype": "F32", "shape": [0, 9223372036854775807],
                   "data_offsets": [29, 29]}}   )",
      std::string(29, 'x'));
  auto header =
      parseSafetensorsHeader(reinterpret_cast<const std::byte *>(bytes.data()),
                             bytes.size(), bytes.size());
  ASSERT_TRUE(header);
  ASSERT_EQ(header->tensors.size(), 4u);
  EXPECT_EQ(header->dataStart, bytes.size() - 29);
  EXPECT_EQ(header->tensors[0].name, "a");
  EXPECT_EQ(header->tensors[0].shape, (Shape{2, 3}));
  EXPECT_EQ(header->tensors[1].name, "b");
  EXPECT_EQ(header->tensors[1].dtype, DType::BF16);
  EXPECT_EQ(header->tensors[2].name, "scalar");
  EXPECT_EQ(header->tensors[3].name, "none");
}

TEST(Safetensors, AcceptsAFileWithoutTensors) {
  EXPECT_EQ(refusal("{}", 0), "");
  EXPECT_EQ(refusal(R"({"__metadata__": null})", 0), "");
}

TEST(Safetensors, RefusesTruncation) {
  std::string bytes = safetensors(good, std::string(24, '\0'));
  EXPECT_EQ(refusal(bytes), "");
  for (size_t size = 0; size < bytes.size(); ++size)
    EXPECT_NE(refusal(bytes.substr(0, size)), "") << size << " bytes";
  EXPECT_REFUSED(refusal(bytes.substr(0, 4)), "expected at least 8 bytes");
  EXPECT_REFUSED(refusal(bytes.substr(0, 30)), "truncated");
  EXPECT_REFUSED(refusal(bytes.substr(0, bytes.size() - 1)), "truncated");
}

TEST(Safetensors, RefusesBytesThatBelongToNoTensor) {
  EXPECT_REFUSED(refusal(good, 25), "expected 24 bytes of data, got 25");
  EXPECT_REFUSED(
      refusal(R"({"a": {"dtype": "U8", "shape": [1], "data_offsets": [4, 5]}})",
              5),
      "4 bytes before its data belong to no tensor");
}

TEST(Safetensors, RefusesALyingLength) {
  std::string bytes = safetensors(good, std::string(24, '\0'));
  for (uint64_t length :
       {uint64_t(0), uint64_t(1), good.size() - 1, good.size() + 1,
        bytes.size() - 7, uint64_t(100'000'001), uint64_t(1) << 63,
        ~uint64_t(0)}) {
    std::memcpy(bytes.data(), &length, 8);
    EXPECT_NE(refusal(bytes), "") << length;
  }
}

TEST(Safetensors, RefusesOverlap) {
  EXPECT_REFUSED(
      refusal(R"({"a": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]},
                  "b": {"dtype": "U8", "shape": [4], "data_offsets": [3, 7]}})",
              7),
      "'b': data_offsets [3, 7] overlap another tensor");
  EXPECT_REFUSED(
      refusal(R"({"a": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]},
                  "b": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]}})",
              4),
      "overlap");
}

TEST(Safetensors, RefusesOffsetsOutOfRange) {
  auto with = [](const std::string &offsets) {
    return refusal(R"({"a": {"dtype": "U8", "shape": [4], "data_offsets": )" +
                       offsets + "}}",
                   4);
  };
  EXPECT_EQ(with("[0, 4]"), "");
  EXPECT_REFUSED(with("[1, 5]"), "do not lie in the 4 bytes");
  EXPECT_REFUSED(with("[4, 0]"), "do not lie in");
  EXPECT_REFUSED(with("[18446744073709551612, 18446744073709551615]"),
                 "do not lie in");
  EXPECT_REFUSED(with("[18446744073709551612, 0]"), "do not lie in");
  EXPECT_REFUSED(with("[-1, 3]"), "negative");
  EXPECT_REFUSED(with("[0.0, 4]"), "two byte offsets");
  EXPECT_REFUSED(with("[0, 99999999999999999999999]"), "two byte offsets");
  EXPECT_REFUSED(with("[0]"), "expected 2 data_offsets, got 1");
  EXPECT_REFUSED(with("[0, 2, 4]"), "expected 2 data_offsets, got more");
  EXPECT_REFUSED(with("[[0, 4]]"), "two byte offsets");
  EXPECT_REFUSED(with("\"0, 4\""), "two byte offsets");
}

TEST(Safetensors, RefusesASizeThatIsNotTheShapes) {
  EXPECT_REFUSED(
      refusal(
          R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}})",
          4),
      "expected 8 bytes for F32 [2], got 4");
}

TEST(Safetensors, RefusesHugeShapes) {
  auto with = [](const std::string &shape) {
    return refusal(
        R"({"a": {"dtype": "F32", "data_offsets": [0, 4], "shape": )" + shape +
            "}}",
        4);
  };
  EXPECT_EQ(with("[1]"), "");
  EXPECT_REFUSED(with("[4294967296, 4294967296]"), "too large");
  EXPECT_REFUSED(with("[4611686018427387905]"), "too large"); // · 4 wraps to 4
  EXPECT_REFUSED(with("[9223372036854775808]"), "too large");
  EXPECT_REFUSED(with("[99999999999999999999999]"), "extents");
  EXPECT_REFUSED(with("[-1]"), "negative");
  EXPECT_REFUSED(with("[1.0]"), "extents");
  EXPECT_REFUSED(with("1"), "extents");
  EXPECT_REFUSED(with("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]"), "rank");
}

TEST(Safetensors, RefusesDuplicates) {
  EXPECT_REFUSED(
      refusal(R"({"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]},
                  "a": {"dtype": "U8", "shape": [1], "data_offsets": [1, 2]}})",
              2),
      "the name 'a' appears twice");
  EXPECT_REFUSED(
      refusal(
          R"({"a": {"dtype": "U8", "dtype": "I8", "shape": [1], "data_offsets": [0, 1]}})",
          1),
      "'dtype' appears twice");
}

TEST(Safetensors, RefusesUnknownTypesAndFields) {
  auto with = [](const std::string &entry) {
    return refusal("{\"a\": " + entry + "}", 1);
  };
  EXPECT_REFUSED(
      with(R"({"dtype": "F33", "shape": [1], "data_offsets": [0, 1]})"),
      "tensor 'a': unknown dtype 'F33'");
  EXPECT_REFUSED(with(R"({"dtype": 8, "shape": [1], "data_offsets": [0, 1]})"),
                 "expected a dtype name");
  EXPECT_REFUSED(with(R"({"shape": [1], "data_offsets": [0, 1]})"),
                 "'dtype' is missing");
  EXPECT_REFUSED(with(R"({"dtype": "U8", "data_offsets": [0, 1]})"),
                 "'shape' is missing");
  EXPECT_REFUSED(with(R"({"dtype": "U8", "shape": [1]})"),
                 "'data_offsets' is missing");
  EXPECT_REFUSED(with(R"({"type": "U8"})"), "got 'type'");
  EXPECT_REFUSED(with("3"), "expected an object");
  EXPECT_REFUSED(with("[]"), "expected an object");
  EXPECT_REFUSED(with("null"), "expected an object");
}

TEST(Safetensors, RefusesWhatIsNotJson) {
  EXPECT_REFUSED(refusal("", 0), "not valid JSON");
  EXPECT_REFUSED(refusal("{", 0), "not valid JSON");
  EXPECT_REFUSED(refusal("{} x", 0), "not valid JSON");
  EXPECT_REFUSED(refusal("[]", 0), "expected an object");
  EXPECT_REFUSED(refusal("\"a\"", 0), "expected an object");
  EXPECT_REFUSED(refusal("{\"\xff\": 1}", 0), "not valid JSON");
  EXPECT_REFUSED(refusal(std::string(100000, '['), 0), "expected an object");
  std::string nested = "{\"__metadata__\": ";
  for (int i = 0; i < 100000; ++i)
    nested += "{\"a\":";
  EXPECT_REFUSED(refusal(nested, 0), "__metadata__");
}

TEST(Safetensors, MessagesAreOneLine) {
  std::string message = refusal(
      "{\"a\\n\\u0007b\": {\"dtype\": \"" + std::string(5000, 'F') + "\"}}", 0);
  EXPECT_EQ(message.find('\n'), std::string::npos);
  EXPECT_EQ(message.find('\a'), std::string::npos);
  EXPECT_LT(message.size(), 500u);
}

TEST(Safetensors, NamesTheFile) {
  TempDir dir;
  std::string path = dir.write("x.safetensors", "short");
  auto file = SafetensorsFile::open(path);
  ASSERT_FALSE(file);
  EXPECT_REFUSED(file.takeError().message(), path);
  EXPECT_FALSE(SafetensorsFile::open(dir.file("absent")));
  EXPECT_FALSE(SafetensorsFile::open(dir.str())); // a folder
  ASSERT_EQ(::mkfifo(dir.file("pipe").c_str(), 0600), 0);
  EXPECT_FALSE(SafetensorsFile::open(dir.file("pipe"))) << "and does not wait";
}

//===----------------------------------------------------------------------===//
// Directories
//===----------------------------------------------------------------------===//

static std::string refusalOf(const TempDir &dir) {
  auto checkpoint = Checkpoint::open(dir.str());
  return checkpoint ? "" : checkpoint.takeError().message();
}

static const std::string oneA = safetensors(
    std::vector<Tensor>{{"a", "F32", "[1]", bytesOf<float>({2.5f})}});
static const std::string oneB = safetensors(
    std::vector<Tensor>{{"b", "F32", "[1]", bytesOf<float>({3.5f})}});

TEST(Checkpoint, ReadsOneFile) {
  TempDir dir;
  dir.write("model.safetensors", oneA);
  auto checkpoint = Checkpoint::open(dir.str());
  ASSERT_TRUE(checkpoint);
  const CheckpointTensor *a = checkpoint->find("a");
  ASSERT_TRUE(a);
  float value;
  std::memcpy(&value, a->data, 4);
  EXPECT_EQ(value, 2.5f);
  EXPECT_FALSE(checkpoint->find("b"));
}

TEST(Checkpoint, ReadsShards) {
  TempDir dir;
  dir.write("s1.safetensors", oneA);
  dir.write("s2.safetensors", oneB);
  dir.write("model.safetensors.index.json",
            R"({"metadata": {}, "weight_map":
                {"a": "s1.safetensors", "b": "s2.safetensors"}})");
  auto checkpoint = Checkpoint::open(dir.str());
  ASSERT_TRUE(checkpoint);
  float value;
  std::memcpy(&value, checkpoint->find("b")->data, 4);
  EXPECT_EQ(value, 3.5f);
  std::memcpy(&value, checkpoint->find("a")->data, 4);
  EXPECT_EQ(value, 2.5f);
}

TEST(Checkpoint, ListsEveryAbsentShard) {
  TempDir dir;
  dir.write("s1.safetensors", oneA);
  dir.write("model.safetensors.index.json",
            R"({"weight_map": {"a": "s1.safetensors", "b": "s2.safetensors",
                               "c": "s3.safetensors"}})");
  EXPECT_REFUSED(refusalOf(dir), "s2.safetensors, s3.safetensors");
}

TEST(Checkpoint, ListsEveryTensorThatItsShardDoesNotHold) {
  TempDir dir;
  dir.write("s1.safetensors", oneA);
  dir.write("model.safetensors.index.json",
            R"({"weight_map": {"a": "s1.safetensors", "b": "s1.safetensors",
                               "c": "s1.safetensors"}})");
  EXPECT_REFUSED(refusalOf(dir), "b (s1.safetensors), c (s1.safetensors)");
}

TEST(Checkpoint, StaysInItsDirectory) {
  for (const char *shard : {"../s.safetensors", "/etc/passwd", "..", ""}) {
    TempDir dir;
    dir.write("model.safetensors.index.json",
              std::string(R"({"weight_map": {"a": ")") + shard + "\"}}");
    EXPECT_REFUSED(refusalOf(dir), "expected a file name");
  }
}

TEST(Checkpoint, RefusesABadIndex) {
  for (const char *index :
       {"", "[]", "{}", R"({"weight_map": []})", R"({"weight_map": {"a": 1}})",
        R"({"weight_map": {"a": "s", "a": "t"}})"}) {
    TempDir dir;
    dir.write("model.safetensors.index.json", index);
    EXPECT_REFUSED(refusalOf(dir), "model.safetensors.index.json");
  }
}

TEST(Checkpoint, RefusesADirectoryWithoutWeights) {
  TempDir dir;
  EXPECT_REFUSED(refusalOf(dir), "found neither");
  EXPECT_FALSE(Checkpoint::open(dir.file("absent")));
}
