//===- Executable.cpp - a function of a module, compiled and run ----------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Executable.h"

#include "Descriptor.h"

#include "mla/Conversion/Passes.h"
#include "mla/Pipelines/Pipelines.h"
#include "mla/Runtime/ModelABI.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Support/TargetSelect.h"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// What generated code calls
//===----------------------------------------------------------------------===//

/// Memory begins as NaN, whatever float type is kept in it, so that what is
/// read and was never written shows. It is never freed: the process that runs
/// the code ends with it.
static void *allocate(size_t bytes) {
  void *memory = std::malloc(bytes ? bytes : 1);
  std::memset(memory, 0xff, bytes);
  return memory;
}
static void release(void *) {}

namespace {
struct UnrankedMemRef {
  int64_t rank;
  void *descriptor;
};
} // namespace

/// Copies between memrefs that are not both contiguous.
static void copyMemRef(int64_t bytesOfElement, UnrankedMemRef *from,
                       UnrankedMemRef *to) {
  Descriptor source(from->rank, from->descriptor);
  Descriptor destination(to->rank, to->descriptor);
  for (int64_t i = 0, count = source.count(); i < count; ++i)
    std::memcpy(destination.address(i, bytesOfElement),
                source.address(i, bytesOfElement), bytesOfElement);
}

static void runInOrder(const MlaThreads *, int64_t count, MlaLoopBody body,
                       void *closure) {
  body(closure, 0, count);
}

//===----------------------------------------------------------------------===//
// Compilation
//===----------------------------------------------------------------------===//

static constexpr llvm::StringLiteral kEntry = "mla_verify_entry";

namespace {
/// A result: an array, or a scalar if there is no rank.
struct ResultType {
  Element element;
  std::optional<int64_t> rank;

  int64_t bytes() const {
    return rank ? 8 * (3 + 2 * *rank) : byteWidth(element);
  }
  int64_t alignment() const { return rank ? 8 : byteWidth(element); }

  /// The value whose descriptor, or which itself, lies at `place`.
  Array read(const char *place) const {
    int64_t width = byteWidth(element);
    if (!rank) {
      Array value(element, {});
      std::memcpy(value.data(), place, width);
      return value;
    }
    Descriptor descriptor(*rank, place);
    Array value(element, descriptor.sizes());
    for (int64_t i = 0, count = value.size(); i < count; ++i)
      std::memcpy(value.data() + i * width, descriptor.address(i, width),
                  width);
    return value;
  }
};
} // namespace

struct Executable::State {
  std::unique_ptr<llvm::orc::LLJIT> jit;
  void (*entry)(void **) = nullptr;
  std::vector<bool> isScalar; ///< of each argument
  std::vector<ResultType> results;
};

Executable::Executable(std::unique_ptr<State> state)
    : state(std::move(state)) {}
Executable::Executable(Executable &&) = default;
Executable &Executable::operator=(Executable &&) = default;
Executable::~Executable() = default;

static llvm::Error lower(ModuleOp module) {
  PassManager passes(module.getContext());
  // Narrow tiles: what is run is small, and it is compiled often.
  CPUPipelineOptions options;
  options.lanes = 8;
  options.registers = 16;
  buildCPUKernelPipeline(passes, options);
  passes.addPass(createParallelLoopsPass());
  buildCPUCodePipeline(passes, options);
  if (failed(passes.run(module)))
    return llvm::createStringError("it does not compile for the CPU");
  return llvm::Error::success();
}

/// A function that finds where the arguments lie in an array of pointers. The
/// first is where the result goes.
static void addEntry(llvm::Module &module, llvm::StringRef name) {
  llvm::Function *callee = module.getFunction(("_mlir_ciface_" + name).str());
  llvm::IRBuilder<> builder(module.getContext());
  auto *entry = llvm::Function::Create(
      llvm::FunctionType::get(builder.getVoidTy(), {builder.getPtrTy()}, false),
      llvm::Function::ExternalLinkage, kEntry, module);
  builder.SetInsertPoint(
      llvm::BasicBlock::Create(module.getContext(), "", entry));
  llvm::Value *pointers = entry->getArg(0);
  int64_t next = 0;
  auto nextPointer = [&]() {
    return builder.CreateLoad(
        builder.getPtrTy(),
        builder.CreateConstGEP1_64(builder.getPtrTy(), pointers, next++));
  };
  bool isReturned = !callee->getReturnType()->isVoidTy();
  llvm::Value *result = isReturned ? nextPointer() : nullptr;
  llvm::SmallVector<llvm::Value *> arguments;
  for (llvm::Argument &argument : callee->args()) {
    llvm::Value *pointer = nextPointer();
    // Memrefs are passed as the address of their descriptor.
    arguments.push_back(argument.getType()->isPointerTy()
                            ? pointer
                            : builder.CreateLoad(argument.getType(), pointer));
  }
  llvm::Value *value = builder.CreateCall(callee, arguments);
  if (isReturned)
    builder.CreateStore(value, result);
  builder.CreateRetVoid();
}

llvm::Expected<Executable> Executable::compile(ModuleOp module,
                                               func::FuncOp func,
                                               const Symbols &symbols) {
  auto state = std::make_unique<State>();
  for (Type type : func.getArgumentTypes())
    state->isScalar.push_back(!isa<ShapedType>(type));
  for (Type type : func.getResultTypes()) {
    auto shaped = dyn_cast<ShapedType>(type);
    std::optional<Element> element =
        elementOf(shaped ? shaped.getElementType() : type);
    if (!element)
      return llvm::createStringError("a result has a type that cannot be read");
    state->results.push_back(
        {*element, shaped ? std::optional(shaped.getRank()) : std::nullopt});
  }
  std::string name = func.getSymName().str();
  func->setAttr(LLVM::LLVMDialect::getEmitCWrapperAttrName(),
                UnitAttr::get(module.getContext()));
  if (llvm::Error error = lower(module))
    return error;

  auto context = std::make_unique<llvm::LLVMContext>();
  auto llvmModule = translateModuleToLLVMIR(module, *context);
  if (!llvmModule)
    return llvm::createStringError("it does not translate to LLVM IR");
  addEntry(*llvmModule, name);

  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  auto machine = llvm::orc::JITTargetMachineBuilder::detectHost();
  if (!machine)
    return machine.takeError();
  machine->setCodeGenOptLevel(llvm::CodeGenOptLevel::None);
  auto jit = llvm::orc::LLJITBuilder()
                 .setJITTargetMachineBuilder(std::move(*machine))
                 .create();
  if (!jit)
    return jit.takeError();
  state->jit = std::move(*jit);
  llvmModule->setDataLayout(state->jit->getDataLayout());

  llvm::orc::SymbolMap known;
  auto define = [&](const llvm::Twine &symbol, void *address) {
    known[state->jit->mangleAndIntern(symbol.str())] = {
        llvm::orc::ExecutorAddr::fromPtr(address),
        llvm::JITSymbolFlags::Exported};
  };
  define("malloc", reinterpret_cast<void *>(allocate));
  define("free", reinterpret_cast<void *>(release));
  define("memrefCopy", reinterpret_cast<void *>(copyMemRef));
  for (auto &[symbol, address] : symbols)
    define("_mlir_ciface_" + symbol, address);
  if (llvm::Error error = state->jit->getMainJITDylib().define(
          llvm::orc::absoluteSymbols(std::move(known))))
    return error;
  if (llvm::Error error = state->jit->addIRModule(llvm::orc::ThreadSafeModule(
          std::move(llvmModule), std::move(context))))
    return error;
  auto entry = state->jit->lookup(kEntry);
  if (!entry)
    return entry.takeError();
  state->entry = entry->toPtr<void (*)(void **)>();
  return Executable(std::move(state));
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

/// Longer than any run takes; a rewrite may have made an endless loop.
static constexpr unsigned kSeconds = 120;

static void sendBytes(int out, const void *from, size_t bytes) {
  auto *next = static_cast<const char *>(from);
  while (bytes > 0) {
    ssize_t sent = ::write(out, next, bytes);
    if (sent <= 0)
      ::_exit(1);
    next += sent;
    bytes -= sent;
  }
}

static void sendArray(int out, const Array &array) {
  int64_t header[] = {static_cast<int64_t>(array.element()),
                      static_cast<int64_t>(array.shape().size())};
  sendBytes(out, header, sizeof(header));
  sendBytes(out, array.shape().data(), array.shape().size() * sizeof(int64_t));
  sendBytes(out, array.data(), array.size() * byteWidth(array.element()));
}

/// What was sent, up to the first array that is not whole.
static std::vector<Array> receiveArrays(llvm::ArrayRef<char> bytes) {
  std::vector<Array> arrays;
  auto take = [&](void *to, size_t count) {
    if (bytes.size() < count)
      return false;
    std::memcpy(to, bytes.data(), count);
    bytes = bytes.drop_front(count);
    return true;
  };
  int64_t header[2];
  while (take(header, sizeof(header))) {
    std::vector<int64_t> shape(header[1]);
    if (!take(shape.data(), shape.size() * sizeof(int64_t)))
      break;
    Array array(static_cast<Element>(header[0]), shape);
    if (!take(array.data(), array.size() * byteWidth(array.element())))
      break;
    arrays.push_back(std::move(array));
  }
  return arrays;
}

/// Runs in a process of its own, so that code that crashes, writes where it
/// must not, or does not end is an error that can be named.
static llvm::Expected<std::vector<Array>>
runApart(llvm::function_ref<void(int out)> run) {
  int ends[2];
  if (::pipe(ends) != 0)
    return llvm::createStringError("there is no pipe to its process");
  pid_t child = ::fork();
  if (child < 0)
    return llvm::createStringError("there is no process to run it in");
  if (child == 0) {
    for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGALRM})
      ::signal(signal, SIG_DFL);
    ::alarm(kSeconds);
    ::close(ends[0]);
    run(ends[1]);
    ::_exit(0);
  }
  ::close(ends[1]);
  std::vector<char> bytes;
  char block[1 << 16];
  ssize_t count;
  while ((count = ::read(ends[0], block, sizeof(block))) > 0)
    bytes.insert(bytes.end(), block, block + count);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
    return llvm::createStringError("it does not end within " +
                                   llvm::Twine(kSeconds) + " s");
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return llvm::createStringError("it crashes");
  return receiveArrays(bytes);
}

llvm::Expected<std::vector<Array>>
Executable::run(llvm::MutableArrayRef<Array> arguments) const {
  // Results lie one after the other, as in a struct.
  llvm::SmallVector<int64_t> offsets;
  int64_t bytes = 0;
  for (const ResultType &result : state->results) {
    offsets.push_back(llvm::alignTo(bytes, result.alignment()));
    bytes = offsets.back() + result.bytes();
  }
  std::vector<int64_t> results(bytes / 8 + 1);
  std::vector<Descriptor> descriptors;
  std::vector<void *> pointers;
  if (!state->results.empty())
    pointers.push_back(results.data());
  descriptors.reserve(arguments.size());
  for (auto [i, argument] : llvm::enumerate(arguments)) {
    if (state->isScalar[i]) {
      pointers.push_back(argument.data());
      continue;
    }
    descriptors.emplace_back(argument);
    pointers.push_back(descriptors.back().words.data());
  }
  MlaThreads threads{runInOrder};
  MlaContextV1 context{};
  context.threads = &threads;
  pointers.push_back(&context);

  return runApart([&](int out) {
    state->entry(pointers.data());
    for (auto [offset, result] : llvm::zip_equal(offsets, state->results))
      sendArray(out,
                result.read(reinterpret_cast<char *>(results.data()) + offset));
  });
}
