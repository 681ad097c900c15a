//===- Checkpoint.cpp - a Hugging Face checkpoint directory ---------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Checkpoint.h"
#include "Json.h"
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

namespace mla::runtime {

static constexpr const char *singleName = "model.safetensors";
static constexpr const char *indexName = "model.safetensors.index.json";

/// Tensor names by shard, as the index says.
using ShardMap = std::map<std::string, std::vector<std::string>>;

static Expected<ShardMap> readIndex(const std::filesystem::path &path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored))
    return badInput(path.string(), ": expected a regular file");
  std::ifstream stream(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(stream)), {});
  if (!stream)
    return badInput(path.string(), ": cannot read");
  Expected<nlohmann::json> index = parseJson(text);
  if (!index)
    return badInput(path.string(), ": ", index.takeError().message());
  auto map = index->is_object() ? index->find("weight_map") : index->end();
  if (map == index->end() || !map->is_object())
    return badInput(path.string(), ": expected an object 'weight_map'");
  ShardMap shards;
  for (const auto &[name, value] : map->items()) {
    if (!value.is_string())
      return badInput(path.string(), ": '", clip(name),
                      "': expected a file name, got ", describeValue(value));
    std::string shard = value.get<std::string>();
    // A shard is a file of the directory, never a way out of it.
    if (shard.empty() || shard == "." || shard == ".." ||
        shard.find('/') != std::string::npos ||
        shard.find('\0') != std::string::npos)
      return badInput(path.string(), ": '", clip(name),
                      "': expected a file name, got '", clip(shard), "'");
    shards[shard].push_back(name);
  }
  return shards;
}

void Checkpoint::add(const SafetensorsFile &file, const TensorInfo &info) {
  tensors.emplace(info.name,
                  CheckpointTensor{info.dtype, info.shape, file.data(info),
                                   *numElements(info.shape)});
}

Expected<Checkpoint> Checkpoint::open(const std::string &directory) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  fs::path root(directory);
  if (!fs::is_directory(root, ignored))
    return badInput(directory, ": expected a checkpoint directory");

  Checkpoint checkpoint;
  checkpoint.path = directory;
  if (fs::exists(root / singleName, ignored)) {
    Expected<SafetensorsFile> file =
        SafetensorsFile::open((root / singleName).string());
    if (!file)
      return file.takeError();
    for (const TensorInfo &info : file->tensors())
      checkpoint.add(*file, info);
    checkpoint.files.push_back(std::move(*file));
    return checkpoint;
  }

  if (!fs::exists(root / indexName, ignored))
    return badInput(directory, ": expected ", singleName, " or ", indexName,
                    ", found neither");
  Expected<ShardMap> shards = readIndex(root / indexName);
  if (!shards)
    return shards.takeError();

  std::string absent;
  for (const auto &[shard, names] : *shards)
    if (!fs::exists(root / shard, ignored))
      absent += (absent.empty() ? "" : ", ") + clip(shard);
  if (!absent.empty())
    return badInput((root / indexName).string(),
                    ": names shards that are not there: ", absent);

  std::string lies;
  for (const auto &[shard, names] : *shards) {
    Expected<SafetensorsFile> file =
        SafetensorsFile::open((root / shard).string());
    if (!file)
      return file.takeError();
    std::unordered_map<std::string_view, const TensorInfo *> inFile;
    for (const TensorInfo &info : file->tensors())
      inFile.emplace(info.name, &info);
    for (const std::string &name : names) {
      auto it = inFile.find(name);
      if (it != inFile.end())
        checkpoint.add(*file, *it->second);
      else
        lies += concat(lies.empty() ? "" : ", ", clip(name), " (", shard, ")");
    }
    checkpoint.files.push_back(std::move(*file));
  }
  if (!lies.empty())
    return badInput((root / indexName).string(),
                    ": names tensors that their shards do not hold: ", lies);
  return checkpoint;
}

} // namespace mla::runtime
