//===- FakeDriver.cpp - a driver without a GPU ----------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FakeDriver.h"
#include "CudaDriver.h"
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <set>
#include <sstream>
#include <thread>
#include <utility>

using namespace mla::runtime::cuda;
using fakecuda::Control;

static constexpr Result errorInvalidContext = 201;
static constexpr Result errorIllegalAddress = 700;
static constexpr Result errorCaptureUnsupported = 900;

namespace {
using Work = std::function<Result()>;

struct FakeModule {
  std::string text;
};
struct FakeFunction {
  std::string name;
  int32_t maxShared = 48 << 10;
};
struct FakeGraph {
  std::vector<Work> work;
};
struct FakeStream {
  std::vector<Work> work;
  FakeGraph *capture = nullptr;
  bool broken = false; ///< the capture met something it must not
};
} // namespace

namespace {
struct FakeEvent {
  FakeStream *stream = nullptr; ///< that it was recorded in last
  int64_t at = 0;               ///< kernels that had run by then
  bool hasTime = true;
};
} // namespace

/// The time: every kernel takes a millisecond, and nothing else takes any.
static int64_t kernelsRun = 0;
static thread_local int contexts = 0;
static FakeStream *capturing = nullptr;
static FakeStream *theStream = nullptr; ///< tests use one at a time
static Result sticky = success;
static std::map<uintptr_t, size_t> deviceMemory, pinnedMemory;

extern "C" Control *fake_cuda_control() {
  static Control *control = [] {
    auto *made = new Control();
    if (const char *text = std::getenv("FAKE_CUDA")) {
      std::istringstream stream(text);
      for (std::string word; stream >> word;) {
        auto at = word.find('=');
        std::string key = word.substr(0, at);
        long long value = std::atoll(word.c_str() + at + 1);
        if (key == "version")
          made->version = int32_t(value);
        else if (key == "devices")
          made->devices = int32_t(value);
        else if (key == "capability")
          made->capability = int32_t(value);
        else if (key == "ptx_too_new")
          made->ptxTooNew = int32_t(value);
        else if (key == "memory")
          made->memory = uint64_t(value);
        else if (key == "pin_ms")
          made->pinMs = int32_t(value);
        else
          made->failNext[key] = int32_t(value);
      }
    }
    return made;
  }();
  return control;
}

/// What every entry does first. `allowed` says whether it may be called while
/// a stream captures.
static Result enter(const char *name, bool needsContext = true,
                    bool allowed = true) {
  Control &control = *fake_cuda_control();
  ++control.calls[name];
  auto it = control.failNext.find(name);
  if (it != control.failNext.end()) {
    Result result = it->second;
    control.failNext.erase(it);
    return result;
  }
  if (needsContext && contexts == 0)
    return errorInvalidContext;
  if (!allowed && capturing) {
    capturing->broken = true;
    return errorCaptureUnsupported;
  }
  return success;
}

#define ENTER(...)                                                             \
  if (Result entered = enter(__func__ __VA_OPT__(, ) __VA_ARGS__))             \
  return entered

static void note(const std::string &text) {
  fake_cuda_control()->log.push_back(text);
}

static void put(FakeStream *stream, Work work) {
  if (stream->capture)
    stream->capture->work.push_back(std::move(work));
  else
    stream->work.push_back(std::move(work));
}

static Result drain(FakeStream *stream) {
  std::vector<Work> work = std::move(stream->work);
  stream->work.clear();
  for (Work &piece : work)
    if (sticky == success)
      sticky = piece();
  return sticky;
}

/// Whether [address, address + bytes) is memory of that kind.
static bool inside(const std::map<uintptr_t, size_t> &memory, uintptr_t address,
                   size_t bytes) {
  auto it = memory.upper_bound(address);
  if (it == memory.begin())
    return false;
  --it;
  return address + bytes <= it->first + it->second;
}

template <typename T> static T *alive(T *object) {
  ++fake_cuda_control()->objects;
  return object;
}
template <typename T> static void dead(T *object) {
  --fake_cuda_control()->objects;
  delete object;
}

extern "C" {

Result cuInit(uint32_t) {
  ENTER(false);
  return fake_cuda_control()->devices < 0 ? errorNoDevice : success;
}
Result cuDriverGetVersion(int32_t *version) {
  *version = fake_cuda_control()->version;
  return success;
}
Result cuGetErrorName(Result result, const char **name) {
  *name = result == errorOutOfMemory      ? "CUDA_ERROR_OUT_OF_MEMORY"
          : result == errorIllegalAddress ? "CUDA_ERROR_ILLEGAL_ADDRESS"
                                          : "CUDA_ERROR_OTHER";
  return success;
}
Result cuGetErrorString(Result, const char **text) {
  *text = "as the fake driver says";
  return success;
}
Result cuDeviceGetCount(int32_t *count) {
  ENTER(false);
  *count = fake_cuda_control()->devices;
  return success;
}
Result cuDeviceGet(DeviceOrdinal *device, int32_t index) {
  ENTER(false);
  *device = 100 + index;
  return success;
}
Result cuDeviceGetName(char *name, int32_t size, DeviceOrdinal) {
  ENTER(false);
  std::strncpy(name, "Fake GPU", size_t(size));
  return success;
}
Result cuDeviceGetAttribute(int32_t *value, int32_t attribute, DeviceOrdinal) {
  ENTER(false);
  int32_t capability = fake_cuda_control()->capability;
  *value = attribute == attributeCapabilityMajor   ? capability / 10
           : attribute == attributeCapabilityMinor ? capability % 10
           : attribute == attributeMaxSharedOptin  ? 227 << 10
                                                   : 0;
  return success;
}
Result cuDevicePrimaryCtxRetain(Context *context, DeviceOrdinal) {
  ENTER(false);
  ++fake_cuda_control()->objects;
  sticky = success;
  *context = reinterpret_cast<Context>(uintptr_t(0x1000));
  return success;
}
Result cuDevicePrimaryCtxRelease_v2(DeviceOrdinal) {
  ENTER(false);
  --fake_cuda_control()->objects;
  return success;
}
Result cuCtxPushCurrent_v2(Context) {
  ++contexts;
  return success;
}
Result cuCtxPopCurrent_v2(Context *) {
  if (contexts == 0)
    return errorInvalidContext;
  --contexts;
  return success;
}
Result cuMemGetInfo_v2(size_t *free, size_t *total) {
  ENTER();
  Control &control = *fake_cuda_control();
  *free = control.memory - control.allocated;
  *total = control.memory;
  return success;
}
Result cuMemAlloc_v2(DevicePointer *pointer, size_t bytes) {
  ENTER(true, false);
  Control &control = *fake_cuda_control();
  if (bytes > control.memory - control.allocated)
    return errorOutOfMemory;
  void *memory = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
  if (!memory)
    return errorOutOfMemory;
  // What nobody wrote must not look like something.
  std::memset(memory, 0xff, std::min<size_t>(bytes, 16 << 20));
  deviceMemory[uintptr_t(memory)] = bytes;
  control.allocated += bytes;
  ++control.objects;
  *pointer = uintptr_t(memory);
  return success;
}
Result cuMemFree_v2(DevicePointer pointer) {
  ENTER(true, false);
  Control &control = *fake_cuda_control();
  auto it = deviceMemory.find(pointer);
  if (it == deviceMemory.end())
    return errorInvalidValue;
  if (theStream) // as a driver does: frees wait for work
    drain(theStream);
  control.allocated -= it->second;
  --control.objects;
  deviceMemory.erase(it);
  std::free(reinterpret_cast<void *>(uintptr_t(pointer)));
  return success;
}
Result cuMemHostAlloc(void **pointer, size_t bytes, uint32_t) {
  ENTER(true, false);
  std::this_thread::sleep_for(
      std::chrono::milliseconds(fake_cuda_control()->pinMs));
  *pointer = std::calloc(1, bytes);
  pinnedMemory[uintptr_t(*pointer)] = bytes;
  ++fake_cuda_control()->objects;
  return success;
}
Result cuMemFreeHost(void *pointer) {
  ENTER(true, false);
  if (pinnedMemory.erase(uintptr_t(pointer)) == 0)
    return errorInvalidValue;
  --fake_cuda_control()->objects;
  std::free(pointer);
  return success;
}
Result cuMemcpyHtoDAsync_v2(DevicePointer to, const void *from, size_t bytes,
                            Stream stream) {
  ENTER();
  if (!inside(deviceMemory, to, bytes) ||
      !inside(pinnedMemory, uintptr_t(from), bytes))
    return errorInvalidValue;
  put(reinterpret_cast<FakeStream *>(stream), [=] {
    std::memcpy(reinterpret_cast<void *>(uintptr_t(to)), from, bytes);
    return success;
  });
  return success;
}
Result cuMemcpyDtoHAsync_v2(void *to, DevicePointer from, size_t bytes,
                            Stream stream) {
  ENTER();
  if (!inside(deviceMemory, from, bytes) ||
      !inside(pinnedMemory, uintptr_t(to), bytes))
    return errorInvalidValue;
  put(reinterpret_cast<FakeStream *>(stream), [=] {
    std::memcpy(to, reinterpret_cast<void *>(uintptr_t(from)), bytes);
    return success;
  });
  return success;
}
Result cuStreamCreate(Stream *stream, uint32_t) {
  ENTER();
  theStream = alive(new FakeStream());
  *stream = reinterpret_cast<Stream>(theStream);
  return success;
}
Result cuStreamDestroy_v2(Stream stream) {
  ENTER();
  theStream = nullptr;
  dead(reinterpret_cast<FakeStream *>(stream));
  return success;
}
Result cuStreamSynchronize(Stream stream) {
  ENTER(true, false);
  return drain(reinterpret_cast<FakeStream *>(stream));
}
Result cuStreamBeginCapture_v2(Stream stream, int32_t) {
  ENTER(true, false);
  capturing = reinterpret_cast<FakeStream *>(stream);
  capturing->capture = alive(new FakeGraph());
  capturing->broken = false;
  return success;
}
Result cuStreamEndCapture(Stream stream, Graph *graph) {
  auto *ending = reinterpret_cast<FakeStream *>(stream);
  if (!ending->capture)
    return errorInvalidValue;
  FakeGraph *captured = std::exchange(ending->capture, nullptr);
  capturing = nullptr;
  *graph = nullptr;
  Result failed = enter(__func__); // and yet it has ended
  if (failed || ending->broken) {
    dead(captured);
    return failed ? failed : errorCaptureUnsupported;
  }
  *graph = reinterpret_cast<Graph>(captured);
  return success;
}
Result cuEventCreate(Event *event, uint32_t flags) {
  ENTER();
  auto *made = alive(new FakeEvent());
  made->hasTime = flags != eventDisableTiming;
  *event = reinterpret_cast<Event>(made);
  return success;
}
Result cuEventDestroy_v2(Event event) {
  ENTER();
  dead(reinterpret_cast<FakeEvent *>(event));
  return success;
}
Result cuEventRecord(Event event, Stream stream) {
  ENTER();
  auto *recorded = reinterpret_cast<FakeEvent *>(event);
  recorded->stream = reinterpret_cast<FakeStream *>(stream);
  put(recorded->stream, [recorded] {
    recorded->at = kernelsRun;
    return success;
  });
  return success;
}
Result cuEventSynchronize(Event event) {
  ENTER(true, false);
  FakeStream *stream = reinterpret_cast<FakeEvent *>(event)->stream;
  return stream ? drain(stream) : success;
}
Result cuEventElapsedTime(float *milliseconds, Event from, Event to) {
  ENTER(true, false);
  auto *first = reinterpret_cast<FakeEvent *>(from);
  auto *last = reinterpret_cast<FakeEvent *>(to);
  if (!first->stream || !last->stream || !first->hasTime || !last->hasTime)
    return errorInvalidValue;
  *milliseconds = float(last->at - first->at);
  return success;
}
Result cuGraphInstantiateWithFlags(GraphExec *exec, Graph graph,
                                   unsigned long long) {
  ENTER(true, false);
  *exec = reinterpret_cast<GraphExec>(
      alive(new FakeGraph(*reinterpret_cast<FakeGraph *>(graph))));
  return success;
}
Result cuGraphDestroy(Graph graph) {
  ENTER();
  dead(reinterpret_cast<FakeGraph *>(graph));
  return success;
}
Result cuGraphExecDestroy(GraphExec exec) {
  ENTER();
  dead(reinterpret_cast<FakeGraph *>(exec));
  return success;
}
Result cuGraphUpload(GraphExec, Stream) {
  ENTER(true, false);
  return success;
}
Result cuGraphLaunch(GraphExec exec, Stream stream) {
  ENTER(true, false);
  note("graph");
  FakeGraph graph = *reinterpret_cast<FakeGraph *>(exec);
  put(reinterpret_cast<FakeStream *>(stream), [graph] {
    for (const Work &work : graph.work)
      if (Result result = work())
        return result;
    return success;
  });
  return success;
}

/// An image is "FAKE <sm> <names of kernels>", or PTX.
Result cuModuleLoadDataEx(Module *module, const void *image, uint32_t,
                          int32_t *, void **) {
  ENTER(true, false);
  Control &control = *fake_cuda_control();
  std::string text = static_cast<const char *>(image);
  if (text.rfind("FAKE ", 0) == 0) {
    int32_t sm = std::atoi(text.c_str() + 5);
    note("cubin " + std::to_string(sm));
    if (sm / 10 != control.capability / 10 || sm > control.capability)
      return errorNoBinaryForGpu;
  } else if (text.find(".version") == std::string::npos) {
    return errorInvalidImage;
  } else {
    note("ptx");
    // Not the runtime's own, which is of an old version.
    if (control.ptxTooNew && text.find("mla_likeliest") == std::string::npos)
      return errorUnsupportedPtxVersion;
  }
  *module = reinterpret_cast<Module>(alive(new FakeModule{text}));
  return success;
}
Result cuModuleUnload(Module module) {
  ENTER(true, false);
  dead(reinterpret_cast<FakeModule *>(module));
  return success;
}
Result cuModuleGetFunction(Function *function, Module module,
                           const char *name) {
  ENTER(true, false);
  // Lives as long as the process: tests look at few.
  static std::map<std::string, FakeFunction> functions;
  const FakeModule &from = *reinterpret_cast<FakeModule *>(module);
  if (from.text.find(name) == std::string::npos ||
      !fake_cuda_control()->kernels.count(name))
    return errorNotFound;
  functions[name].name = name;
  *function = reinterpret_cast<Function>(&functions[name]);
  return success;
}
Result cuFuncGetAttribute(int32_t *value, int32_t, Function) {
  ENTER(true, false);
  *value = 1024;
  return success;
}
Result cuFuncSetAttribute(Function function, int32_t attribute, int32_t value) {
  ENTER(true, false);
  if (attribute == functionSharedCarveout)
    return value >= 0 && value <= 100 ? success : errorInvalidValue;
  if (attribute != functionMaxDynamicShared || value > (227 << 10) - 1024)
    return errorInvalidValue;
  reinterpret_cast<FakeFunction *>(function)->maxShared = value;
  return success;
}
Result cuLaunchKernelEx(const LaunchConfig *config, Function function,
                        void **arguments, void **) {
  ENTER();
  Control &control = *fake_cuda_control();
  const auto &launched = *reinterpret_cast<FakeFunction *>(function);
  if (config->gridX == 0 || config->gridY == 0 || config->gridZ == 0 ||
      config->gridY > 65535 || config->gridZ > 65535 || config->blockX > 1024 ||
      config->sharedBytes > uint32_t(launched.maxShared))
    return errorInvalidValue;
  const fakecuda::Kernel &kernel = control.kernels.at(launched.name);
  // Arguments are read now, as a driver does.
  std::vector<std::vector<char>> values;
  for (size_t i = 0; i < kernel.parameters.size(); ++i) {
    const char *from = static_cast<const char *>(arguments[i]);
    values.emplace_back(from, from + kernel.parameters[i]);
  }
  auto *stream = reinterpret_cast<FakeStream *>(config->stream);
  note((stream->capture ? "capture " : "launch ") + launched.name);
  for (uint32_t i = 0; i < config->numAttributes; ++i)
    if (config->attributes[i].id == launchProgrammatic)
      control.earlyStarts += int64_t(config->attributes[i].value[0]);
  std::vector<uint32_t> grid = {config->gridX, config->gridY, config->gridZ};
  put(stream, [=, &control, name = launched.name]() mutable -> Result {
    ++control.launches[name];
    ++kernelsRun;
    std::vector<void *> pointers;
    for (std::vector<char> &value : values)
      pointers.push_back(value.data());
    return control.kernels.at(name).run(pointers.data(), grid.data())
               ? errorIllegalAddress
               : success;
  });
  return success;
}

} // extern "C"
