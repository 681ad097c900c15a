//===- Reference.cpp - ops that have no generated code --------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Reference.h"

#include "Descriptor.h"
#include "F8Rows.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// The definition of mla.cached_attention
//===----------------------------------------------------------------------===//

namespace {
/// A memref argument, read and written as f64.
class View {
public:
  View(const void *descriptor, int64_t rank, int64_t element)
      : memref(rank, descriptor), element(static_cast<Element>(element)) {}

  template <typename... Indices> double operator()(Indices... indices) const {
    return readElement(element, at({static_cast<int64_t>(indices)...}));
  }
  template <typename... Indices> void set(double value, Indices... indices) {
    writeElement(element, value, at({static_cast<int64_t>(indices)...}));
  }
  int64_t size(int64_t dim) const { return memref.sizes()[dim]; }

  char *at(std::initializer_list<int64_t> indices) const {
    return memref.address(ArrayRef(indices.begin(), indices.size()),
                          byteWidth(element));
  }

private:
  Descriptor memref;
  Element element;
};
} // namespace

static constexpr int64_t kI32 = static_cast<int64_t>(Element::I32);

/// Shapes as `mla.cached_attention` has them; the elements of the activations
/// (and of `out`), of the weight and of the cache are given beside them.
static void cachedAttention(void *qNopeArg, void *qRopeArg, void *cKvArg,
                            void *kRopeArg, void *kvBArg, void *seqLensArg,
                            void *queryStartArg, void *slotsArg,
                            void *pageTableArg, void *outArg, void *cacheArg,
                            int64_t activation, int64_t weight, int64_t storage,
                            float scale) {
  View qNope(qNopeArg, 3, activation), qRope(qRopeArg, 3, activation);
  View cKv(cKvArg, 2, activation), kRope(kRopeArg, 2, activation);
  View kvB(kvBArg, 2, weight);
  View seqLens(seqLensArg, 1, kI32), queryStart(queryStartArg, 1, kI32);
  View slots(slotsArg, 1, kI32), pageTable(pageTableArg, 2, kI32);
  View out(outArg, 3, activation), cache(cacheArg, 3, storage);
  int64_t T = qNope.size(0), N = qNope.size(1), P = qNope.size(2);
  int64_t R = qRope.size(2), L = cKv.size(1), V = out.size(2);
  int64_t page = cache.size(1), B = seqLens.size(0);

  // Bytes are rows of storage fp8_656.
  bool isF8 = static_cast<Element>(storage) == Element::I8;
  auto readRow = [&](int64_t at, int64_t in) {
    if (isF8)
      return readF8Row(cache.at({at, in, 0}));
    std::vector<double> row;
    for (int64_t i = 0; i < L + R; ++i)
      row.push_back(cache(at, in, i));
    return row;
  };
  for (int64_t t = 0; t < T; ++t) {
    int64_t slot = slots(t);
    if (slot < 0)
      continue;
    std::vector<double> row;
    for (int64_t l = 0; l < L; ++l)
      row.push_back(cKv(t, l));
    for (int64_t r = 0; r < R; ++r)
      row.push_back(kRope(t, r));
    if (isF8)
      writeF8Row(row, cache.at({slot / page, slot % page, 0}));
    for (int64_t i = 0; !isF8 && i < L + R; ++i)
      cache.set(row[i], slot / page, slot % page, i);
  }
  for (int64_t t = 0; t < T; ++t)
    for (int64_t n = 0; n < N; ++n)
      for (int64_t v = 0; v < V; ++v)
        out.set(0, t, n, v);

  for (int64_t b = 0; b < B; ++b) {
    int64_t begin = queryStart(b), rows = queryStart(b + 1) - begin;
    int64_t length = seqLens(b);
    std::vector<std::vector<double>> cached;
    for (int64_t j = 0; j < length; ++j)
      cached.push_back(readRow(pageTable(b, j / page), j % page));
    for (int64_t n = 0; n < N; ++n) {
      // Keys and values of the head, out of the latent.
      std::vector<double> expanded(length * (P + V));
      for (int64_t j = 0; j < length; ++j)
        for (int64_t c = 0; c < P + V; ++c) {
          double sum = 0;
          for (int64_t l = 0; l < L; ++l)
            sum += kvB(n * (P + V) + c, l) * cached[j][l];
          expanded[j * (P + V) + c] = sum;
        }
      for (int64_t i = 0; i < rows; ++i) {
        int64_t visible = length - rows + 1 + i;
        std::vector<double> scores(visible);
        double largest = -std::numeric_limits<double>::infinity();
        for (int64_t j = 0; j < visible; ++j) {
          double sum = 0;
          for (int64_t p = 0; p < P; ++p)
            sum += qNope(begin + i, n, p) * expanded[j * (P + V) + p];
          for (int64_t r = 0; r < R; ++r)
            sum += qRope(begin + i, n, r) * cached[j][L + r];
          scores[j] = scale * sum;
          largest = std::max(largest, scores[j]);
        }
        double total = 0;
        for (double &score : scores)
          total += score = std::exp(score - largest);
        for (int64_t v = 0; v < V; ++v) {
          double sum = 0;
          for (int64_t j = 0; j < visible; ++j)
            sum += scores[j] * expanded[j * (P + V) + P + v];
          out.set(sum / total, begin + i, n, v);
        }
      }
    }
  }
}

//===----------------------------------------------------------------------===//
// Calls of it
//===----------------------------------------------------------------------===//

/// The memref that a tensor is kept in; a cache's encoding is its memory space.
static MemRefType bufferOf(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return MemRefType::get(tensor.getShape(), tensor.getElementType(),
                         MemRefLayoutAttrInterface(), tensor.getEncoding());
}

static Value toBuffer(ImplicitLocOpBuilder &b, Value tensor) {
  return bufferization::ToBufferOp::create(b, bufferOf(tensor.getType()),
                                           tensor, /*read_only=*/true);
}

static Value allocateLike(ImplicitLocOpBuilder &b, Value tensor) {
  SmallVector<Value> sizes;
  auto type = cast<RankedTensorType>(tensor.getType());
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    if (type.isDynamicDim(dim))
      sizes.push_back(tensor::DimOp::create(b, tensor, dim));
  return memref::AllocOp::create(b, bufferOf(type), sizes);
}

static Value toTensor(ImplicitLocOpBuilder &b, Value buffer, Type type) {
  return bufferization::ToTensorOp::create(b, type, buffer, /*restrict=*/true,
                                           /*writable=*/true);
}

/// The called function, one for each list of types.
static func::FuncOp declare(ModuleOp module, SymbolTable &symbols,
                            FunctionType type, Symbols &declared) {
  for (auto &[name, address] : declared)
    if (auto func = symbols.lookup<func::FuncOp>(name);
        func.getFunctionType() == type)
      return func;
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  auto func = func::FuncOp::create(builder, module.getLoc(),
                                   "mla_reference_cached_attention", type);
  func.setPrivate();
  func->setAttr(LLVM::LLVMDialect::getEmitCWrapperAttrName(),
                builder.getUnitAttr());
  declared.emplace_back(symbols.insert(func).str(),
                        reinterpret_cast<void *>(cachedAttention));
  return func;
}

LogicalResult mlir::mla::callReferences(ModuleOp module, Symbols &declared) {
  SymbolTable symbols(module);
  SmallVector<CachedAttentionOp> ops;
  module.walk([&](CachedAttentionOp op) { ops.push_back(op); });
  for (CachedAttentionOp op : ops) {
    auto pack = op.getBatch().getDefiningOp<PackBatchOp>();
    if (!pack)
      return op.emitOpError("expected a batch made by mla.pack_batch");
    ImplicitLocOpBuilder b(op.getLoc(), op);
    SmallVector<Value> arguments;
    for (Value value :
         {op.getQNope(), op.getQRope(), op.getCKv(), op.getKRope(), op.getKvB(),
          pack.getSeqLens(), pack.getQueryStart(), pack.getSlotMapping(),
          pack.getPageTable()})
      arguments.push_back(toBuffer(b, value));
    Value out = allocateLike(b, op.getInit());
    Value cache = allocateLike(b, op.getCache());
    memref::CopyOp::create(b, toBuffer(b, op.getCache()), cache);
    arguments.append({out, cache});
    for (Value value : {op.getInit(), op.getKvB(), op.getCache()}) {
      std::optional<Element> element =
          elementOf(cast<ShapedType>(value.getType()).getElementType());
      if (!element)
        return op.emitOpError("has elements that cannot be read");
      arguments.push_back(
          arith::ConstantIndexOp::create(b, static_cast<int64_t>(*element)));
    }
    arguments.push_back(arith::ConstantOp::create(b, op.getScaleAttr()));
    auto type = b.getFunctionType(ValueRange(arguments).getTypes(), {});
    func::CallOp::create(b, declare(module, symbols, type, declared),
                         arguments);
    op->replaceAllUsesWith(
        ValueRange{toTensor(b, out, op.getInit().getType()),
                   toTensor(b, cache, op.getCache().getType())});
    op.erase();
  }
  return success();
}
