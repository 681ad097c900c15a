//===- PoisonMemory.cpp - NaN in memory that is dead ----------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PoisonMemory.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::mla;

static constexpr int64_t kWarp = 32;
static constexpr int64_t kWord = 8;
/// What an iteration, a warp, fills; places in an arena start at multiples.
static constexpr int64_t kChunk = kWarp * kWord;

void mlir::mla::buildPoison(OpBuilder &builder, Location loc, Value memory,
                            int64_t offset, int64_t bytes) {
  ImplicitLocOpBuilder b(loc, builder);
  int64_t chunks = llvm::divideCeil(bytes, kChunk);
  Type word = b.getI64Type();
  Value words = memref::ViewOp::create(
      b, MemRefType::get({chunks * kWarp}, word), memory,
      arith::ConstantIndexOp::create(b, offset), ValueRange());
  scf::ForallOp::create(
      b, ArrayRef<OpFoldResult>{b.getIndexAttr(chunks)}, ValueRange(),
      std::nullopt, [&](OpBuilder &nested, Location loc, ValueRange ivs) {
        ImplicitLocOpBuilder b(loc, nested);
        Value first = arith::MulIOp::create(
            b, ivs.front(), arith::ConstantIndexOp::create(b, kWarp));
        Value at = arith::AddIOp::create(
            b, first, gpu::LaneIdOp::create(b, b.getIndexType(), nullptr));
        memref::StoreOp::create(b, arith::ConstantIntOp::create(b, -1, 64),
                                words, at);
        scf::InParallelOp::create(b);
      });
}

func::FuncOp mlir::mla::getPoisonFunction(ModuleOp module, int64_t bytes) {
  std::string name = ("mla_poison_" + Twine(bytes)).str();
  if (auto known = module.lookupSymbol<func::FuncOp>(name))
    return known;
  MLIRContext *context = module.getContext();
  Location loc = module.getLoc();
  OpBuilder b = OpBuilder::atBlockEnd(module.getBody());
  auto type = MemRefType::get({ShapedType::kDynamic}, b.getI8Type());
  auto func = func::FuncOp::create(b, loc, name,
                                   FunctionType::get(context, {type}, {}));
  func.setPrivate();
  func->setAttr("mla.call", b.getStringAttr("dispatch"));
  Block *body = func.addEntryBlock();
  b.setInsertionPointToStart(body);
  buildPoison(b, loc, body->getArgument(0), 0, bytes);
  func::ReturnOp::create(b, loc);
  return func;
}
