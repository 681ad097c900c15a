//===- ParameterPlan.cpp - which checkpoint tensor goes where -------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Parameters.h"
#include <algorithm>
#include <set>

namespace mla::runtime {

/// Rows and columns that share one scale of a block-scaled fp8 tensor.
static constexpr int64_t scaleBlock = 128;

namespace {

class Planner {
public:
  Planner(const ModelDescription &model, const Checkpoint &checkpoint)
      : model(model), checkpoint(checkpoint) {}

  Expected<std::vector<ParameterPiece>> run() {
    for (size_t i = 0; i < model.params.size(); ++i)
      planParam(i);
    if (missing.empty() && misfits.empty())
      return std::move(pieces);
    std::string message = checkpoint.directory() + " does not fit the model";
    const char *separator = ": ";
    if (!missing.empty()) {
      message += concat(separator, missing.size(), " missing (");
      for (const std::string &name : missing)
        message += (name == *missing.begin() ? "" : ", ") + name;
      message += ")";
      separator = "; ";
    }
    for (const std::string &misfit : misfits) {
      message += separator + misfit;
      separator = "; ";
    }
    return badInput(message);
  }

private:
  void planParam(size_t index);
  void addPiece(size_t index, const std::string &name,
                const CheckpointTensor &tensor, int64_t firstRow, int64_t rows,
                int64_t firstElement);
  void planSlice(size_t index, const CheckpointTensor &tensor);
  const CheckpointTensor *find(const std::string &name) {
    const CheckpointTensor *tensor = checkpoint.find(name);
    if (!tensor)
      missing.insert(name);
    return tensor;
  }
  void misfit(const std::string &name, const std::string &expected,
              const std::string &got) {
    misfits.insert(concat(name, ": expected ", expected, ", got ", got));
  }

  const ModelDescription &model;
  const Checkpoint &checkpoint;
  std::vector<ParameterPiece> pieces;
  std::set<std::string> missing, misfits;
};

} // namespace

/// Whether one shape only merges or splits neighbouring axes of the other. The
/// same number of elements is not enough: a transposed matrix has that too.
static bool reshapes(const Shape &a, const Shape &b) {
  auto products = [](const Shape &shape) {
    std::vector<int64_t> result;
    int64_t product = 1;
    for (int64_t extent : shape)
      if (extent != 1)
        result.push_back(product *= extent);
    return result;
  };
  std::vector<int64_t> p = products(a), q = products(b);
  if (p.size() < q.size())
    std::swap(p, q);
  return (p.empty() ? 1 : p.back()) == (q.empty() ? 1 : q.back()) &&
         std::includes(p.begin(), p.end(), q.begin(), q.end());
}

static bool isFloat(DType dtype) {
  return dtype == DType::F32 || dtype == DType::BF16 || dtype == DType::F16 ||
         dtype == DType::F8E4M3;
}

/// Whether every value of `from` is one of `to`, scales aside.
static bool converts(DType from, DType to) {
  if (from == to)
    return isFloat(from);
  if (from == DType::F8E4M3)
    return to == DType::BF16 || to == DType::F32;
  return to == DType::F32 && (from == DType::BF16 || from == DType::F16);
}

void Planner::addPiece(size_t index, const std::string &name,
                       const CheckpointTensor &tensor, int64_t firstRow,
                       int64_t rows, int64_t firstElement) {
  DType to = model.params[index].dtype;
  if (!converts(tensor.dtype, to)) {
    std::string allowed;
    for (DType dtype : {DType::F32, DType::BF16, DType::F16, DType::F8E4M3})
      if (converts(dtype, to))
        allowed +=
            concat(allowed.empty() ? "" : " or ", safetensorsName(dtype));
    return misfit(name, allowed, std::string(safetensorsName(tensor.dtype)));
  }
  int64_t rowElements = tensor.shape.empty() || tensor.shape[0] == 0
                            ? tensor.elements
                            : tensor.elements / tensor.shape[0];
  ParameterPiece piece;
  piece.param = index;
  piece.firstElement = firstElement;
  piece.elements = rows * rowElements;
  piece.source = tensor.data + firstRow * rowElements * byteWidth(tensor.dtype);
  piece.from = tensor.dtype;
  piece.to = to;

  if (tensor.dtype == DType::F8E4M3) {
    std::string scaleName = name + "_scale_inv";
    if (tensor.shape.size() != 2)
      return misfit(name, "a matrix, as F8_E4M3 is scaled by blocks",
                    toString(tensor.shape));
    const CheckpointTensor *scales = find(scaleName);
    if (!scales)
      return;
    auto blocks = [](int64_t n) { return (n + scaleBlock - 1) / scaleBlock; };
    Shape expected = {blocks(tensor.shape[0]), blocks(tensor.shape[1])};
    if (scales->dtype != DType::F32 || scales->shape != expected)
      return misfit(
          scaleName, "F32 " + toString(expected),
          concat(safetensorsName(scales->dtype), " ", toString(scales->shape)));
    piece.scales = scales->data;
    piece.columns = tensor.shape[1];
    piece.scaleColumns = expected[1];
    piece.firstRow = firstRow;
  }
  pieces.push_back(piece);
}

void Planner::planParam(size_t index) {
  const ParamDescription &param = model.params[index];
  std::vector<const CheckpointTensor *> tensors;
  bool complete = true;
  for (const std::string &name : param.from) {
    tensors.push_back(find(name));
    complete &= tensors.back() != nullptr;
  }
  // Axes of one row of the parameter: what stacked tensors look like, and what
  // follows axis 0 of concatenated or sliced ones.
  Shape inner(param.shape.begin() + (param.shape.empty() ? 0 : 1),
              param.shape.end());
  auto rowsOf = [](const CheckpointTensor &tensor) {
    return tensor.shape.empty() ? 1 : tensor.shape[0];
  };
  auto innerMatches = [&](const CheckpointTensor &tensor) {
    return tensor.shape.size() == param.shape.size() &&
           std::equal(inner.begin(), inner.end(), tensor.shape.begin() + 1);
  };

  switch (param.how) {
  case ParamHow::View:
    if (!complete)
      return;
    if (!reshapes(param.shape, tensors[0]->shape))
      return misfit(param.from[0], toString(param.shape),
                    toString(tensors[0]->shape));
    return addPiece(index, param.from[0], *tensors[0], 0, rowsOf(*tensors[0]),
                    0);

  case ParamHow::Stack: {
    if (int64_t(tensors.size()) != param.shape[0])
      return misfit(param.name, concat(param.shape[0], " tensors to stack"),
                    concat(tensors.size()));
    int64_t each = *numElements(inner);
    for (size_t i = 0; i < tensors.size(); ++i) {
      if (!tensors[i])
        continue;
      if (!reshapes(inner, tensors[i]->shape))
        misfit(param.from[i], toString(inner), toString(tensors[i]->shape));
      else
        addPiece(index, param.from[i], *tensors[i], 0, rowsOf(*tensors[i]),
                 int64_t(i) * each);
    }
    return;
  }

  case ParamHow::Concat: {
    int64_t rows = 0, each = *numElements(inner);
    bool fits = true;
    for (size_t i = 0; i < tensors.size(); ++i) {
      if (!tensors[i])
        continue;
      if (!innerMatches(*tensors[i])) {
        fits = false;
        misfit(param.from[i],
               param.shape.size() == 1
                   ? "a vector"
                   : "rows of " + toString(inner) + " elements",
               toString(tensors[i]->shape));
        continue;
      }
      addPiece(index, param.from[i], *tensors[i], 0, rowsOf(*tensors[i]),
               rows * each);
      rows += rowsOf(*tensors[i]);
    }
    if (complete && fits && rows != param.shape[0]) {
      std::string names;
      for (const std::string &name : param.from)
        names += (names.empty() ? "" : " + ") + name;
      misfit(names, concat(param.shape[0], " rows together"), concat(rows));
    }
    return;
  }

  case ParamHow::Slice:
    if (complete)
      planSlice(index, *tensors[0]);
    return;
  }
}

/// One piece for each index of the axes before the one that is cut.
void Planner::planSlice(size_t index, const CheckpointTensor &tensor) {
  const ParamDescription &param = model.params[index];
  size_t axis = size_t(param.axis);
  Shape least = param.shape;
  bool fits = tensor.shape.size() == least.size() &&
              !__builtin_add_overflow(param.first, least[axis], &least[axis]) &&
              least[axis] <= tensor.shape[axis];
  for (size_t i = 0; fits && i < least.size(); ++i)
    fits = i == axis || least[i] == tensor.shape[i];
  if (!fits)
    return misfit(param.from[0],
                  toString(least) +
                      (axis == 0 ? " or more rows"
                                 : concat(" or more along axis ", param.axis)),
                  toString(tensor.shape));
  // The tensor as [before, along the axis, after], its rows all but the last.
  CheckpointTensor rows = tensor;
  int64_t before = 1, along = tensor.shape[axis];
  for (size_t i = 0; i < axis; ++i)
    before *= tensor.shape[i];
  if (axis > 0) {
    rows.shape.erase(rows.shape.begin(), rows.shape.begin() + axis + 1);
    rows.shape.insert(rows.shape.begin(), before * along);
  }
  int64_t each = param.elements() / std::max<int64_t>(before, 1);
  for (int64_t i = 0; i < before; ++i)
    addPiece(index, param.from[0], rows, i * along + param.first,
             param.shape[axis], i * each);
}

Expected<std::vector<ParameterPiece>>
planParameters(const ModelDescription &model, const Checkpoint &checkpoint) {
  return Planner(model, checkpoint).run();
}

} // namespace mla::runtime
