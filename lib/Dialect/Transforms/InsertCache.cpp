//===- InsertCache.cpp - gives attention a cache --------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LogitRows.h"

#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/StringSet.h"

namespace mlir::mla {
#define GEN_PASS_DEF_INSERTCACHEPASS
#include "mla/Dialect/Transforms/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// What is accepted
//===----------------------------------------------------------------------===//

static bool isRowsOfI32(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.getRank() == 1 && tensor.isDynamicDim(0) &&
         tensor.getElementType().isSignlessInteger(32);
}

static LogicalResult checkSignature(func::FuncOp func) {
  FunctionType type = func.getFunctionType();
  if (type.getNumInputs() != 2 ||
      !llvm::all_of(type.getInputs(), isRowsOfI32)) {
    InFlightDiagnostic diag =
        func.emitOpError()
        << "expected arguments (tokens: tensor<?xi32>, positions: "
           "tensor<?xi32>) to insert caches, got "
        << type;
    bool hasBatch = llvm::any_of(type.getInputs(), [](Type input) {
      auto tensor = dyn_cast<RankedTensorType>(input);
      return tensor && tensor.getRank() == 2;
    });
    if (hasBatch)
      diag.attachNote() << "a step takes the tokens of all its sequences as "
                           "rows: write the function for one sequence, "
                           "tokens[T] and positions[T] to logits[T, V]";
    return diag;
  }
  auto logits = type.getNumResults() == 1
                    ? dyn_cast<RankedTensorType>(type.getResult(0))
                    : RankedTensorType();
  if (!logits || logits.getRank() != 2 || !logits.isDynamicDim(0) ||
      logits.isDynamicDim(1) || !logits.getElementType().isF32())
    return func.emitOpError() << "expected one result, logits: tensor<?xVxf32> "
                                 "with a static vocabulary V, got "
                              << type;
  if (!func.getBody().hasOneBlock())
    return func.emitOpError() << "expected a body of one block";
  return success();
}

/// The rows of a step belong to many sequences, so nothing but attention may
/// let one token's row see another's.
static LogicalResult checkTokenWise(Operation *op, DimAnalysis &dims) {
  if (isa<AttentionOp, MoePlanOp, GroupedMatmulOp, GetParamOp,
          arith::ConstantOp, tensor::DimOp, tensor::EmptyOp, tensor::CastOp,
          tensor::ExpandShapeOp, tensor::CollapseShapeOp, func::ReturnOp>(op) ||
      isa<CaptureSafeOpInterface>(op))
    return success();
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op)) {
    for (auto [iterator, size] : llvm::zip_equal(
             linalgOp.getIteratorTypesArray(), linalgOp.getStaticLoopRanges()))
      if (iterator == utils::IteratorType::reduction &&
          ShapedType::isDynamic(size))
        return op->emitOpError()
               << "sums over a dynamic size, that is, over the tokens of a "
                  "sequence; a step's rows belong to many sequences, so that "
                  "only mla.attention may mix them";
    return success();
  }
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
    RankedTensorType type = slice.getSourceType();
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      if (type.isDynamicDim(dim) && !(dims.get(slice.getMixedSizes()[dim]) ==
                                      dims.get(slice.getSource(), dim)))
        return op->emitOpError()
               << "takes a part of dimension " << dim
               << ", whose size is dynamic; a step's rows belong to many "
                  "sequences, so that only whole columns can be sliced";
    return success();
  }
  if (OpTrait::hasElementwiseMappableTraits(op) ||
      (isMemoryEffectFree(op) && op->getNumRegions() == 0 &&
       llvm::none_of(op->getOperandTypes(), llvm::IsaPred<TensorType>) &&
       llvm::none_of(op->getResultTypes(), llvm::IsaPred<TensorType>)))
    return success();
  return op->emitOpError() << "is not known to work on each token alone, which "
                              "everything but mla.attention must in a step";
}

static std::optional<CacheStorage> storageOf(Type element) {
  if (element.isF32())
    return CacheStorage::F32;
  if (element.isF16())
    return CacheStorage::F16;
  if (element.isBF16())
    return CacheStorage::BF16;
  return std::nullopt;
}

/// The layout of 656 bytes is for these sizes alone.
static constexpr int64_t kFP8Latent = 512, kFP8Key = 64, kFP8Row = 656;

static LogicalResult checkFP8(AttentionOp op) {
  int64_t L = cast<ShapedType>(op.getCKv().getType()).getDimSize(1);
  int64_t R = cast<ShapedType>(op.getKRope().getType()).getDimSize(1);
  if (L == kFP8Latent && R == kFP8Key)
    return success();
  return op.emitOpError() << "expected kv_lora_rank " << kFP8Latent
                          << " and qk_rope_head_dim " << kFP8Key
                          << " for a cache in fp8 (656 bytes a token), got "
                          << L << " and " << R;
}

static LogicalResult checkAttention(AttentionOp op, func::FuncOp func) {
  if (op->getParentOp() != func)
    return op.emitOpError() << "expected to stand in the function's body, not "
                               "inside of "
                            << op->getParentOp()->getName();
  auto type = cast<RankedTensorType>(op.getCKv().getType());
  if (type.getRank() != 2)
    return op.emitOpError()
           << "expected operands of one flat sequence, c_kv = [T, L], got "
           << type << "; collapse the batch dimension first";
  if (!storageOf(type.getElementType()))
    return op.emitOpError() << "expected c_kv of f32, f16 or bf16 to store in "
                               "a cache, got "
                            << type.getElementType();
  return success();
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

static StringRef nameOf(Location loc) {
  StringRef name;
  loc->walk([&](Location inner) {
    auto named = dyn_cast<NameLoc>(inner);
    if (!named)
      return WalkResult::advance();
    name = named.getName();
    return WalkResult::interrupt();
  });
  return name;
}

static std::string uniqueName(AttentionOp op, llvm::StringSet<> &taken) {
  StringRef base = nameOf(op.getLoc());
  std::string name = base.empty() ? "attention" : base.str();
  for (unsigned i = 1; !taken.insert(name).second; ++i)
    name = ((base.empty() ? "attention" : base) + "." + Twine(i)).str();
  return name;
}

//===----------------------------------------------------------------------===//
// The change
//===----------------------------------------------------------------------===//

/// Replaces attention by attention over the cache, which becomes its new
/// version.
static Value useCache(AttentionOp op, Value batch, Value cache) {
  OpBuilder builder(op);
  auto cached = CachedAttentionOp::create(
      builder, op.getLoc(), TypeRange{op.getInit().getType(), cache.getType()},
      op.getQNope(), op.getQRope(), op.getCKv(), op.getKRope(), op.getKvB(),
      batch, op.getInit(), cache, op.getScaleAttr());
  op->replaceAllUsesWith(ValueRange{cached.getResult(0)});
  op.erase();
  return cached.getResult(1);
}

/// Gives the op the slots of the batch, so that padded rows go nowhere.
static void useSlots(MoePlanOp op, Value slots) {
  if (op.getSlots())
    return;
  OpBuilder builder(op);
  auto withSlots = MoePlanOp::create(builder, op.getLoc(), op.getResultTypes(),
                                     op.getExperts(), slots, op.getOffsets(),
                                     op.getRows(), op.getPlaces());
  op->replaceAllUsesWith(withSlots);
  op.erase();
}

/// The cache of an attention.
static RankedTensorType cacheType(AttentionOp op, int64_t pageSize,
                                  KVCache kind) {
  int64_t L = cast<ShapedType>(op.getCKv().getType()).getDimSize(1);
  int64_t R = cast<ShapedType>(op.getKRope().getType()).getDimSize(1);
  Type element = cast<ShapedType>(op.getCKv().getType()).getElementType();
  CacheStorage storage = *storageOf(element);
  int64_t row = L + R;
  if (kind == KVCache::FP8) {
    storage = CacheStorage::FP8_656;
    element = IntegerType::get(op.getContext(), 8);
    row = kFP8Row;
  }
  return RankedTensorType::get({ShapedType::kDynamic, pageSize, row}, element,
                               LatentAttr::get(op.getContext(), L, R, storage));
}

static void insertCaches(func::FuncOp func, ArrayRef<AttentionOp> attentions,
                         int64_t pageSize, KVCache kind) {
  MLIRContext *context = func.getContext();
  Block &body = func.getBody().front();
  Location loc = func.getLoc();
  Value tokens = body.getArgument(0), positions = body.getArgument(1);
  Value batch = body.insertArgument(0u, BatchType::get(context), loc);
  Value rows = body.addArgument(tokens.getType(), loc);

  // The sizes of a step are those of its tokens.
  OpBuilder builder = OpBuilder::atBlockBegin(&body);
  Value count = tensor::DimOp::create(builder, loc, tokens, 0);
  auto rowsOfBatch = [&](BatchField field) {
    return BatchRowsOp::create(builder, loc,
                               cast<RankedTensorType>(tokens.getType()), batch,
                               field)
        .getResult();
  };
  Value newPositions = rowsOfBatch(BatchField::Positions);
  for (Operation *user : llvm::make_early_inc_range(positions.getUsers()))
    if (auto dim = dyn_cast<tensor::DimOp>(user)) {
      dim.replaceAllUsesWith(count);
      dim.erase();
    }
  positions.replaceAllUsesWith(newPositions);
  body.eraseArgument(cast<BlockArgument>(positions).getArgNumber());

  SmallVector<MoePlanOp> plans(body.getOps<MoePlanOp>());
  if (!plans.empty()) {
    Value slots = rowsOfBatch(BatchField::SlotMapping);
    for (MoePlanOp plan : plans)
      useSlots(plan, slots);
  }

  llvm::StringSet<> taken;
  SmallVector<Value> caches;
  SmallVector<DictionaryAttr> argAttrs(3);
  for (AttentionOp op : attentions) {
    RankedTensorType type = cacheType(op, pageSize, kind);
    std::string name = uniqueName(op, taken);
    remark::passed(op.getLoc(),
                   remark::RemarkOpts::name("InsertCache").category("mla"))
        << remark::add("attention keeps its rows in a cache")
        << remark::metric("cache", name)
        << remark::metric("bytes_per_token", type.getDimSize(2) *
                                                 type.getElementTypeBitWidth() /
                                                 8)
        << remark::metric("page_size", pageSize);
    argAttrs.push_back(builder.getDictionaryAttr(
        builder.getNamedAttr("mla.cache", builder.getStringAttr(name))));
    caches.push_back(useCache(op, batch, body.addArgument(type, op.getLoc())));
  }

  auto returnOp = cast<func::ReturnOp>(body.getTerminator());
  DimAnalysis dims;
  SmallVector<Value> results{computeRows(returnOp.getOperand(0), rows, dims)};
  results.append(caches);
  returnOp.getOperandsMutable().assign(results);

  func.setSymName("step");
  func.setPublic();
  func.setType(FunctionType::get(context, body.getArgumentTypes(),
                                 ValueRange(results).getTypes()));
  func.setAllArgAttrs(argAttrs);
  func.removeResAttrsAttr();
  func->setAttr("mla.step", builder.getUnitAttr());
  // What all rows were computed with is dead now.
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
    if (isOpTriviallyDead(&op))
      op.erase();
}

namespace {
struct InsertCache final : mla::impl::InsertCachePassBase<InsertCache> {
  using InsertCachePassBase::InsertCachePassBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto func = module.lookupSymbol<func::FuncOp>(function);
    if (!func) {
      if (failed(checkNothingToDo(module)))
        signalPassFailure();
      return;
    }
    SmallVector<AttentionOp> attentions;
    int64_t page = 0;
    if (failed(check(module, func, attentions, page)))
      return signalPassFailure();
    insertCaches(func, attentions, page, kvCache);
  }

private:
  /// Without a function of the default name there is nothing to do: attention
  /// stays what it is, over the rows of one call.
  LogicalResult checkNothingToDo(ModuleOp module) {
    if (function != "main") {
      InFlightDiagnostic diag =
          module.emitError() << "expected a function @" << function.getValue()
                             << " to insert caches in; the module has ";
      auto funcs = module.getOps<func::FuncOp>();
      if (funcs.empty())
        return diag << "none";
      llvm::interleaveComma(funcs, diag, [&](func::FuncOp func) {
        diag << "@" << func.getSymName();
      });
      return diag;
    }
    module.walk([&](AttentionOp op) {
      remark::missed(op.getLoc(),
                     remark::RemarkOpts::name("InsertCache").category("mla"))
          << "no cache: the module has no function @main over one sequence, "
             "and function= names no other";
    });
    return success();
  }

  LogicalResult check(ModuleOp module, func::FuncOp func,
                      SmallVectorImpl<AttentionOp> &attentions, int64_t &page) {
    if (failed(checkSignature(func)))
      return failure();
    if (func.getSymName() != "step" && module.lookupSymbol("step"))
      return func.emitOpError()
             << "cannot become @step: the module has a symbol of this name";
    if (auto uses = SymbolTable::getSymbolUses(func, module))
      for (SymbolTable::SymbolUse use : *uses)
        return use.getUser()->emitOpError()
               << "uses @" << func.getSymName()
               << ", which is to become the step of the program";
    func.walk([&](AttentionOp op) { attentions.push_back(op); });
    if (attentions.empty())
      return func.emitOpError() << "expected at least one mla.attention to "
                                   "insert a cache for";
    for (AttentionOp op : attentions)
      if (failed(checkAttention(op, func)) ||
          (kvCache == KVCache::FP8 && failed(checkFP8(op))))
        return failure();
    DimAnalysis dims;
    Block &body = func.getBody().front();
    // Tokens and positions have one length.
    dims.set(body.getArgument(1), 0, DimRoot::of(body.getArgument(0), 0));
    for (Operation &op : body)
      if (failed(checkTokenWise(&op, dims)))
        return failure();
    page = pageSize;
    if (page == -1) {
      auto models = module.getOps<ModelOp>();
      if (models.empty())
        return module.emitError() << "page-size=-1 takes max_position of "
                                     "mla.model, but the module "
                                     "has none";
      page = (*models.begin()).getMaxPosition();
    }
    if (page < 1)
      return module.emitError()
             << "expected page-size >= 1, or -1 for max_position, got " << page;
    return success();
  }
};
} // namespace
