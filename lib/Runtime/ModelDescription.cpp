//===- ModelDescription.cpp - what a compiled model says of itself --------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/ModelDescription.h"
#include "Json.h"

namespace mla::runtime {

namespace {

/// Reads the fields of one object; the first that is not as it should be makes
/// the error, and later reads do nothing.
class ObjectReader {
public:
  ObjectReader(const nlohmann::json &object, std::string where)
      : object(object), where(std::move(where)) {
    if (!object.is_object())
      fail("an object", object);
  }

  int64_t integer(const char *name, int64_t least, int64_t most = INT64_MAX) {
    const nlohmann::json *value = field(name);
    if (!value)
      return least;
    bool fits = value->is_number_unsigned()
                    ? value->get<uint64_t>() <= uint64_t(INT64_MAX)
                    : value->is_number_integer();
    int64_t number = fits ? value->get<int64_t>() : 0;
    if (!fits || number < least || number > most) {
      fail(concat("'", name, "' between ", least, " and ", most), *value);
      return least;
    }
    return number;
  }
  int64_t integerOr(const char *name, int64_t otherwise, int64_t least) {
    return has(name) ? integer(name, least) : otherwise;
  }
  std::string string(const char *name) {
    const nlohmann::json *value = field(name);
    if (value && value->is_string())
      return value->get<std::string>();
    if (value)
      fail(concat("a string '", name, "'"), *value);
    return "";
  }
  bool boolean(const char *name) {
    const nlohmann::json *value = field(name);
    if (value && value->is_boolean())
      return value->get<bool>();
    if (value)
      fail(concat("true or false in '", name, "'"), *value);
    return false;
  }
  const nlohmann::json &array(const char *name) {
    const nlohmann::json *value = field(name);
    if (value && value->is_array())
      return *value;
    if (value)
      fail(concat("a list '", name, "'"), *value);
    return none;
  }
  Shape shape(const char *name) {
    Shape result;
    for (const nlohmann::json &extent : array(name)) {
      if (!extent.is_number_unsigned() || extent.get<uint64_t>() == 0 ||
          extent.get<uint64_t>() > uint64_t(INT64_MAX)) {
        fail(concat("positive extents in '", name, "'"), extent);
        return {};
      }
      result.push_back(extent.get<int64_t>());
    }
    std::optional<int64_t> elements = numElements(result);
    if (!elements || *elements > INT64_MAX / 16)
      fail(concat("an addressable shape '", name, "'"), object[name]);
    return result;
  }
  std::vector<std::string> strings(const char *name) {
    std::vector<std::string> result;
    for (const nlohmann::json &item : array(name)) {
      if (!item.is_string()) {
        fail(concat("strings in '", name, "'"), item);
        break;
      }
      result.push_back(item.get<std::string>());
    }
    return result;
  }
  /// The value that `table` gives the field's string.
  template <typename T, size_t N>
  T oneOf(const char *name, const std::pair<const char *, T> (&table)[N]) {
    std::string text = string(name);
    std::string known;
    for (const auto &[spelling, value] : table) {
      if (text == spelling)
        return value;
      known += (known.empty() ? "" : ", ") + std::string(spelling);
    }
    fail(concat("'", name, "' to be one of ", known), nlohmann::json(text));
    return table[0].second;
  }
  bool has(const char *name) const {
    return object.is_object() && object.contains(name);
  }
  void fail(const std::string &expected, const nlohmann::json &got) {
    if (!error)
      error = badInput("the model's description: ", where, ": expected ",
                       expected, ", got ", describeValue(got));
  }
  Error takeError() { return std::move(error); }

private:
  const nlohmann::json *field(const char *name) {
    if (error)
      return nullptr;
    auto it = object.find(name);
    if (it != object.end())
      return &*it;
    error = badInput("the model's description: ", where, ": field '", name,
                     "' is missing");
    return nullptr;
  }

  const nlohmann::json &object;
  const nlohmann::json none = nlohmann::json::array();
  std::string where;
  Error error;
};

} // namespace

static constexpr std::pair<const char *, DType> paramTypes[] = {
    {"f32", DType::F32}, {"bf16", DType::BF16}, {"f16", DType::F16}};
static constexpr std::pair<const char *, ParamHow> paramHows[] = {
    {"view", ParamHow::View},
    {"stack", ParamHow::Stack},
    {"concat", ParamHow::Concat},
    {"slice", ParamHow::Slice}};
static constexpr std::pair<const char *, ParamInit> paramInits[] = {
    {"one", ParamInit::One},
    {"zero", ParamInit::Zero},
    {"normal", ParamInit::Normal},
    {"router", ParamInit::Router}};
/// Bytes of a cache's element; `i8` holds the fp8 layouts.
static constexpr std::pair<const char *, int64_t> cacheElements[] = {
    {"f32", 4}, {"bf16", 2}, {"f16", 2}, {"i8", 1}};

static Expected<ParamDescription> parseParam(const nlohmann::json &json,
                                             size_t index) {
  ObjectReader reader(json, concat("params[", index, "]"));
  ParamDescription param;
  param.name = reader.string("name");
  param.dtype = reader.oneOf("dtype", paramTypes);
  param.shape = reader.shape("shape");
  param.how = reader.oneOf("how", paramHows);
  param.from = reader.strings("from");
  param.init = reader.oneOf("init", paramInits);
  param.rowsPerToken = reader.integerOr("rows_per_token", 0, 1);
  if (param.how == ParamHow::Slice) {
    param.first = reader.integer("first", 0);
    param.axis = reader.integerOr("axis", 0, 0);
    if (param.axis >= int64_t(param.shape.size()))
      reader.fail("'axis' to be one of 'shape'", json);
  }
  bool many = param.how == ParamHow::Stack || param.how == ParamHow::Concat;
  if (param.from.empty() || (!many && param.from.size() != 1))
    reader.fail(many ? "tensors in 'from'" : "one tensor in 'from'",
                json.is_object() && json.contains("from") ? json["from"]
                                                          : json);
  if (param.how != ParamHow::View && param.shape.empty())
    reader.fail("a rank of at least 1", json);
  if (Error error = reader.takeError())
    return error;
  return param;
}

static Expected<CacheDescription> parseCache(const nlohmann::json &json,
                                             size_t index) {
  ObjectReader reader(json, concat("caches[", index, "]"));
  CacheDescription cache;
  cache.name = reader.string("name");
  cache.pageShape = reader.shape("page_shape");
  cache.elementBytes = reader.oneOf("element", cacheElements);
  if (cache.pageShape.empty())
    reader.fail("a page of rank 1 or more", json);
  if (Error error = reader.takeError())
    return error;
  return cache;
}

static Expected<RoutingDescription> parseRouting(const nlohmann::json &json,
                                                 size_t index) {
  ObjectReader reader(json, concat("routing[", index, "]"));
  RoutingDescription routing;
  routing.call = reader.integer("call", 0);
  routing.offset = reader.integer("offset", 0);
  routing.perToken = reader.integer("experts_per_token", 1, INT32_MAX);
  routing.experts = reader.integer("experts", 1, INT32_MAX);
  if (Error error = reader.takeError())
    return error;
  return routing;
}

Expected<ModelDescription> ModelDescription::parse(std::string_view text) {
  Expected<nlohmann::json> json = parseJson(text);
  if (!json)
    return badInput("the model's description: ", json.takeError().message());

  ObjectReader reader(*json, "top level");
  ModelDescription model;
  reader.integer("mla_model", 1, 1);
  model.name = reader.string("name");
  model.target = reader.string("target");
  model.dtype = reader.string("dtype");
  model.vocab = reader.integer("vocab", 1, INT32_MAX);
  model.maxPosition = reader.integer("max_position", 1, INT32_MAX);
  if (reader.has("long_context"))
    model.longContext = reader.integer("long_context", 1, INT32_MAX);
  model.maxTokens = reader.integer("max_tokens", 1, INT32_MAX);
  model.pageSize = reader.integer("page_size", 1, INT32_MAX);
  model.arenaBytes = reader.integer("arena_bytes", 0);
  for (const nlohmann::json &id : reader.array("eos")) {
    if (!id.is_number_integer() || id.get<int64_t>() < 0 ||
        id.get<int64_t>() > INT32_MAX) {
      reader.fail("token ids in 'eos'", id);
      break;
    }
    model.eos.push_back(id.get<int32_t>());
  }
  if (reader.has("programmatic_launch"))
    model.programmaticLaunch = reader.boolean("programmatic_launch");
  model.paramsLayout = reader.integerOr("params_layout", 0, 0);
  if (reader.has("kernels"))
    model.kernels = reader.strings("kernels");
  const nlohmann::json &caches = reader.array("caches");
  const nlohmann::json &params = reader.array("params");
  const nlohmann::json none = nlohmann::json::array();
  const nlohmann::json &routing =
      reader.has("routing") ? reader.array("routing") : none;
  if (Error error = reader.takeError())
    return error;

  for (size_t i = 0; i < caches.size(); ++i) {
    Expected<CacheDescription> cache = parseCache(caches[i], i);
    if (!cache)
      return cache.takeError();
    model.caches.push_back(std::move(*cache));
  }
  for (size_t i = 0; i < params.size(); ++i) {
    Expected<ParamDescription> param = parseParam(params[i], i);
    if (!param)
      return param.takeError();
    model.params.push_back(std::move(*param));
  }
  for (size_t i = 0; i < routing.size(); ++i) {
    Expected<RoutingDescription> layer = parseRouting(routing[i], i);
    if (!layer)
      return layer.takeError();
    int64_t bytes = model.maxTokens * layer->perToken * 4;
    if (layer->offset > model.arenaBytes - bytes)
      return badInput("the model's description: routing[", i,
                      "]: expected to lie in the arena of ", model.arenaBytes,
                      " bytes, got bytes ", layer->offset, " to ",
                      layer->offset + bytes);
    model.routing.push_back(*layer);
  }
  return model;
}

int64_t ModelDescription::pageBytes() const {
  int64_t bytes = 0;
  for (const CacheDescription &cache : caches)
    bytes += cache.pageBytes();
  return bytes;
}

int64_t ModelDescription::paramBytes() const {
  int64_t bytes = 0;
  for (const ParamDescription &param : params)
    bytes += param.bytes();
  return bytes;
}

} // namespace mla::runtime
