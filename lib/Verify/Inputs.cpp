//===- Inputs.cpp - what functions are run on -----------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inputs.h"

#include "ArgumentSizes.h"
#include "F8Rows.h"

#include "../Runtime/CounterRandom.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace mlir;
using namespace mlir::mla;
using ::mla::runtime::hashName;
using ::mla::runtime::mix64;

/// Entries of the page table past a sequence's pages name this page, which
/// holds NaN.
static constexpr int64_t kForbiddenPage = 0;

//===----------------------------------------------------------------------===//
// Scenarios
//===----------------------------------------------------------------------===//

int64_t Scenario::realRows() const {
  int64_t rows = 0;
  for (const Sequence &sequence : sequences)
    rows += sequence.rows;
  return rows;
}

std::vector<Scenario> mlir::mla::scenariosOf(const ModelSizes &sizes) {
  int64_t longest = sizes.maxPosition;
  auto upTo = [&](int64_t cached, int64_t rows) {
    rows = std::min(rows, longest);
    return Scenario::Sequence{std::min(cached, longest - rows), rows};
  };
  Scenario prefill{"a prompt into empty caches", {upTo(0, 40)}};
  prefill.B = 1;
  prefill.T = prefill.sequences[0].rows;
  prefill.allLogits = true;

  // Lengths within a page and across two.
  int64_t page = sizes.pageSize;
  Scenario mixed{"decoding and prefill, with padding",
                 {upTo(9, 1), upTo(page + 2, 1), upTo(0, 1), upTo(page - 2, 6),
                  upTo(0, 4)}};
  mixed.decoding = 3;
  mixed.B = mixed.sequences.size() + 1;
  mixed.T = mixed.realRows() + 3;

  Scenario decode{"decoding, with padding",
                  {upTo(page - 1, 1), upTo(0, 1), upTo(page + 7, 1)}};
  decode.T = decode.B = 5;
  decode.decoding = decode.B;

  // So many rows that keys and values are better expanded.
  Scenario chunk{"a long chunk behind a cached prefix",
                 {upTo(5, 1), upTo(20, 140)}};
  chunk.decoding = 1;
  chunk.B = chunk.sequences.size();
  chunk.T = chunk.realRows();
  return {prefill, mixed, decode, chunk};
}

int64_t Inputs::logitRows(const Scenario &scenario) {
  return scenario.allLogits ? scenario.realRows() : scenario.sequences.size();
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

namespace {
/// Numbers that depend on a name and a counter only.
class Numbers {
public:
  Numbers(uint64_t seed, const llvm::Twine &name)
      : key(hashName(name.str()) ^ mix64(seed)) {}
  /// In [0, 1).
  double uniform(int64_t i) const {
    uint64_t bits = mix64(key + static_cast<uint64_t>(i) * 0x9E3779B97F4A7C15);
    return static_cast<double>(bits >> 11) * 0x1p-53;
  }
  /// With mean 0 and deviation 1.
  double signedUnit(int64_t i) const {
    return (2 * uniform(i) - 1) * std::sqrt(3.0);
  }
  int64_t below(int64_t i, int64_t bound) const {
    return static_cast<int64_t>(uniform(i) * static_cast<double>(bound));
  }

private:
  uint64_t key;
};
} // namespace

//===----------------------------------------------------------------------===//
// Parameters
//===----------------------------------------------------------------------===//

void Inputs::read(ModuleOp module) {
  for (auto op : module.getOps<ModelOp>()) {
    model.vocab = op.getVocab();
    model.maxPosition = op.getMaxPosition();
    if (op.getLongContext())
      model.longContext = *op.getLongContext();
  }
  module.walk([&](func::FuncOp func) {
    for (Type type : func.getArgumentTypes())
      if (getLatentEncoding(type))
        model.pageSize = cast<ShapedType>(type).getDimSize(1);
  });
  params.clear();
  made.clear();
  for (auto op : module.getOps<ParamOp>()) {
    auto type = cast<RankedTensorType>(op.getType());
    Param param{op.getHow(),
                op.getInit(),
                static_cast<int64_t>(op.getFirst().value_or(0)),
                static_cast<int64_t>(op.getAxis().value_or(0)),
                {},
                *elementOf(type.getElementType()),
                type.getShape().vec()};
    for (Attribute name : op.getFrom())
      param.from.push_back(cast<StringAttr>(name).str());
    if (param.how == Assembly::View)
      tensorSizes[param.from[0]] = type.getNumElements();
    params[op.getSymName()] = std::move(param);
  }
}

/// Weights of norms are near 1; of matmuls, such that a row of unit deviation
/// (`inner` elements) gives one. So nothing vanishes, and nothing saturates.
double Inputs::tensorElement(llvm::StringRef tensor, Init init, int64_t i,
                             int64_t inner) const {
  double unit = Numbers(seed, tensor).signedUnit(i);
  switch (init) {
  case Init::One:
    return 1 + 0.2 * unit;
  case Init::Zero:
    return 0.2 * unit;
  case Init::Normal:
  case Init::Router:
    return unit / std::sqrt(static_cast<double>(inner));
  }
  llvm_unreachable("all kinds are listed");
}

Array Inputs::makeParam(const Param &param) {
  Array array(param.element, param.shape);
  int64_t count = array.size(), inner = array.rowSize();
  auto copy = [&](llvm::StringRef tensor, int64_t from, int64_t to,
                  int64_t elements) {
    for (int64_t i = 0; i < elements; ++i)
      array.set(to + i, tensorElement(tensor, param.init, from + i, inner));
  };
  switch (param.how) {
  case Assembly::View:
    copy(param.from[0], 0, 0, count);
    return array;
  case Assembly::Slice: {
    int64_t before = 1, step = count;
    for (int64_t i = 0; i <= param.axis; ++i) {
      before *= i < param.axis ? param.shape[i] : 1;
      step /= param.shape[i];
    }
    // How long the tensor is along the axis is not known here: longer than any.
    constexpr int64_t farApart = int64_t(1) << 40;
    int64_t each = count / before;
    for (int64_t i = 0; i < before; ++i)
      copy(param.from[0], i * farApart + param.first * step, i * each, each);
    return array;
  }
  case Assembly::Stack: {
    int64_t each = count / static_cast<int64_t>(param.from.size());
    for (auto [i, tensor] : llvm::enumerate(param.from))
      copy(tensor, 0, static_cast<int64_t>(i) * each, each);
    return array;
  }
  case Assembly::Concat: {
    // Of tensors that no view has told the size of, the first takes the rest.
    int64_t known = 0;
    for (const std::string &tensor : param.from)
      known += tensorSizes.lookup(tensor);
    int64_t rest = std::max<int64_t>(count - known, 0), at = 0;
    for (const std::string &tensor : param.from) {
      int64_t elements = tensorSizes.lookup(tensor);
      if (elements == 0)
        elements = std::exchange(rest, 0);
      elements = std::min(elements, count - at);
      copy(tensor, 0, at, elements);
      at += elements;
    }
    return array;
  }
  }
  llvm_unreachable("all kinds are listed");
}

//===----------------------------------------------------------------------===//
// Batches
//===----------------------------------------------------------------------===//

namespace {
/// The arrays of a step (mla/Runtime/ModelABI.h), and which cached rows there
/// are before it.
struct BatchArrays {
  std::vector<int64_t> seqLens, queryStart, slots, positions, pageTable,
      logitRows, cachedSlots;
  int64_t pagesPerSequence = 0, numPages = 0, numDecode = 0,
          numDecodeTokens = 0, numContinuedTokens = 0;
};
} // namespace

static BatchArrays makeBatch(const Scenario &scenario, const ModelSizes &sizes,
                             int64_t page, uint64_t seed) {
  BatchArrays batch;
  batch.pagesPerSequence = llvm::divideCeil(sizes.maxPosition, page);
  int64_t used = 0;
  for (const Scenario::Sequence &sequence : scenario.sequences)
    used += llvm::divideCeil(sequence.cached + sequence.rows, page);
  // The first page is nobody's, and neither is the last.
  batch.numPages = used + 2;
  std::vector<int64_t> pages(used);
  std::iota(pages.begin(), pages.end(), kForbiddenPage + 1);
  Numbers numbers(seed, "pages of " + scenario.name);
  for (int64_t i = used - 1; i > 0; --i)
    std::swap(pages[i], pages[numbers.below(i, i + 1)]);

  batch.numDecode = scenario.decoding;
  batch.numDecodeTokens = scenario.decoding; // one row each
  batch.numContinuedTokens = batch.numDecodeTokens;
  batch.seqLens.assign(scenario.B, 0);
  batch.queryStart.assign(scenario.B + 1, scenario.realRows());
  batch.slots.assign(scenario.T, -1);
  batch.positions.assign(scenario.T, 0);
  batch.pageTable.assign(scenario.B * batch.pagesPerSequence, kForbiddenPage);
  int64_t row = 0, nextPage = 0;
  for (auto [b, sequence] : llvm::enumerate(scenario.sequences)) {
    int64_t length = sequence.cached + sequence.rows;
    int64_t pagesNeeded = llvm::divideCeil(length, page);
    int64_t *table = &batch.pageTable[b * batch.pagesPerSequence];
    for (int64_t i = 0; i < pagesNeeded; ++i)
      table[i] = pages[nextPage++];
    batch.seqLens[b] = length;
    batch.queryStart[b] = row;
    bool isLong = sizes.longContext && length > *sizes.longContext;
    for (int64_t p = 0; p < length; ++p) {
      int64_t slot = table[p / page] * page + p % page;
      if (p < sequence.cached) {
        batch.cachedSlots.push_back(slot);
        continue;
      }
      batch.slots[row] = slot;
      batch.positions[row] = isLong ? ~p : p;
      if (scenario.allLogits || p + 1 == length)
        batch.logitRows.push_back(row);
      ++row;
    }
    if (sequence.cached > 0)
      batch.numContinuedTokens = std::max(batch.numContinuedTokens, row);
  }
  if (!scenario.allLogits)
    batch.logitRows.push_back(0); // padding
  return batch;
}

/// What earlier steps wrote; elsewhere bytes that are NaN in all three types.
static Array makeF8Cache(RankedTensorType type, const BatchArrays &batch,
                         const Numbers &numbers) {
  Array cache(Element::I8, {batch.numPages, type.getDimSize(1), kF8Bytes});
  cache.fill(-1);
  for (int64_t slot : batch.cachedSlots) {
    std::vector<double> row(kF8Elements);
    for (auto [i, value] : llvm::enumerate(row))
      value = numbers.signedUnit(slot * kF8Elements + static_cast<int64_t>(i));
    writeF8Row(row, cache.data() + slot * kF8Bytes);
  }
  return cache;
}

/// What earlier steps wrote; NaN elsewhere.
static Array makeCache(RankedTensorType type, Element element,
                       const BatchArrays &batch, const Numbers &numbers) {
  if (getLatentEncoding(type).getStorage() == CacheStorage::FP8_656)
    return makeF8Cache(type, batch, numbers);
  Array cache(element,
              {batch.numPages, type.getDimSize(1), type.getDimSize(2)});
  cache.fill(isFloat(element) ? std::numeric_limits<double>::quiet_NaN() : 0);
  int64_t width = cache.rowSize();
  for (int64_t slot : batch.cachedSlots)
    for (int64_t i = 0; i < width; ++i)
      cache.set(slot * width + i, numbers.signedUnit(slot * width + i));
  return cache;
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

static Array listOf(const std::vector<int64_t> &values,
                    ArrayRef<int64_t> shape) {
  Array array(Element::I32, shape);
  for (auto [i, value] : llvm::enumerate(values))
    array.set(i, static_cast<double>(value));
  return array;
}
static Array listOf(const std::vector<int64_t> &values) {
  return listOf(values, {static_cast<int64_t>(values.size())});
}
static Array scalar(int64_t value) {
  Array array(Element::I64, {});
  array.set(0, static_cast<double>(value));
  return array;
}

/// An argument that no role explains: integers in the range of its attribute
/// `mla.range` (half open), below the number of rows without one.
static Array drawPlain(Element element, ArrayRef<int64_t> shape,
                       DenseI64ArrayAttr range, int64_t rows,
                       const Numbers &numbers) {
  Array array(element, shape);
  int64_t low = 0, high = element == Element::I1 ? 2 : rows;
  if (range && range.size() == 2)
    low = range[0], high = range[1];
  for (int64_t i = 0, count = array.size(); i < count; ++i)
    array.set(i, isFloat(element)
                     ? numbers.signedUnit(i)
                     : static_cast<double>(low + numbers.below(i, high - low)));
  return array;
}

/// Sizes stay what they were at the first level.
const std::vector<int64_t> &
Inputs::plainShape(const FlatFunction &flat, unsigned argument, int64_t rows) {
  func::FuncOp func = flat.func;
  auto key = [&](unsigned i) {
    return (func.getSymName() + "/" + flat.arguments[i].name).str();
  };
  if (!plainShapes.contains(key(argument)))
    for (auto [i, shape] :
         llvm::enumerate(argumentShapes(func, rows, !flat.isModel)))
      if (flat.arguments[i].role == Role::Plain)
        plainShapes[key(i)] = shape;
  return plainShapes[key(argument)];
}

llvm::Expected<std::vector<Array>> Inputs::draw(const FlatFunction &flat,
                                                const Scenario &scenario) {
  func::FuncOp func = flat.func;
  int64_t page = model.pageSize;
  for (auto [i, role] : llvm::enumerate(flat.arguments))
    if (role.role == Role::Cache)
      page = cast<ShapedType>(func.getArgument(i).getType()).getDimSize(1);
  BatchArrays batch = makeBatch(scenario, model, page, seed);
  int64_t S = batch.logitRows.size();

  std::vector<Array> arguments;
  for (auto [i, argument] : llvm::enumerate(flat.arguments)) {
    Type type = func.getArgument(i).getType();
    auto tensor = dyn_cast<RankedTensorType>(type);
    std::optional<Element> element =
        elementOf(tensor ? tensor.getElementType() : type);
    if (!element)
      return llvm::createStringError("argument #" + llvm::Twine(i) +
                                     " has a type that cannot be drawn");
    // Sizes that are not static are the number of rows.
    SmallVector<int64_t> shape;
    if (tensor)
      for (int64_t size : tensor.getShape())
        shape.push_back(!ShapedType::isDynamic(size) ? size
                        : argument.role == Role::Destination && flat.isStep
                            ? S
                            : scenario.T);
    if (argument.role == Role::Plain && !flat.hasBatch)
      llvm::copy(plainShape(flat, i, scenario.T), shape.begin());
    Numbers numbers(seed, "argument " + argument.name);
    switch (argument.role) {
    case Role::NumDecode:
      arguments.push_back(scalar(batch.numDecode));
      break;
    case Role::NumDecodeTokens:
      arguments.push_back(scalar(batch.numDecodeTokens));
      break;
    case Role::NumContinuedTokens:
      arguments.push_back(scalar(batch.numContinuedTokens));
      break;
    case Role::SeqLens:
      arguments.push_back(listOf(batch.seqLens));
      break;
    case Role::QueryStart:
      arguments.push_back(listOf(batch.queryStart));
      break;
    case Role::SlotMapping:
      arguments.push_back(listOf(batch.slots));
      break;
    case Role::Positions:
      arguments.push_back(listOf(batch.positions));
      break;
    case Role::PageTable:
      arguments.push_back(
          listOf(batch.pageTable, {scenario.B, batch.pagesPerSequence}));
      break;
    case Role::LogitRows:
      arguments.push_back(listOf(batch.logitRows));
      break;
    case Role::Tokens: {
      Array tokens(*element, shape);
      Numbers ids(seed, "tokens");
      for (int64_t t = 0; t < tokens.size(); ++t)
        tokens.set(t, t < scenario.realRows() ? ids.below(t, model.vocab) : 0);
      arguments.push_back(std::move(tokens));
      break;
    }
    case Role::Cache:
      arguments.push_back(makeCache(tensor, *element, batch,
                                    Numbers(seed, "cache " + argument.name)));
      break;
    case Role::Destination:
      arguments.emplace_back(*element, shape);
      arguments.back().fill(std::numeric_limits<double>::quiet_NaN());
      break;
    case Role::Param: {
      auto known = made.find(argument.name);
      if (known == made.end()) {
        auto param = params.find(argument.name);
        if (param == params.end())
          return llvm::createStringError("there is no mla.param @" +
                                         argument.name);
        known = made.try_emplace(argument.name, makeParam(param->second)).first;
      }
      arguments.push_back(known->second);
      break;
    }
    case Role::Plain:
      arguments.push_back(
          drawPlain(*element, shape,
                    func.getArgAttrOfType<DenseI64ArrayAttr>(i, "mla.range"),
                    scenario.T, numbers));
      break;
    }
  }
  return arguments;
}
