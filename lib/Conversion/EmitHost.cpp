//===- EmitHost.cpp - the table that a compiled model exports -------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SizeBounds.h"

#include "mla/Conversion/Passes.h"
#include "mla/Dialect/IR/MLADialect.h"

#include "mla/Kernels/ParamsLayout.h"
#include "mla/Runtime/ModelABI.h"

#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/Support/JSON.h"

#include <cstddef>

namespace mlir::mla {
#define GEN_PASS_DEF_EMITHOSTPASS
#include "mla/Conversion/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// describe
//===----------------------------------------------------------------------===//

static std::string dtypeName(Type type) {
  std::string name;
  llvm::raw_string_ostream(name) << type;
  return name;
}

static llvm::json::Array shapeOf(ArrayRef<int64_t> shape) {
  return llvm::json::Array(shape);
}

/// Where calls of the step leave the experts they choose, in the arena.
static llvm::json::Array describeRouting(ModuleOp module, func::FuncOp step) {
  llvm::json::Array routing;
  SymbolTable symbols(module);
  for (auto [number, call] : llvm::enumerate(step.getOps<func::CallOp>())) {
    auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
    for (auto [i, operand] : llvm::enumerate(call.getOperands())) {
      auto experts = callee.getArgAttrOfType<IntegerAttr>(i, "mla.routing");
      auto view = operand.getDefiningOp<memref::ViewOp>();
      std::optional<int64_t> offset =
          view ? getConstantIntValue(view.getByteShift()) : std::nullopt;
      if (!experts || !offset)
        continue;
      routing.push_back(llvm::json::Object{
          {"call", static_cast<int64_t>(number)},
          {"offset", *offset},
          {"experts_per_token", view.getType().getDimSize(1)},
          {"experts", experts.getInt()}});
    }
  }
  return routing;
}

/// The JSON of docs/ModelABI.md.
static std::string describe(ModuleOp module, ModelOp model, func::FuncOp step,
                            StringRef target) {
  llvm::json::Array caches, params;
  int64_t pageSize = 0;
  for (BlockArgument arg : step.getArguments()) {
    auto name =
        step.getArgAttrOfType<StringAttr>(arg.getArgNumber(), "mla.cache");
    if (!name)
      continue;
    auto type = cast<MemRefType>(arg.getType());
    pageSize = type.getDimSize(1);
    caches.push_back(llvm::json::Object{
        {"name", name.getValue()},
        {"page_shape", shapeOf(type.getShape().drop_front())},
        {"element", dtypeName(type.getElementType())}});
  }
  for (auto param : module.getOps<ParamOp>()) {
    auto type = cast<RankedTensorType>(param.getType());
    llvm::json::Array from;
    for (Attribute name : param.getFrom())
      from.push_back(cast<StringAttr>(name).getValue());
    llvm::json::Object object{{"name", param.getSymName()},
                              {"dtype", dtypeName(type.getElementType())},
                              {"shape", shapeOf(type.getShape())},
                              {"how", stringifyAssembly(param.getHow())},
                              {"from", std::move(from)},
                              {"init", stringifyInit(param.getInit())}};
    if (param.getFirst())
      object["first"] = static_cast<int64_t>(*param.getFirst());
    if (param.getAxis())
      object["axis"] = static_cast<int64_t>(*param.getAxis());
    if (param.getRowsPerToken())
      object["rows_per_token"] = static_cast<int64_t>(*param.getRowsPerToken());
    params.push_back(std::move(object));
  }
  llvm::json::Object object{
      {"mla_model", 1},
      {"name", model.getName()},
      {"target", target},
      {"dtype", dtypeName(model.getDtype())},
      {"vocab", static_cast<int64_t>(model.getVocab())},
      {"eos", llvm::json::Array(model.getEos())},
      {"max_position", static_cast<int64_t>(model.getMaxPosition())},
      {"max_tokens", static_cast<int64_t>(model.getMaxTokens())},
      {"page_size", pageSize},
      {"arena_bytes",
       step->getAttrOfType<IntegerAttr>("mla.arena_bytes").getInt()},
      {"caches", std::move(caches)},
      {"params", std::move(params)}};
  if (std::optional<uint64_t> length = model.getLongContext())
    object["long_context"] = static_cast<int64_t>(*length);
  if (auto needed = module->getAttrOfType<ArrayAttr>("mla.needed_kernels")) {
    llvm::json::Array names;
    for (Attribute name : needed)
      names.push_back(cast<StringAttr>(name).getValue());
    object["kernels"] = std::move(names);
    object["params_layout"] = ::mla::kernels::paramsLayout();
  }
  if (module->hasAttr("mla.programmatic_launch"))
    object["programmatic_launch"] = true;
  llvm::json::Array routing = describeRouting(module, step);
  if (!routing.empty())
    object["routing"] = std::move(routing);
  std::string text;
  llvm::raw_string_ostream(text) << llvm::json::Value(std::move(object));
  return text;
}

//===----------------------------------------------------------------------===//
// Operands out of the context
//===----------------------------------------------------------------------===//

namespace {
/// Reads fields of MlaContextV1 in a function whose argument it is.
class ContextReader {
public:
  ContextReader(ImplicitLocOpBuilder &b, Value context,
                const LLVMTypeConverter &converter)
      : b(b), context(context), converter(converter) {}

  ImplicitLocOpBuilder &builder() { return b; }

  Value pointer(size_t offset) {
    return load(context, offset, LLVM::LLVMPointerType::get(b.getContext()));
  }
  Value i64(size_t offset) { return load(context, offset, b.getI64Type()); }
  Value index(size_t offset) {
    return UnrealizedConversionCastOp::create(b, b.getIndexType(), i64(offset))
        .getResult(0);
  }
  /// The i-th of an array of pointers that the context points to.
  Value element(size_t offset, int64_t i) {
    return load(pointer(offset), i * sizeof(void *),
                LLVM::LLVMPointerType::get(b.getContext()));
  }

  /// A memref over memory that begins at `data`; `sizes` gives the dynamic
  /// dimensions, as i64.
  Value memref(MemRefType type, Value data, ValueRange sizes) {
    auto descriptor =
        MemRefDescriptor::poison(b, b.getLoc(), converter.convertType(type));
    descriptor.setAllocatedPtr(b, b.getLoc(), data);
    descriptor.setAlignedPtr(b, b.getLoc(), data);
    descriptor.setConstantOffset(b, b.getLoc(), 0);
    Value stride = LLVM::ConstantOp::create(b, b.getI64Type(), 1);
    SmallVector<Value> all;
    for (int64_t size : type.getShape()) {
      if (!ShapedType::isDynamic(size)) {
        all.push_back(LLVM::ConstantOp::create(b, b.getI64Type(), size));
        continue;
      }
      all.push_back(sizes.front());
      sizes = sizes.drop_front();
    }
    for (int64_t dim = type.getRank() - 1; dim >= 0; --dim) {
      descriptor.setSize(b, b.getLoc(), dim, all[dim]);
      descriptor.setStride(b, b.getLoc(), dim, stride);
      if (dim > 0)
        stride = LLVM::MulOp::create(b, stride, all[dim]);
    }
    return UnrealizedConversionCastOp::create(b, type,
                                              static_cast<Value>(descriptor))
        .getResult(0);
  }

private:
  Value load(Value base, size_t offset, Type type) {
    Value address = LLVM::GEPOp::create(
        b, LLVM::LLVMPointerType::get(b.getContext()), b.getI8Type(), base,
        ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(offset)});
    return LLVM::LoadOp::create(b, type, address);
  }

  ImplicitLocOpBuilder &b;
  Value context;
  const LLVMTypeConverter &converter;
};

class EmitHost final : public mlir::mla::impl::EmitHostPassBase<EmitHost> {
public:
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<Step> found = findStep(module);
    if (failed(found))
      return signalPassFailure();
    auto [step, model] = *found;
    if (!step->hasAttr("mla.arena_bytes")) {
      step.emitOpError("expected its arena to be planned (mla-plan-arena)");
      return signalPassFailure();
    }
    LowerToLLVMOptions options(&getContext());
    LLVMTypeConverter converter(&getContext(), options);
    std::string description = describe(module, model, step, target);
    DenseMap<StringAttr, int64_t> paramNumbers;
    for (auto [i, param] : llvm::enumerate(module.getOps<ParamOp>()))
      paramNumbers[param.getSymNameAttr()] = i;

    SmallVector<Call> calls;
    SymbolTable symbols(module);
    for (auto call : step.getOps<func::CallOp>()) {
      auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
      auto kind = callee->getAttrOfType<StringAttr>("mla.call");
      if (!kind) {
        call.emitOpError("expected a segment or a dispatch");
        return signalPassFailure();
      }
      Call entry;
      entry.function = "mla_call_" + std::to_string(calls.size());
      entry.name = call.getCallee().str();
      entry.isDispatch = kind.getValue() == "dispatch";
      emitCall(call, step, entry.function, converter, paramNumbers);
      calls.push_back(entry);
    }
    emitTable(module, calls, description);
    step.erase();
    for (auto param : llvm::make_early_inc_range(module.getOps<ParamOp>()))
      param.erase();
    model.erase();
  }

private:
  struct Call {
    std::string function, name;
    bool isDispatch;
  };

  /// A function that does one call of the step, with operands out of the
  /// context.
  void emitCall(func::CallOp call, func::FuncOp step, StringRef name,
                const LLVMTypeConverter &converter,
                const DenseMap<StringAttr, int64_t> &paramNumbers) {
    MLIRContext *context = &getContext();
    ImplicitLocOpBuilder b(call.getLoc(), context);
    b.setInsertionPoint(step);
    auto pointer = LLVM::LLVMPointerType::get(context);
    auto func = func::FuncOp::create(
        b, name, FunctionType::get(context, {pointer}, {b.getI32Type()}));
    func.setPrivate();
    Block *entry = func.addEntryBlock();
    b.setInsertionPointToStart(entry);
    ContextReader reader(b, entry->getArgument(0), converter);

    SetVector<Operation *> slice;
    BackwardSliceOptions options;
    options.omitBlockArguments = true;
    options.filter = [&](Operation *op) { return op->getParentOp() == step; };
    options.inclusive = true;
    (void)getBackwardSlice(call.getOperation(), &slice, options);
    slice.remove(call);
    IRMapping mapping;
    auto mapArgument = [&](Value value) {
      auto arg = dyn_cast<BlockArgument>(value);
      if (arg && !mapping.contains(arg))
        mapping.map(arg, argument(step, arg, reader, entry->getArgument(0)));
    };
    for (Operation *op : llvm::to_vector(slice)) {
      for (Value operand : op->getOperands())
        mapArgument(operand);
      if (auto get = dyn_cast<GetParamOp>(op)) {
        int64_t number = paramNumbers.lookup(get.getParamAttr().getAttr());
        auto type = cast<MemRefType>(get.getValue().getType());
        mapping.map(get.getValue(),
                    reader.memref(
                        type,
                        reader.element(offsetof(MlaContextV1, params), number),
                        {}));
        continue;
      }
      b.clone(*op, mapping);
    }
    for (Value operand : call.getOperands())
      mapArgument(operand);
    Operation *run = b.clone(*call, mapping);
    // Code for a GPU gives a status.
    if (call.getNumResults() == 1 && call.getResult(0).getType().isInteger(32))
      func::ReturnOp::create(b, run->getResults());
    else
      func::ReturnOp::create(
          b, arith::ConstantIntOp::create(b, 0, 32).getResult());
  }

  Value argument(func::FuncOp step, BlockArgument arg, ContextReader &reader,
                 Value context) {
    auto field = [&](size_t pointer, ArrayRef<size_t> sizes) {
      SmallVector<Value> values;
      for (size_t offset : sizes)
        values.push_back(reader.i64(offset));
      return reader.memref(cast<MemRefType>(arg.getType()),
                           reader.pointer(pointer), values);
    };
    constexpr size_t batch = offsetof(MlaContextV1, batch);
    constexpr size_t T = offsetof(MlaContextV1, T),
                     B = offsetof(MlaContextV1, B),
                     S = offsetof(MlaContextV1, S);
    unsigned number = arg.getArgNumber();
    switch (number) {
    case NumDecode:
      return reader.index(batch + offsetof(MlaBatchV1, num_decode));
    case NumDecodeTokens:
      return reader.index(batch + offsetof(MlaBatchV1, num_decode_tokens));
    case NumContinuedTokens:
      return reader.index(batch + offsetof(MlaBatchV1, num_continued_tokens));
    case SeqLens:
      return field(batch + offsetof(MlaBatchV1, seq_lens), {B});
    case QueryStart:
      return queryStart(arg, reader, batch, B);
    case SlotMapping:
      return field(batch + offsetof(MlaBatchV1, slot_mapping), {T});
    case Positions:
      return field(batch + offsetof(MlaBatchV1, positions), {T});
    case PageTable:
      return field(batch + offsetof(MlaBatchV1, page_table),
                   {B, batch + offsetof(MlaBatchV1, page_table_stride)});
    case Tokens:
      return field(offsetof(MlaContextV1, tokens), {T});
    case LogitRows:
      return field(offsetof(MlaContextV1, logit_rows), {S});
    default:
      break;
    }
    if (step.getArgAttr(number, "mla.cache"))
      return reader.memref(
          cast<MemRefType>(arg.getType()),
          reader.element(offsetof(MlaContextV1, caches), number - FirstCache),
          reader.i64(offsetof(MlaContextV1, num_pages)));
    if (step.getArgAttr(number, "mla.destination"))
      return field(offsetof(MlaContextV1, logits), {S});
    if (isa<LLVM::LLVMPointerType>(arg.getType()))
      return context;
    // The arena. Its size is not looked at: views of it say theirs.
    return reader.memref(cast<MemRefType>(arg.getType()),
                         reader.pointer(offsetof(MlaContextV1, arena)),
                         reader.i64(T));
  }

  /// [B + 1]
  static Value queryStart(BlockArgument arg, ContextReader &reader,
                          size_t batch, size_t B) {
    ImplicitLocOpBuilder &b = reader.builder();
    Value one = LLVM::ConstantOp::create(b, b.getI64Type(), 1);
    Value size = LLVM::AddOp::create(b, reader.i64(B), one);
    return reader.memref(
        cast<MemRefType>(arg.getType()),
        reader.pointer(batch + offsetof(MlaBatchV1, query_start)), size);
  }

  static SmallVector<Attribute> attributes(ModuleOp module, StringRef name) {
    auto array = module->getAttrOfType<ArrayAttr>(name);
    return array ? SmallVector<Attribute>(array.getValue())
                 : SmallVector<Attribute>();
  }

  void emitTable(ModuleOp module, ArrayRef<Call> calls, StringRef description) {
    MLIRContext *context = &getContext();
    ImplicitLocOpBuilder b(module.getLoc(), context);
    b.setInsertionPointToEnd(module.getBody());
    auto pointer = LLVM::LLVMPointerType::get(context);
    auto stepType = FunctionType::get(context, {pointer}, {b.getI32Type()});

    // int32_t mla_step(const MlaContextV1 *): all calls in order.
    auto step = func::FuncOp::create(b, "mla_step", stepType);
    step.setPrivate();
    {
      OpBuilder::InsertionGuard guard(b);
      Block *entry = step.addEntryBlock();
      b.setInsertionPointToStart(entry);
      Value status = arith::ConstantIntOp::create(b, 0, 32);
      for (const Call &call : calls) {
        Value result = func::CallOp::create(b, call.function, b.getI32Type(),
                                            ValueRange(entry->getArgument(0)))
                           .getResult(0);
        // The first that is not 0.
        Value isGood =
            arith::CmpIOp::create(b, arith::CmpIPredicate::eq, status,
                                  arith::ConstantIntOp::create(b, 0, 32));
        status = arith::SelectOp::create(b, isGood, result, status);
      }
      func::ReturnOp::create(b, status);
    }

    auto string = [&](StringRef name, StringRef text) {
      std::string terminated = text.str();
      terminated.push_back('\0');
      auto type = LLVM::LLVMArrayType::get(b.getI8Type(), terminated.size());
      LLVM::GlobalOp::create(b, type, /*isConstant=*/true,
                             LLVM::Linkage::Internal, name,
                             b.getStringAttr(terminated));
    };
    auto addressOf = [&](StringRef name) -> Value {
      return LLVM::AddressOfOp::create(b, pointer, name);
    };
    auto functionAddress = [&](StringRef name) -> Value {
      Value function = func::ConstantOp::create(b, stepType, name);
      return UnrealizedConversionCastOp::create(b, pointer, function)
          .getResult(0);
    };
    /// A constant whose initialiser is built by `body`.
    auto global = [&](StringRef name, Type type, function_ref<Value()> body) {
      auto op =
          LLVM::GlobalOp::create(b, type, /*isConstant=*/true,
                                 LLVM::Linkage::Internal, name, Attribute());
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(b.createBlock(&op.getInitializerRegion()));
      LLVM::ReturnOp::create(b, body());
    };

    string("mla_description", description);
    for (auto [i, call] : llvm::enumerate(calls))
      string("mla_call_name_" + std::to_string(i), call.name);
    // MlaCallV1 and MlaModelV1, field by field.
    auto i32 = b.getI32Type();
    auto callType =
        LLVM::LLVMStructType::getLiteral(context, {i32, pointer, pointer});
    auto callsType = LLVM::LLVMArrayType::get(callType, calls.size());
    global("mla_calls", callsType, [&]() {
      Value array = LLVM::PoisonOp::create(b, callsType);
      for (auto [i, call] : llvm::enumerate(calls)) {
        int64_t index = i;
        Value kind = LLVM::ConstantOp::create(
            b, i32, call.isDispatch ? MLA_CALL_DISPATCH : MLA_CALL_SEGMENT);
        array = LLVM::InsertValueOp::create(b, array, kind,
                                            ArrayRef<int64_t>{index, 0});
        array = LLVM::InsertValueOp::create(
            b, array, addressOf("mla_call_name_" + std::to_string(i)),
            ArrayRef<int64_t>{index, 1});
        array = LLVM::InsertValueOp::create(b, array,
                                            functionAddress(call.function),
                                            ArrayRef<int64_t>{index, 2});
      }
      return array;
    });
    // Code for a GPU, if there is any (mla-device-code): MlaImageV1s, and the
    // kernels' names.
    auto images = attributes(module, "mla.images");
    auto kernels = attributes(module, "mla.kernels");
    auto imageType = LLVM::LLVMStructType::getLiteral(
        context, {i32, i32, b.getI64Type(), pointer});
    for (auto [i, image] : llvm::enumerate(images)) {
      auto data =
          cast<DictionaryAttr>(image).getAs<StringAttr>("data").getValue();
      auto type = LLVM::LLVMArrayType::get(b.getI8Type(), data.size());
      LLVM::GlobalOp::create(b, type, /*isConstant=*/true,
                             LLVM::Linkage::Internal,
                             "mla_image_" + std::to_string(i),
                             b.getStringAttr(data), /*alignment=*/64);
    }
    if (!images.empty()) {
      auto imagesType = LLVM::LLVMArrayType::get(imageType, images.size());
      global("mla_images", imagesType, [&]() {
        Value array = LLVM::PoisonOp::create(b, imagesType);
        for (auto [i, attribute] : llvm::enumerate(images)) {
          auto image = cast<DictionaryAttr>(attribute);
          Value fields[] = {
              LLVM::ConstantOp::create(b, i32,
                                       image.getAs<IntegerAttr>("sm").getInt()),
              LLVM::ConstantOp::create(
                  b, i32,
                  static_cast<int64_t>(
                      image.getAs<BoolAttr>("is_ptx").getValue())),
              LLVM::ConstantOp::create(
                  b, b.getI64Type(),
                  static_cast<int64_t>(image.getAs<StringAttr>("data").size())),
              addressOf("mla_image_" + std::to_string(i))};
          for (auto [j, field] : llvm::enumerate(fields))
            array = LLVM::InsertValueOp::create(
                b, array, field,
                ArrayRef<int64_t>{static_cast<int64_t>(i),
                                  static_cast<int64_t>(j)});
        }
        return array;
      });
    }
    for (auto [i, name] : llvm::enumerate(kernels))
      string("mla_kernel_name_" + std::to_string(i),
             cast<StringAttr>(name).getValue());
    if (!kernels.empty()) {
      auto namesType = LLVM::LLVMArrayType::get(pointer, kernels.size());
      global("mla_kernel_names", namesType, [&]() {
        Value array = LLVM::PoisonOp::create(b, namesType);
        for (size_t i = 0; i < kernels.size(); ++i)
          array = LLVM::InsertValueOp::create(
              b, array, addressOf("mla_kernel_name_" + std::to_string(i)),
              ArrayRef<int64_t>{static_cast<int64_t>(i)});
        return array;
      });
    }
    module->removeAttr("mla.images");
    module->removeAttr("mla.kernels");
    module->removeAttr("mla.needed_kernels");

    auto modelType = LLVM::LLVMStructType::getLiteral(
        context,
        {i32, i32, pointer, pointer, pointer, i32, i32, pointer, pointer});
    global("mla_model", modelType, [&]() {
      Value model = LLVM::PoisonOp::create(b, modelType);
      Value version = LLVM::ConstantOp::create(
          b, i32, static_cast<int64_t>(MLA_MODEL_ABI_VERSION));
      Value count =
          LLVM::ConstantOp::create(b, i32, static_cast<int64_t>(calls.size()));
      SmallVector<Value> fields = {version, count, addressOf("mla_description"),
                                   addressOf("mla_calls"),
                                   functionAddress("mla_step")};
      auto number = [&](size_t value) -> Value {
        return LLVM::ConstantOp::create(b, i32, static_cast<int64_t>(value));
      };
      auto tableOrNull = [&](size_t size, StringRef name) -> Value {
        return size ? addressOf(name) : LLVM::ZeroOp::create(b, pointer);
      };
      fields.append({number(images.size()), number(kernels.size()),
                     tableOrNull(images.size(), "mla_images"),
                     tableOrNull(kernels.size(), "mla_kernel_names")});
      for (auto [i, field] : llvm::enumerate(fields))
        model = LLVM::InsertValueOp::create(
            b, model, field, ArrayRef<int64_t>{static_cast<int64_t>(i)});
      return model;
    });
    auto entryType = LLVM::LLVMFunctionType::get(pointer, {});
    auto entry = LLVM::LLVMFuncOp::create(b, "mla_model_v1", entryType);
    b.setInsertionPointToStart(entry.addEntryBlock(b));
    LLVM::ReturnOp::create(b, addressOf("mla_model"));
  }
};
} // namespace
