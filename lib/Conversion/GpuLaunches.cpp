//===- GpuLaunches.cpp - scf.forall as kernels ----------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Kernels/Calls.h"

#include "mla/Conversion/Passes.h"
#include "mla/Dialect/IR/MLADialect.h"

#include "mla/Runtime/ModelABI.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"

#include <cstddef>

namespace mlir::mla {
#define GEN_PASS_DEF_GPULAUNCHESPASS
#include "mla/Conversion/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

static constexpr StringLiteral kKernelModule = "mla_kernels";
static constexpr StringLiteral kLaunch = "mla_launch";
static constexpr int64_t kWarp = 32;
/// The most blocks a grid has along y and z.
static constexpr int64_t kGridLimit = 65535;

static Value castTo(ImplicitLocOpBuilder &b, Value value, Type type) {
  if (value.getType() == type)
    return value;
  return UnrealizedConversionCastOp::create(b, type, value).getResult(0);
}

static Value i64Constant(ImplicitLocOpBuilder &b, int64_t value) {
  return LLVM::ConstantOp::create(b, b.getI64Type(), value);
}

static Value loadField(ImplicitLocOpBuilder &b, Value base, int64_t offset) {
  auto pointer = LLVM::LLVMPointerType::get(b.getContext());
  Value address =
      LLVM::GEPOp::create(b, pointer, b.getI8Type(), base,
                          ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(offset)});
  return LLVM::LoadOp::create(b, pointer, address);
}

namespace {

/// Builds one kernel: gives values of the host their counterparts in it, and
/// remembers what the host must pass.
class KernelBuilder {
public:
  KernelBuilder(scf::ForallOp loop, gpu::GPUModuleOp kernels, StringRef name,
                LLVMTypeConverter &converter, ModuleOp module)
      : loop(loop), kernels(kernels), converter(converter), module(module),
        host(loop.getLoc(), loop.getContext()),
        b(loop.getLoc(), loop.getContext()) {
    host.setInsertionPoint(loop);
    b.setInsertionPointToEnd(kernels.getBody());
    func = gpu::GPUFuncOp::create(b, name, b.getFunctionType({}, {}));
    func->setAttr(gpu::GPUDialect::getKernelFuncAttrName(), b.getUnitAttr());
    func.setKnownBlockSize(SmallVector<int32_t>{kWarp, 1, 1});
  }

  LogicalResult build(ArrayRef<Value> counts, bool isLinear);

  gpu::GPUFuncOp function() const { return func; }
  /// What the host passes, in the LLVM types of the kernel's parameters.
  ArrayRef<Value> arguments() const { return passed; }

private:
  FailureOr<Value> materialize(Value value);
  Value parameter(Value hostValue, Type type);
  LogicalResult placeTemporaries();

  scf::ForallOp loop;
  gpu::GPUModuleOp kernels;
  LLVMTypeConverter &converter;
  ModuleOp module;
  ImplicitLocOpBuilder host, b;
  gpu::GPUFuncOp func;
  IRMapping mapping;
  SmallVector<Value> passed;
};
} // namespace

/// A new parameter of the kernel, of a type in LLVM.
Value KernelBuilder::parameter(Value hostValue, Type type) {
  passed.push_back(castTo(host, hostValue, type));
  SmallVector<Type> inputs(func.getFunctionType().getInputs());
  inputs.push_back(type);
  func.setFunctionType(b.getFunctionType(inputs, {}));
  return func.getBody().front().insertArgument(inputs.size() - 1, type,
                                               loop.getLoc());
}

/// Ops that only say how memory is looked at: repeated in the kernel, so that
/// it gets few parameters and knows what is static.
static bool isView(Operation *op) {
  return isa<memref::SubViewOp, memref::CastOp, memref::ExpandShapeOp,
             memref::CollapseShapeOp, memref::ViewOp, memref::ReinterpretCastOp,
             memref::DimOp, memref::MemorySpaceCastOp>(op);
}

FailureOr<Value> KernelBuilder::materialize(Value value) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  Operation *op = value.getDefiningOp();
  if (op && matchPattern(value, m_Constant())) {
    b.clone(*op, mapping);
    return mapping.lookup(value);
  }
  if (auto get = dyn_cast_if_present<memref::GetGlobalOp>(op)) {
    SymbolTable symbols(kernels);
    if (!symbols.lookup(get.getName())) {
      Operation *global =
          SymbolTable::lookupNearestSymbolFrom(module, get.getNameAttr());
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(kernels.getBody());
      b.clone(*global);
    }
    b.clone(*op, mapping);
    return mapping.lookup(value);
  }
  if (op && isView(op)) {
    for (Value operand : op->getOperands())
      if (failed(materialize(operand)))
        return failure();
    b.clone(*op, mapping);
    return mapping.lookup(value);
  }
  Type type = value.getType();
  if (auto memref = dyn_cast<MemRefType>(type)) {
    if (!memref.getLayout().isIdentity())
      return emitError(value.getLoc())
             << "expected a dense buffer or a view of one outside of the "
                "parallel loop, got "
             << type;
    // The address and the sizes that are not in the type.
    MemRefDescriptor hostView(castTo(host, value, converter.convertType(type)));
    Value data = parameter(hostView.alignedPtr(host, host.getLoc()),
                           LLVM::LLVMPointerType::get(b.getContext()));
    auto view =
        MemRefDescriptor::poison(b, b.getLoc(), converter.convertType(memref));
    view.setAllocatedPtr(b, b.getLoc(), data);
    view.setAlignedPtr(b, b.getLoc(), data);
    view.setConstantOffset(b, b.getLoc(), 0);
    SmallVector<Value> sizes;
    for (auto [dim, size] : llvm::enumerate(memref.getShape()))
      sizes.push_back(ShapedType::isDynamic(size)
                          ? parameter(hostView.size(host, host.getLoc(), dim),
                                      b.getI64Type())
                          : i64Constant(b, size));
    Value stride = i64Constant(b, 1);
    for (int64_t dim = memref.getRank() - 1; dim >= 0; --dim) {
      view.setSize(b, b.getLoc(), dim, sizes[dim]);
      view.setStride(b, b.getLoc(), dim, stride);
      if (dim > 0)
        stride = LLVM::MulOp::create(b, stride, sizes[dim]);
    }
    mapping.map(value, castTo(b, static_cast<Value>(view), type));
    return mapping.lookup(value);
  }
  Type passedAs = converter.convertType(type);
  if (!passedAs || !(type.isIndex() || type.isIntOrFloat()))
    return emitError(value.getLoc())
           << "used in a parallel loop, has no form as a kernel's parameter: "
           << type;
  mapping.map(value, castTo(b, parameter(value, passedAs), type));
  return mapping.lookup(value);
}

LogicalResult KernelBuilder::build(ArrayRef<Value> counts, bool isLinear) {
  b.setInsertionPointToEnd(&func.getBody().front());
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(loop.getRegion(), used);
  for (Value value : used)
    if (failed(materialize(value)))
      return failure();
  // The last dimension is x: neighbours in memory are neighbours in time.
  SmallVector<Value> ivs(counts.size());
  if (!isLinear) {
    for (auto [i, iv] : llvm::enumerate(llvm::reverse(ivs)))
      iv = gpu::BlockIdOp::create(b, static_cast<gpu::Dimension>(i));
  } else {
    Value rest = gpu::BlockIdOp::create(b, gpu::Dimension::x);
    for (int64_t i = static_cast<int64_t>(counts.size()) - 1; i > 0; --i) {
      FailureOr<Value> count = materialize(counts[i]);
      if (failed(count))
        return failure();
      ivs[i] = arith::RemUIOp::create(b, rest, *count);
      rest = arith::DivUIOp::create(b, rest, *count);
    }
    ivs[0] = rest;
  }
  mapping.map(loop.getInductionVars(), ivs);
  for (Operation &op : loop.getBody()->without_terminator())
    b.clone(op, mapping);
  gpu::ReturnOp::create(b);
  return placeTemporaries();
}

/// Allocations of an iteration become memory that its warp shares.
LogicalResult KernelBuilder::placeTemporaries() {
  auto space =
      gpu::AddressSpaceAttr::get(b.getContext(), gpu::AddressSpace::Workgroup);
  SmallVector<memref::AllocOp> allocs;
  func.walk([&](memref::AllocOp alloc) { allocs.push_back(alloc); });
  for (memref::AllocOp alloc : allocs) {
    MemRefType type = alloc.getType();
    if (!type.hasStaticShape())
      return alloc.emitOpError("in a parallel loop expected a static size");
    for (Operation *user : alloc->getUsers())
      if (isa<scf::YieldOp>(user))
        return alloc.emitOpError("in a parallel loop outlives its iteration; "
                                 "expected the loop to work in place");
    Value shared = func.addWorkgroupAttribution(
        MemRefType::get(type.getShape(), type.getElementType(),
                        MemRefLayoutAttrInterface(), space),
        alloc.getLoc());
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&func.getBody().front());
    alloc.replaceAllUsesWith(
        memref::MemorySpaceCastOp::create(b, type, shared).getResult());
    alloc.erase();
  }
  func.walk([](memref::DeallocOp dealloc) { dealloc.erase(); });
  return success();
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {
class GpuLaunches final : public mla::impl::GpuLaunchesPassBase<GpuLaunches> {
public:
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    MLIRContext *context = &getContext();
    LowerToLLVMOptions options(context);
    LLVMTypeConverter converter(context, options);
    auto pointer = LLVM::LLVMPointerType::get(context);
    ImplicitLocOpBuilder b(module.getLoc(), context);
    b.setInsertionPointToEnd(module.getBody());
    auto kernels = gpu::GPUModuleOp::create(b, kKernelModule);
    emitLaunchFunction(b);

    maxTokens = kGridLimit + 1;
    for (auto model : module.getOps<ModelOp>())
      maxTokens = model.getMaxTokens();
    SmallVector<func::FuncOp> functions;
    SymbolTable symbols(module);
    for (auto func : module.getOps<func::FuncOp>())
      if (!func.isExternal())
        functions.push_back(func);
    // Everything gets the context and gives a status, but the step: what it
    // calls is called with operands out of the context later.
    for (func::FuncOp func : functions) {
      bool isStep = func->hasAttr("mla.step");
      if (func.getNumResults() != 0 && !isStep) {
        func.emitOpError("expected results in destinations");
        return signalPassFailure();
      }
      if (failed(func.insertArgument(func.getNumArguments(), pointer, {},
                                     func.getLoc())))
        return signalPassFailure();
      if (!isStep &&
          failed(func.insertResult(0, b.getI32Type(), DictionaryAttr())))
        return signalPassFailure();
    }
    for (func::FuncOp func : functions)
      if (failed(lower(func, kernels, converter, symbols)))
        return signalPassFailure();
  }

private:
  LogicalResult lower(func::FuncOp func, gpu::GPUModuleOp kernels,
                      LLVMTypeConverter &converter, SymbolTable &symbols) {
    bool isStep = func->hasAttr("mla.step");
    Value contextArg = func.getArguments().back();
    ImplicitLocOpBuilder b(func.getLoc(), &getContext());
    SmallVector<func::CallOp> calls;
    func.walk([&](func::CallOp call) { calls.push_back(call); });
    if (!isStep && !calls.empty())
      return calls.front().emitOpError("expected calls in @step alone");
    for (func::CallOp call : calls) {
      b.setInsertionPoint(call);
      SmallVector<Value> operands(call.getOperands());
      operands.push_back(contextArg);
      func::CallOp::create(b, call.getLoc(), call.getCallee(), b.getI32Type(),
                           operands);
      call.erase();
    }
    Value status;
    SmallVector<scf::ForallOp> loops;
    if (!isStep) {
      b.setInsertionPointToStart(&func.getBody().front());
      status = LLVM::AllocaOp::create(
          b, LLVM::LLVMPointerType::get(b.getContext()), b.getI32Type(),
          i64Constant(b, 1), /*alignment=*/4);
      LLVM::StoreOp::create(b, LLVM::ConstantOp::create(b, b.getI32Type(), 0),
                            status);
      Operation *end = func.getBody().front().getTerminator();
      b.setInsertionPoint(end);
      func::ReturnOp::create(
          b, LLVM::LoadOp::create(b, b.getI32Type(), status).getResult());
      end->erase();
      func.walk<WalkOrder::PreOrder>([&](scf::ForallOp loop) {
        loops.push_back(loop);
        return WalkResult::skip();
      });
    }
    for (auto [i, loop] : llvm::enumerate(loops))
      if (failed(
              outline(loop, func, i, contextArg, status, kernels, converter)))
        return failure();
    if (!isStep &&
        failed(lowerKernelCalls(func, contextArg, status, converter)))
      return failure();
    return checkHost(func);
  }

  /// Code for the host sees addresses and sizes of device memory, never what is
  /// in it.
  static LogicalResult checkHost(func::FuncOp func) {
    WalkResult walk = func.walk([](Operation *op) {
      bool touches = isa<memref::LoadOp, memref::StoreOp, memref::CopyOp,
                         memref::AllocOp, memref::AllocaOp, linalg::LinalgOp,
                         DestinationStyleOpInterface, scf::ForallOp>(op) ||
                     isa_and_nonnull<vector::VectorDialect>(op->getDialect());
      if (!touches)
        return WalkResult::advance();
      op->emitOpError("touches device memory outside of a kernel; expected it "
                      "inside of a parallel loop");
      return WalkResult::interrupt();
    });
    return failure(walk.wasInterrupted());
  }

  LogicalResult outline(scf::ForallOp loop, func::FuncOp func, int64_t number,
                        Value contextArg, Value status,
                        gpu::GPUModuleOp kernels,
                        LLVMTypeConverter &converter) {
    if (loop->getNumResults() != 0)
      return loop.emitOpError("expected memrefs: kernels are made after "
                              "bufferization");
    if (!llvm::all_of(
            loop.getMixedLowerBound(),
            [](OpFoldResult v) { return isConstantIntValue(v, 0); }) ||
        !llvm::all_of(loop.getMixedStep(),
                      [](OpFoldResult v) { return isConstantIntValue(v, 1); }))
      return loop.emitOpError("expected lower bounds of 0 and steps of 1");
    ImplicitLocOpBuilder b(loop.getLoc(), &getContext());
    b.setInsertionPoint(loop);
    SmallVector<Value> counts;
    bool isLinear = loop.getRank() > 3;
    for (auto [i, size] : llvm::enumerate(loop.getMixedUpperBound())) {
      counts.push_back(getValueOrCreateConstantIndexOp(b, b.getLoc(), size));
      std::optional<int64_t> constant = getConstantIntValue(size);
      if (static_cast<int64_t>(i) + 1 != loop.getRank() &&
          constant.value_or(maxTokens) > kGridLimit)
        isLinear = true;
    }

    std::string name = (func.getName() + "_k" + Twine(number)).str();
    KernelBuilder kernel(loop, kernels, name, converter, getOperation());
    if (failed(kernel.build(counts, isLinear)))
      return failure();

    // Blocks along x, y and z.
    SmallVector<Value> grid;
    if (isLinear) {
      Value total = counts.front();
      for (Value count : ArrayRef<Value>(counts).drop_front())
        total = arith::MulIOp::create(b, total, count);
      grid = {castTo(b, total, b.getI64Type())};
    } else {
      for (Value count : llvm::reverse(counts))
        grid.push_back(castTo(b, count, b.getI64Type()));
    }
    while (grid.size() < 3)
      grid.push_back(i64Constant(b, 1));

    // The parameters lie on the stack, an array points to them.
    auto pointer = LLVM::LLVMPointerType::get(b.getContext());
    int64_t size = kernel.arguments().size();
    SmallVector<Value> slots;
    Value array;
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(&func.getBody().front());
      array = LLVM::AllocaOp::create(b, pointer, pointer,
                                     i64Constant(b, std::max<int64_t>(size, 1)),
                                     /*alignment=*/8);
      for (Value argument : kernel.arguments())
        slots.push_back(LLVM::AllocaOp::create(b, pointer, argument.getType(),
                                               i64Constant(b, 1),
                                               /*alignment=*/8));
    }
    for (auto [i, argument] : llvm::enumerate(kernel.arguments())) {
      LLVM::StoreOp::create(b, argument, slots[i]);
      Value place =
          LLVM::GEPOp::create(b, pointer, pointer, array,
                              ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(i)});
      LLVM::StoreOp::create(b, slots[i], place);
    }
    Value index = i64Constant(b, numKernels++);
    LLVM::CallOp::create(b, TypeRange(), kLaunch,
                         ValueRange{contextArg, index, grid[0], grid[1],
                                    grid[2], array, status});
    loop.erase();
    return success();
  }

  /// mla_launch(context, kernel, x, y, z, arguments, status): starts a kernel
  /// unless the grid is empty or a launch failed before.
  static void emitLaunchFunction(ImplicitLocOpBuilder &b) {
    MLIRContext *context = b.getContext();
    auto pointer = LLVM::LLVMPointerType::get(context);
    auto none = LLVM::LLVMVoidType::get(context);
    Type i32 = b.getI32Type(), i64 = b.getI64Type();
    auto type = LLVM::LLVMFunctionType::get(
        none, {pointer, i64, i64, i64, i64, pointer, pointer});
    OpBuilder::InsertionGuard guard(b);
    auto func =
        LLVM::LLVMFuncOp::create(b, kLaunch, type, LLVM::Linkage::Internal);
    Block *entry = func.addEntryBlock(b);
    Block *launch = b.createBlock(&func.getBody());
    Block *end = b.createBlock(&func.getBody());
    b.setInsertionPointToStart(entry);
    Value self = entry->getArgument(0), status = entry->getArgument(6);
    Value blocks = LLVM::MulOp::create(
        b, entry->getArgument(2),
        LLVM::MulOp::create(b, entry->getArgument(3), entry->getArgument(4)));
    Value any = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::ne, blocks,
                                     i64Constant(b, 0));
    Value good = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::eq,
                                      LLVM::LoadOp::create(b, i32, status),
                                      LLVM::ConstantOp::create(b, i32, 0));
    LLVM::CondBrOp::create(b, LLVM::AndOp::create(b, any, good), launch, end);

    b.setInsertionPointToStart(launch);
    Value device = loadField(b, self, offsetof(MlaContextV1, device));
    Value function = loadField(b, device, offsetof(MlaDevice, launch));
    Value kernels = loadField(b, self, offsetof(MlaContextV1, kernels));
    Value place =
        LLVM::GEPOp::create(b, pointer, pointer, kernels,
                            ArrayRef<LLVM::GEPArg>{entry->getArgument(1)});
    Value kernel = LLVM::LoadOp::create(b, pointer, place);
    Value stream = loadField(b, self, offsetof(MlaContextV1, stream));
    auto callType = LLVM::LLVMFunctionType::get(
        i32, {pointer, pointer, i64, i64, i64, i64, i64, pointer, pointer});
    Value result =
        LLVM::CallOp::create(
            b, callType,
            ValueRange{function, device, kernel, entry->getArgument(2),
                       entry->getArgument(3), entry->getArgument(4),
                       i64Constant(b, kWarp), i64Constant(b, 0), stream,
                       entry->getArgument(5)})
            .getResult();
    LLVM::StoreOp::create(b, result, status);
    LLVM::BrOp::create(b, end);
    b.setInsertionPointToStart(end);
    LLVM::ReturnOp::create(b, ValueRange());
  }

  int64_t numKernels = 0, maxTokens = 0;
};
} // namespace
