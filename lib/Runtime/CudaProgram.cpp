//===- CudaProgram.cpp - a model's code on a GPU --------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaProgram.h"
#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace mla::runtime::cuda {

LoadedModule::~LoadedModule() {
  if (!handle)
    return;
  Gpu::Scope scope(*gpu);
  gpu->driver.moduleUnload(handle);
}

Expected<Function> LoadedModule::find(const char *name) const {
  Gpu::Scope scope(*gpu);
  Function function = nullptr;
  if (Error error =
          gpu->check(gpu->driver.moduleGetFunction(&function, handle, name),
                     concat("the program has no kernel '", name, "'")))
    return error;
  return function;
}

Result loadModule(const Gpu &gpu, const void *image, LoadedModule &loaded,
                  std::string &log) {
  Gpu::Scope scope(gpu);
  char text[2048] = "";
  int32_t options[] = {jitErrorLogBuffer, jitErrorLogBufferBytes};
  void *values[] = {text, reinterpret_cast<void *>(uintptr_t(sizeof text))};
  Module handle = nullptr;
  Result result =
      gpu.driver.moduleLoadDataEx(&handle, image, 2, options, values);
  text[sizeof text - 1] = 0;
  log = text;
  std::replace(log.begin(), log.end(), '\n', ' ');
  if (result == success)
    loaded = LoadedModule(gpu, handle);
  return result;
}

std::vector<const MlaImageV1 *> usableImages(const MlaModelV1 &model,
                                             const std::string &target,
                                             int32_t capability) {
  bool oneArchitecture = !target.empty() && target.back() == 'a';
  std::vector<const MlaImageV1 *> usable;
  for (uint32_t i = 0; i < model.num_images; ++i) {
    const MlaImageV1 &image = model.images[i];
    bool sameGeneration = image.sm / 10 == capability / 10;
    bool own = concat("sm_", image.sm) == target ||
               concat("sm_", image.sm, "a") == target;
    if (image.sm == capability ||
        (image.sm < capability &&
         (image.is_ptx || (sameGeneration && !(own && oneArchitecture)))))
      usable.push_back(&image);
  }
  return usable;
}

/// Whether another image may do where one was refused so.
static bool isAboutTheImage(Result result) {
  return result == errorNoBinaryForGpu || result == errorInvalidImage ||
         result == errorInvalidPtx || result == errorUnsupportedPtxVersion;
}

static std::string listImages(const MlaModelV1 &model) {
  std::string text;
  for (uint32_t i = 0; i < model.num_images; ++i)
    text += concat(i ? ", " : "", model.images[i].is_ptx ? "PTX of " : "",
                   "sm_", model.images[i].sm);
  return text.empty() ? "none" : text;
}

Error Program::load(const Gpu &gpu, const MlaModelV1 &model,
                    const ModelDescription &description, Program &program,
                    std::vector<std::string> &warnings) {
  Gpu::Scope scope(gpu);
  const MlaImageV1 *chosen = nullptr;
  std::string refusals;
  for (const MlaImageV1 *image :
       usableImages(model, description.target, gpu.capability)) {
    std::string log;
    // PTX is text that the driver reads up to a zero.
    std::string text;
    if (image->is_ptx)
      text.assign(static_cast<const char *>(image->data), size_t(image->size));
    Result result = loadModule(gpu, image->is_ptx ? text.c_str() : image->data,
                               program.module, log);
    if (result == success) {
      chosen = image;
      break;
    }
    std::string refusal =
        concat(image->is_ptx ? "PTX of sm_" : "sm_", image->sm, ": ",
               gpu.driver.describe(result), log.empty() ? "" : ": ", log);
    if (result == errorUnsupportedPtxVersion)
      refusal +=
          concat("; the driver is for CUDA ", formatVersion(gpu.driver.version),
                 ", which is too old: install a newer one");
    if (result == errorOutOfMemory)
      return gpu.noMemory(uint64_t(image->size), "the program's code");
    if (!isAboutTheImage(result))
      return Error(ErrorCode::Device,
                   concat("the program's code cannot be loaded: ", refusal));
    refusals += "; " + refusal;
  }
  if (!chosen)
    return Error(ErrorCode::Device,
                 concat("no code in this program runs on ", gpu.name,
                        ", compute capability ", gpu.capability / 10, ".",
                        gpu.capability % 10, ": it has ", listImages(model),
                        refusals));
  if (chosen->is_ptx && model.num_images > 1)
    warnings.push_back(concat(
        "no code in this program is for ", gpu.name, ", compute capability ",
        gpu.capability / 10, ".", gpu.capability % 10,
        "; its portable code, PTX of sm_", chosen->sm,
        ", is used, which is slower; compile the model for this GPU"));

  program.table.device.launch = launch;
  program.table.driver = &gpu.driver;
  // As launchers of hand-written kernels do (kernels/common/launch.h).
  const char *setting = std::getenv("MLA_PDL");
  bool isOff = setting && std::strcmp(setting, "off") == 0;
  program.table.isProgrammatic = description.programmaticLaunch &&
                                 !chosen->is_ptx && gpu.capability >= 90 &&
                                 !isOff;
  for (uint32_t i = 0; i < model.num_kernels; ++i) {
    Expected<Function> function = program.module.find(model.kernels[i]);
    if (!function)
      return function.takeError();
    // Here and not at a launch: no attribute may be set during a capture.
    int32_t fixed = 0;
    Result result =
        gpu.driver.funcGetAttribute(&fixed, functionSharedBytes, *function);
    if (result == success)
      result = gpu.driver.funcSetAttribute(
          *function, functionMaxDynamicShared,
          std::max<int32_t>(0, gpu.maxShared - fixed));
    if (Error error = gpu.check(
            result, concat("the kernel '", model.kernels[i], "' cannot have ",
                           gpu.maxShared - fixed, " bytes of shared memory")))
      return error;
    // As much shared memory as there is, as the hand-written kernels ask for
    // (kernels/common/launch.h): then no SM has to be idle to change.
    result = gpu.driver.funcSetAttribute(*function, functionSharedCarveout,
                                         mostSharedCarveout);
    if (Error error =
            gpu.check(result, concat("the kernel '", model.kernels[i],
                                     "' cannot prefer shared memory")))
      return error;
    program.functions.push_back(*function);
  }
  return Error::success();
}

int32_t Program::launch(const MlaDevice *self, void *kernel, int64_t gridX,
                        int64_t gridY, int64_t gridZ, int64_t blockX,
                        int64_t sharedBytes, void *stream, void **arguments) {
  // A grid without blocks is an error to the driver; a loop over nothing is
  // none to compiled code.
  if (gridX == 0 || gridY == 0 || gridZ == 0)
    return success;
  constexpr int64_t most = INT32_MAX;
  if (gridX < 0 || gridX > most || gridY < 0 || gridY > most || gridZ < 0 ||
      gridZ > most || blockX < 1 || blockX > most || sharedBytes < 0 ||
      sharedBytes > most)
    return errorInvalidValue;
  const Table &table = *reinterpret_cast<const Table *>(self);
  LaunchConfig config = {};
  config.gridX = uint32_t(gridX);
  config.gridY = uint32_t(gridY);
  config.gridZ = uint32_t(gridZ);
  config.blockX = uint32_t(blockX);
  config.blockY = config.blockZ = 1;
  config.sharedBytes = uint32_t(sharedBytes);
  config.stream = static_cast<Stream>(stream);
  LaunchAttribute programmatic = {};
  if (table.isProgrammatic) {
    programmatic.id = launchProgrammatic;
    programmatic.value[0] = 1;
    config.attributes = &programmatic;
    config.numAttributes = 1;
  }
  ++table.launches;
  return table.driver->launchKernelEx(&config, static_cast<Function>(kernel),
                                      arguments, nullptr);
}

} // namespace mla::runtime::cuda
