//===- Compile.cpp - from a model to a file -------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Compile.h"

#include "Explain.h"
#include "mla/Import/Import.h"
#include "mla/InitAllDialects.h"
#include "mla/Pipelines/Pipelines.h"
#include "mla/Target/DeviceCode.h"
#include "mla/Target/Link.h"
#include "mla/Target/Object.h"
#include "mla/Target/OutputFile.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/Remarks.h"
#include "mlir/IR/Verifier.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/Timing.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlac;
using namespace mlir;

static constexpr llvm::StringLiteral kOptimizeStage = "optimise";
static constexpr llvm::StringLiteral kLowerStage = "lower";

namespace {
/// One compilation: a module that goes down level by level.
class Compilation {
public:
  Compilation(const CommandLine &line, llvm::StringRef archiveDirectory);

  llvm::Error run();

private:
  llvm::Error checkEarly();
  llvm::Error load();
  llvm::Error parse();
  llvm::Error override();
  llvm::Error runPasses(llvm::StringRef stage,
                        llvm::function_ref<void(PassManager &)> build);
  llvm::Error optimize();
  llvm::Error lower();
  llvm::Error generate();
  llvm::Error writeOutput(llvm::function_ref<void(llvm::raw_ostream &)> print);
  llvm::Error writeObject(llvm::Module &module, llvm::TargetMachine &target);
  llvm::Error explain();

  const CommandLine &line;
  std::string archiveDirectory;
  DefaultTimingManager timing;
  TimingScope time;
  Explanation explanation; ///< before the context, which reports to it
  DialectRegistry registry;
  MLIRContext context;
  llvm::SourceMgr sources;
  SourceMgrDiagnosticHandler diagnostics;
  OwningOpRef<ModuleOp> module;
  std::optional<mla::OutputFile> output;
};
} // namespace

/// An error whose reason was already said, as a diagnostic.
static llvm::Error alreadySaid() { return llvm::createStringError(""); }

static DialectRegistry makeRegistry() {
  DialectRegistry registry;
  registerAllDialects(registry);
  registerAllExtensions(registry);
  mla::registerAllDialects(registry);
  mla::registerTranslations(registry);
  return registry;
}

Compilation::Compilation(const CommandLine &line,
                         llvm::StringRef archiveDirectory)
    : line(line), archiveDirectory(archiveDirectory.str()),
      registry(makeRegistry()), context(registry),
      diagnostics(sources, &context, llvm::errs()) {
  // A message and its place are enough; the op may be the whole model.
  context.printOpOnDiagnostic(false);
  timing.setEnabled(line.timing);
  time = timing.getRootScope();
  if (!line.explain.empty())
    explanation.collectFrom(context);
  // Printing the module between passes wants one pass at a time.
  if (!line.dumpIR.empty())
    context.disableMultithreading();
}

/// Where the IR after each pass of a stage goes.
static std::string dumpFolder(const CommandLine &line, llvm::StringRef stage) {
  return (line.dumpIR + "/" + stage).str();
}

/// How far down a module is: what mlac writes, it also reads.
enum class Level { Imported, Optimized, Lowered };
static Level levelOf(ModuleOp module) {
  if (module.lookupSymbol<LLVM::LLVMFuncOp>("mla_model_v1"))
    return Level::Lowered;
  // A step over a batch as one value is written by hand, or imported.
  for (auto function : module.getOps<func::FuncOp>())
    if (function->hasAttr("mla.step") &&
        llvm::none_of(function.getArgumentTypes(),
                      llvm::IsaPred<mla::BatchType>))
      return Level::Optimized;
  return Level::Imported;
}

/// What can fail without reading the model fails first.
llvm::Error Compilation::checkEarly() {
  if (line.output != "-") {
    llvm::Expected<mla::OutputFile> file = mla::OutputFile::create(line.output);
    if (!file)
      return file.takeError();
    output.emplace(std::move(*file));
  }
  for (llvm::StringRef stage : {kOptimizeStage, kLowerStage}) {
    if (line.dumpIR.empty())
      break;
    std::string folder = dumpFolder(line, stage);
    if (std::error_code code = llvm::sys::fs::create_directories(folder))
      return llvm::createStringError("cannot create " + folder + ": " +
                                     code.message());
  }
  if (line.emit >= Emit::Lowered)
    if (auto target = mla::createHostTarget(line.cpu); !target)
      return target.takeError();
  if (line.emit >= Emit::Lowered && isGpu(line)) {
    if (auto chip = mla::chipNumber(line.target); !chip)
      return chip.takeError();
    if (auto ptxas = mla::findPtxas(line.ptxas); !ptxas)
      return ptxas.takeError();
  }
  if (line.emit >= Emit::Library)
    if (auto driver = mla::findLinkDriver(); !driver)
      return driver.takeError();
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Loading
//===----------------------------------------------------------------------===//

llvm::Error Compilation::load() {
  TimingScope scope = time.nest("load");
  llvm::sys::fs::file_status status;
  if (std::error_code code = llvm::sys::fs::status(line.model, status))
    return llvm::createStringError("cannot read " + line.model + ": " +
                                   code.message());
  if (status.type() != llvm::sys::fs::file_type::directory_file) {
    if (llvm::Error error = parse())
      return error;
    return override();
  }

  mla::ImportOptions options;
  if (line.dtype)
    options.activations =
        line.dtype == "bf16" ? mla::WeightType::BF16 : mla::WeightType::F32;
  else if (isGpu(line))
    options.activations = std::nullopt;
  options.maxTokens = line.maxTokens.value_or(0);
  std::vector<std::string> warnings;
  auto imported =
      mla::importCheckpoint(line.model, options, &context, warnings);
  for (const std::string &warning : warnings)
    llvm::errs() << "mlac: warning: " << warning << "\n";
  if (!imported)
    return imported.takeError();
  module = std::move(*imported);
  return llvm::Error::success();
}

llvm::Error Compilation::parse() {
  ParserConfig config(&context);
  module = parseSourceFile<ModuleOp>(line.model, sources, config);
  return module ? llvm::Error::success() : alreadySaid();
}

/// What the command line says about a model that says it too.
llvm::Error Compilation::override() {
  auto models = module->getOps<mla::ModelOp>();
  if (models.empty())
    return llvm::Error::success();
  mla::ModelOp model = *models.begin();
  if (line.maxTokens)
    model.setMaxTokens(*line.maxTokens);
  if (line.dtype) {
    std::string dtype;
    llvm::raw_string_ostream(dtype) << model.getDtype();
    if (dtype != *line.dtype)
      return llvm::createStringError(line.model + ": expected --dtype to be " +
                                     dtype + ", which the model is written " +
                                     "in, got " + *line.dtype);
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Passes
//===----------------------------------------------------------------------===//

llvm::Error
Compilation::runPasses(llvm::StringRef stage,
                       llvm::function_ref<void(PassManager &)> build) {
  TimingScope scope = time.nest(stage);
  PassManager passes(&context, ModuleOp::getOperationName());
  passes.enableTiming(scope);
  build(passes);
  if (!line.dumpIR.empty())
    passes.enableIRPrintingToFileTree(
        /*shouldPrintBeforePass=*/[](Pass *, Operation *) { return false; },
        /*shouldPrintAfterPass=*/[](Pass *, Operation *) { return true; },
        /*printModuleScope=*/true, /*printAfterOnlyOnChange=*/true,
        /*printAfterOnlyOnFailure=*/false, (line.dumpIR + "/" + stage).str());
  return succeeded(passes.run(*module)) ? llvm::Error::success()
                                        : alreadySaid();
}

llvm::Error Compilation::optimize() {
  if (!(*module)->hasAttr("mla.target"))
    (*module)->setAttr("mla.target", mla::defaultTarget(context, line.target));
  mla::OptimizePipelineOptions options;
  options.pageSize = line.pageSize.value_or(-1);
  options.absorb = llvm::StringSwitch<mla::AbsorbMode>(line.absorb)
                       .Case("always", mla::AbsorbMode::Always)
                       .Case("never", mla::AbsorbMode::Never)
                       .Default(mla::AbsorbMode::Auto);
  options.kvCache =
      line.kvCache == "fp8" ? mla::KVCache::FP8 : mla::KVCache::Auto;
  return runPasses(kOptimizeStage, [&](PassManager &passes) {
    mla::buildOptimizePipeline(passes, options);
  });
}

llvm::Error Compilation::lower() {
  if (isGpu(line)) {
    mla::CUDAPipelineOptions options;
    options.chip = line.target;
    options.ptxas = line.ptxas;
    options.kernels = line.kernels;
    // f32 means generated code, with or without them.
    bool wantsKernels = line.kernels != "none";
    for (auto model : module->getOps<mla::ModelOp>())
      wantsKernels &= !model.getDtype().isF32();
    if (wantsKernels && !mla::hasKernelArchives(archiveDirectory)) {
      options.kernels = "none";
      llvm::errs() << "mlac: warning: no hand-written kernels in "
                   << archiveDirectory
                   << ": built without CUDA; generated code does everything\n";
      remark::missed(module->getLoc(),
                     remark::RemarkOpts::name("Kernel").category("mla"))
          << remark::add("no hand-written kernels: built without CUDA");
    }
    return runPasses(kLowerStage, [&](PassManager &passes) {
      mla::buildCUDAPipeline(passes, options);
    });
  }
  auto target = mla::createHostTarget(line.cpu);
  if (!target)
    return target.takeError();
  mla::VectorRegisters registers = mla::vectorRegisters(**target);
  mla::CPUPipelineOptions options;
  options.lanes = registers.lanes;
  options.registers = registers.count;
  return runPasses(kLowerStage, [&](PassManager &passes) {
    mla::buildCPUPipeline(passes, options);
  });
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

/// Writes to a file that `commit` names; standard output if there is none.
static llvm::Error write(std::optional<mla::OutputFile> &file,
                         llvm::StringRef name,
                         llvm::function_ref<void(llvm::raw_ostream &)> print) {
  if (!file) {
    print(llvm::outs());
    return llvm::Error::success();
  }
  auto stream = file->open();
  if (!stream)
    return stream.takeError();
  print(**stream);
  (*stream)->close();
  if (std::error_code code = (*stream)->error()) {
    (*stream)->clear_error();
    return llvm::createStringError("cannot write " + name + ": " +
                                   code.message());
  }
  return llvm::Error::success();
}

llvm::Error
Compilation::writeOutput(llvm::function_ref<void(llvm::raw_ostream &)> print) {
  if (llvm::Error error = write(output, line.output, print))
    return error;
  return output ? output->commit() : llvm::Error::success();
}

llvm::Error Compilation::writeObject(llvm::Module &llvmModule,
                                     llvm::TargetMachine &target) {
  llvm::SmallString<0> object;
  {
    TimingScope scope = time.nest("object");
    llvm::raw_svector_ostream stream(object);
    if (llvm::Error error = mla::emitObject(llvmModule, target, stream))
      return error;
  }
  if (line.emit == Emit::Object)
    return writeOutput([&](llvm::raw_ostream &out) { out << object; });

  TimingScope scope = time.nest("link");
  // What is linked has a name that nobody else has.
  std::string name = output->temporaryPath() + ".o";
  llvm::Expected<mla::OutputFile> created = mla::OutputFile::create(name);
  if (!created)
    return created.takeError();
  std::optional<mla::OutputFile> file(std::move(*created));
  if (llvm::Error error =
          write(file, name, [&](llvm::raw_ostream &out) { out << object; }))
    return error;
  mla::Artifact artifact = line.emit == Emit::Library
                               ? mla::Artifact::SharedLibrary
                               : mla::Artifact::Executable;
  if (llvm::Error error =
          mla::link(file->temporaryPath(), output->temporaryPath(), artifact,
                    archiveDirectory, mla::callsKernels(llvmModule)))
    return error;
  return output->commit();
}

llvm::Error Compilation::generate() {
  auto target = mla::createHostTarget(line.cpu);
  if (!target)
    return target.takeError();
  llvm::LLVMContext llvmContext;
  std::unique_ptr<llvm::Module> llvmModule;
  {
    TimingScope scope = time.nest("translate");
    auto translated = mla::translateToLLVM(*module, **target, llvmContext);
    if (!translated)
      return translated.takeError();
    llvmModule = std::move(*translated);
  }
  {
    TimingScope scope = time.nest("optimise LLVM IR");
    mla::optimize(*llvmModule, **target);
  }
  if (line.emit == Emit::Llvm)
    return writeOutput([&](llvm::raw_ostream &out) { out << *llvmModule; });
  return writeObject(*llvmModule, **target);
}

llvm::Error Compilation::explain() {
  if (line.explain.empty())
    return llvm::Error::success();
  if (line.explain == "-") {
    explanation.printTable(llvm::outs());
    return llvm::Error::success();
  }
  llvm::Expected<mla::OutputFile> created =
      mla::OutputFile::create(line.explain);
  if (!created)
    return created.takeError();
  std::optional<mla::OutputFile> file(std::move(*created));
  if (llvm::Error error =
          write(file, line.explain, [&](llvm::raw_ostream &out) {
            explanation.printJson(out, line.model, line.target);
          }))
    return error;
  return file->commit();
}

llvm::Error Compilation::run() {
  if (llvm::Error error = checkEarly())
    return error;
  if (llvm::Error error = load())
    return error;
  Level level = levelOf(*module);
  if (line.emit >= Emit::Mlir && level < Level::Optimized)
    if (llvm::Error error = optimize())
      return error;
  if (line.emit >= Emit::Lowered && level < Level::Lowered) {
    if (module->getOps<mla::ModelOp>().empty())
      return llvm::createStringError(
          line.model + ": expected an mla.model, which says what a program "
                       "must know, found none (--emit=mlir needs none)");
    if (llvm::Error error = lower())
      return error;
  }
  if (line.emit >= Emit::Llvm) {
    if (llvm::Error error = generate())
      return error;
  } else {
    // Names of modules tell where ops come from.
    OpPrintingFlags flags = OpPrintingFlags().enableDebugInfo(true);
    if (llvm::Error error = writeOutput(
            [&](llvm::raw_ostream &out) { module->print(out, flags); }))
      return error;
  }
  return explain();
}

int mlac::compile(const CommandLine &line, llvm::StringRef archiveDirectory) {
  Compilation compilation(line, archiveDirectory);
  llvm::Error error = compilation.run();
  if (!error)
    return 0;
  std::string reason = llvm::toString(std::move(error));
  if (!reason.empty())
    llvm::errs() << "mlac: error: " << reason << "\n";
  return 1;
}
