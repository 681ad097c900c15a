//===- chain.cu - a decode step as a chain ---------------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The kernels of a DeepSeek-V2-Lite sized layer in CUDA graphs over 27 layers
// of distinct weights: each kind back to back, the attention half, the whole
// layer. Without Python:
//
//   mla_kernel_chain [-only-check | -check] [-context N] [-json FILE] [T …]
//
// -check compares every kernel with plain loops on the device first; as
// -only-check that is a test.
//
//===----------------------------------------------------------------------===//

#include "kernels/params.h"
#include "mla/Kernels/Decode.h"
#include "mla/Kernels/Experts.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cuda_bf16.h>
#include <cuda_runtime.h>
#include <functional>
#include <string>
#include <vector>

using bf16 = __nv_bfloat16;

static void check(cudaError_t error, const char *what) {
  if (error == cudaSuccess)
    return;
  std::fprintf(stderr, "%s: %s\n", what, cudaGetErrorString(error));
  std::exit(1);
}
static void check(MlaStatus status, const char *what) {
  if (status == MLA_OK)
    return;
  std::fprintf(stderr, "%s: %s\n", what, mla_status_string(status));
  std::exit(1);
}

static __device__ __host__ uint32_t mix(uint32_t x) {
  x ^= x >> 16, x *= 0x7feb352du, x ^= x >> 15, x *= 0x846ca68bu;
  return x ^ x >> 16;
}
__global__ void fill(bf16 *to, size_t n, float scale, uint32_t seed) {
  for (size_t i = blockIdx.x * size_t(blockDim.x) + threadIdx.x; i < n;
       i += size_t(gridDim.x) * blockDim.x) {
    uint32_t h = mix(uint32_t(i) * 2654435761u + mix(seed + uint32_t(i >> 32)));
    float u = (h & 0xffff) / 65536.f + (h >> 16) / 65536.f - 1; // triangular
    to[i] = __float2bfloat16(u * 2.449f * scale);
  }
}
static bf16 *random(size_t n, float scale) {
  static uint32_t seed = 1;
  bf16 *p;
  check(cudaMalloc(&p, n * 2), "cudaMalloc");
  fill<<<1024, 256>>>(p, n, scale, ++seed * 7919);
  return p;
}
template <typename T> static T *device(size_t n, int poison = 0xff) {
  T *p;
  check(cudaMalloc(&p, n * sizeof(T)), "cudaMalloc");
  check(cudaMemset(p, poison, n * sizeof(T)), "cudaMemset");
  return p;
}
template <typename T> static T *upload(const std::vector<T> &v) {
  T *p = device<T>(std::max<size_t>(v.size(), 1));
  cudaMemcpy(p, v.data(), v.size() * sizeof(T), cudaMemcpyHostToDevice);
  return p;
}

//===-- the model ---------------------------------------------------------===//

struct Dims {
  int H = 2048, N = 16, P = 128, R = 64, V = 128, L = 512, page = 64;
  int E = 64, K = 6, I = 1408, Is = 2816, vocab = 102400;
  __host__ __device__ int qRows() const { return N * (P + R); }
  __host__ __device__ int rows() const { return qRows() + L + R; }
};

struct Layer {
  bf16 *norm, *kvNorm, *qkv, *kvB, *o, *cache;
  bf16 *router, *gate, *up, *down, *sharedUp, *sharedDown; ///< may be shared
};

struct Step {
  Dims d;
  int T, context;
  std::vector<int> lens;
  int width; ///< pages of a sequence
  int32_t *table, *seqLens, *slots, *positions, *plan;
  bf16 *x[2], *proj, *q, *row, *o;
  float *logits;
  void *decodeSpace, *expertsSpace;
  mla::kernels::DecodeChoice choice;
  bool fused = true;

  Step(const Dims &d, std::vector<int> lens)
      : d(d), T(lens.size()), lens(lens),
        width((*std::max_element(lens.begin(), lens.end()) + d.page - 1) /
                  d.page +
              1) {
    context = lens[0];
    // A permutation, unless seven divides their number.
    const int all = T * width, step = all % 7 ? 7 : 1;
    std::vector<int32_t> pages, slot, position;
    for (int i = 0; i < all; ++i)
      pages.push_back(i * step % all);
    for (int b = 0; b < T; ++b) {
      const int last = std::max(lens[b] - 1, 0);
      slot.push_back(lens[b] <= 0 ? -1
                                  : pages[b * width + last / d.page] * d.page +
                                        last % d.page);
      position.push_back(last);
    }
    table = upload(pages), slots = upload(slot), positions = upload(position);
    seqLens = upload(lens);
    for (auto &buffer : x)
      buffer = random(size_t(T) * d.H, 1);
    proj = device<bf16>(size_t(T) * d.rows());
    q = device<bf16>(size_t(T) * d.N * (d.L + d.R));
    row = device<bf16>(size_t(T) * (d.L + d.R));
    o = device<bf16>(size_t(T) * d.N * d.V);
    logits = device<float>(size_t(T) * d.vocab);
    mla::kernels::DecodeShape shape;
    shape.batch = shape.numTokens = T, shape.numHeads = d.N;
    shape.kvLoraRank = shape.vDim = d.L, shape.qkRopeHeadDim = d.R;
    choice = mla::kernels::chooseDecode(shape, {90, 132});
    decodeSpace = device<char>(
        mla::kernels::decodeWorkspaceSize(shape, choice) + 256 +
        mla::kernels::decodeValueBytes(shape) + size_t(T) * d.N * d.L * 2);
    expertsSpace = device<char>(1 << 25);
    plan = device<int32_t>(MLA_DECODE_PLAN_INTS(T, choice.parts));
  }
  size_t poolRows() const { return size_t(T) * width * d.page; }

  void makePlan(cudaStream_t s) {
    MlaDecodePlanParams p = {};
    p.seq_lens = seqLens, p.plan = plan, p.batch = T, p.q_len = 1;
    p.num_heads = d.N, p.h_kv = 1;
    p.tile_rows = choice.tileRows, p.tile_group = choice.tileGroup;
    p.parts = choice.parts, p.overhead_units = choice.overheadUnits;
    p.min_units = choice.minUnits;
    check(mla_decode_plan(&p, s), "decode_plan");
  }
  MlaStatus linear(const bf16 *x, const bf16 *norm, const bf16 *w,
                   const bf16 *residual, void *out, int M, int K, int outDtype,
                   cudaStream_t s, bool gated = false) {
    MlaLinearParams p = {};
    p.x = x, p.norm_weight = norm, p.weight = w, p.residual = residual;
    p.out = out, p.x_stride = K, p.residual_stride = p.out_stride = M;
    p.num_tokens = T, p.in_features = K, p.out_features = M, p.gated = gated;
    p.dtype = MLA_BF16, p.out_dtype = outDtype, p.eps = 1e-6f;
    return mla_linear(&p, s);
  }
  void project(const Layer &l, cudaStream_t s) {
    check(
        linear(x[0], l.norm, l.qkv, nullptr, proj, d.rows(), d.H, MLA_BF16, s),
        "project");
  }
  void prepare(const Layer &l, cudaStream_t s) {
    MlaQueryPrepParams p = {};
    p.q_proj = proj, p.kv = proj + d.qRows(), p.norm_weight = l.kvNorm;
    p.kv_b = l.kvB, p.positions = positions, p.q = q, p.row = row;
    p.q_proj_stride_token = p.kv_stride = d.rows();
    p.q_proj_stride_head = d.P + d.R, p.row_stride = d.L + d.R;
    p.kv_b_stride_head = int64_t(d.P + d.V) * d.L;
    p.q_stride_head = d.L + d.R, p.q_stride_token = d.N * (d.L + d.R);
    p.num_tokens = T, p.num_heads = d.N, p.qk_nope_head_dim = d.P;
    p.qk_rope_head_dim = d.R, p.kv_lora_rank = d.L, p.interleaved = 1;
    p.dtype = MLA_BF16, p.eps = 1e-6f, p.rope_scale = p.long_rope_scale = 1;
    for (int i = 0; i < d.R / 2; ++i)
      p.inv_freq[i] = std::pow(10000.f, -2.f * i / d.R);
    if (fused) {
      p.cache = l.cache, p.slots = slots, p.page_size = d.page;
      p.cache_stride_token = d.L + d.R;
      p.cache_stride_page = d.page * p.cache_stride_token;
    }
    check(mla_query_prep(&p, s), "query_prep");
  }
  void append(const Layer &l, cudaStream_t s) {
    MlaCacheAppendParams p = {};
    p.cache = l.cache, p.rows = row, p.slots = slots, p.num_tokens = T;
    p.h_kv = 1, p.row_dim = d.L + d.R, p.page_size = d.page, p.dtype = MLA_BF16;
    p.rows_stride_token = p.cache_stride_token = d.L + d.R;
    p.cache_stride_page = d.page * p.cache_stride_token;
    check(mla_cache_append(&p, s), "append");
  }
  void attend(const Layer &l, cudaStream_t s) {
    MlaDecodeParams p = {};
    p.q = q, p.cache = l.cache, p.page_table = table, p.seq_lens = seqLens;
    p.plan = plan, p.out = o, p.workspace = decodeSpace;
    p.q_stride_head = d.L + d.R, p.q_stride_token = d.N * (d.L + d.R);
    p.cache_stride_token = d.L + d.R;
    p.cache_stride_page = d.page * p.cache_stride_token;
    p.page_table_stride = width, p.batch = p.num_tokens = T, p.q_len = 1;
    p.num_heads = d.N, p.h_kv = 1, p.kv_lora_rank = p.v_dim = d.L;
    p.qk_rope_head_dim = d.R, p.page_size = d.page, p.causal = 1;
    p.dtype = MLA_BF16, p.kernel = choice.kernel;
    p.tile_rows = choice.tileRows, p.tile_group = choice.tileGroup;
    p.parts = choice.parts, p.pdl = 1, p.softmax_scale = 1 / std::sqrt(192.f);
    if (fused) {
      p.w_uv = l.kvB + size_t(d.P) * d.L;
      p.w_uv_stride_head = int64_t(d.P + d.V) * d.L, p.v_head_dim = d.V;
      p.out_stride_head = d.V, p.out_stride_token = d.N * d.V;
      check(mla_decode(&p, s), "decode");
      return;
    }
    p.out = latent(), p.out_stride_head = d.L, p.out_stride_token = d.N * d.L;
    check(mla_decode(&p, s), "decode");
  }
  bf16 *latent() {
    mla::kernels::DecodeShape shape;
    shape.kvLoraRank = shape.vDim = d.L;
    return reinterpret_cast<bf16 *>(
        static_cast<char *>(decodeSpace) +
        (mla::kernels::decodeWorkspaceSize(shape, choice) + 255) / 256 * 256);
  }
  void value(const Layer &l, cudaStream_t s) {
    MlaProjectValueParams p = {};
    p.u = latent(), p.w_uv = l.kvB + size_t(d.P) * d.L, p.out = o;
    p.u_stride_head = d.L, p.u_stride_token = d.N * d.L;
    p.w_uv_stride_head = int64_t(d.P + d.V) * d.L;
    p.out_stride_head = d.V, p.out_stride_token = d.N * d.V;
    p.num_tokens = T, p.num_heads = d.N, p.v_head_dim = d.V;
    p.kv_lora_rank = d.L, p.dtype = MLA_BF16;
    check(mla_project_value(&p, s), "project_value");
  }
  void output(const Layer &l, cudaStream_t s) {
    check(linear(o, nullptr, l.o, x[0], x[1], d.H, d.N * d.V, MLA_BF16, s),
          "output");
  }
  void experts(const Layer &l, cudaStream_t s) {
    MlaExpertsParams p = {};
    p.x = x[1], p.norm_weight = l.norm, p.router = l.router, p.gate = l.gate;
    p.up = l.up, p.down = l.down, p.shared_gate_up = l.sharedUp;
    p.shared_down = l.sharedDown, p.out = x[0], p.workspace = expertsSpace;
    p.x_stride = p.out_stride = p.hidden = d.H, p.num_tokens = T;
    p.num_experts = d.E, p.top_k = d.K, p.intermediate = d.I;
    p.shared_intermediate = d.Is, p.n_group = p.topk_group = 1;
    p.dtype = MLA_BF16, p.scaling = 1, p.eps = 1e-6f;
    check(mla_experts(&p, s), "experts");
  }
  void head(const bf16 *norm, const bf16 *w, cudaStream_t s) {
    check(linear(x[0], norm, w, nullptr, logits, d.vocab, d.H, MLA_F32, s),
          "head");
  }
  void attention(const Layer &l, cudaStream_t s) {
    project(l, s), prepare(l, s);
    if (!fused)
      append(l, s);
    attend(l, s);
    if (!fused)
      value(l, s);
    output(l, s);
  }
};

#include "benchmarks/chain/reference.cuh"

//===-- time --------------------------------------------------------------===//

static double graphTime(const std::function<void(cudaStream_t)> &body,
                        int repeats = 24) {
  cudaStream_t stream;
  cudaGraph_t graph;
  cudaGraphExec_t exec;
  cudaEvent_t begin, end;
  cudaStreamCreate(&stream);
  cudaEventCreate(&begin), cudaEventCreate(&end);
  body(stream); // loads code
  check(cudaStreamSynchronize(stream), "first run");
  cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal);
  body(stream);
  check(cudaStreamEndCapture(stream, &graph), "capture");
  check(cudaGraphInstantiate(&exec, graph, 0), "instantiate");
  std::vector<float> times;
  for (int i = 0; i < repeats + 3; ++i) {
    cudaEventRecord(begin, stream);
    cudaGraphLaunch(exec, stream);
    cudaEventRecord(end, stream);
    check(cudaEventSynchronize(end), "replay");
    float ms;
    cudaEventElapsedTime(&ms, begin, end);
    if (i >= 3)
      times.push_back(ms * 1e3f);
  }
  std::sort(times.begin(), times.end());
  cudaGraphExecDestroy(exec), cudaGraphDestroy(graph);
  cudaStreamDestroy(stream);
  return times[times.size() / 2];
}

int main(int argc, char **argv) {
  std::vector<int> batches;
  bool checks = false, only = false;
  int context = 1024;
  FILE *json = nullptr;
  for (int i = 1; i < argc; ++i) {
    if (!std::strcmp(argv[i], "-check"))
      checks = true;
    else if (!std::strcmp(argv[i], "-only-check"))
      checks = only = true;
    else if (!std::strcmp(argv[i], "-json"))
      json = std::fopen(argv[++i], "w");
    else if (!std::strcmp(argv[i], "-context"))
      context = std::atoi(argv[++i]);
    else
      batches.push_back(std::atoi(argv[i]));
  }
  int gpus = 0, major = 0;
  if (cudaGetDeviceCount(&gpus) != cudaSuccess || gpus == 0 ||
      cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, 0) !=
          cudaSuccess ||
      major != 9) {
    std::printf("unsupported: expected a GPU of compute capability 9.0\n");
    return 77;
  }
  if (batches.empty())
    batches = {1, 8, 16};
  if (checks && !checkAll())
    return 1;
  if (only)
    return 0;

  const Dims d;
  constexpr int kLayers = 27, kExperts = 3; // distinct ones of 1.1 GB
  std::vector<Layer> layers(kLayers);
  const int most = *std::max_element(batches.begin(), batches.end());
  Layer moe[kExperts];
  auto scale = [](int k) { return 0.6f / std::sqrt(float(k)); };
  for (Layer &m : moe) {
    size_t e = size_t(d.E) * d.I * d.H;
    m.router = random(size_t(d.E) * d.H, scale(d.H));
    m.gate = random(e, scale(d.H)), m.up = random(e, scale(d.H));
    m.down = random(e, scale(d.I));
    m.sharedUp = random(size_t(2) * d.Is * d.H, scale(d.H));
    m.sharedDown = random(size_t(d.Is) * d.H, scale(d.Is));
  }
  for (int i = 0; i < kLayers; ++i) {
    Layer &l = layers[i];
    l = moe[i % kExperts];
    l.norm = random(d.H, 1), l.kvNorm = random(d.L, 1);
    l.qkv = random(size_t(d.rows()) * d.H, scale(d.H));
    l.kvB = random(size_t(d.N) * (d.P + d.V) * d.L, scale(d.L));
    l.o = random(size_t(d.H) * d.N * d.V, scale(d.N * d.V));
    l.cache =
        random(size_t(most) * (context / d.page + 2) * d.page * (d.L + d.R), 1);
  }
  bf16 *head = random(size_t(d.vocab) * d.H, scale(d.H));
  if (json)
    std::fprintf(json, "{\"context\": %d, \"layers\": %d, \"steps\": [",
                 context, kLayers);
  for (size_t b = 0; b < batches.size(); ++b) {
    Step step(d, std::vector<int>(batches[b], context));
    std::printf("T = %d, context %d\n", step.T, context);
    if (json)
      std::fprintf(json, "%s\n {\"batch\": %d, \"us\": {", b ? "," : "",
                   step.T);
    bool isFirst = true;
    auto report = [&](const char *name, double us, double per, double bytes) {
      us /= per;
      std::printf("  %-24s %8.2f us", name, us);
      if (bytes)
        std::printf("  %6.2f TB/s", bytes / us * 1e-6);
      std::printf("\n");
      std::fflush(stdout);
      if (json)
        std::fprintf(json, "%s\"%s\": %.3f", isFirst ? "" : ", ", name, us);
      isFirst = false;
    };
    step.makePlan(nullptr);
    check(cudaDeviceSynchronize(), "plan");
    using Part = void (Step::*)(const Layer &, cudaStream_t);
    auto each = [&](Part part) {
      return graphTime([&](cudaStream_t s) {
        for (const Layer &l : layers)
          (step.*part)(l, s);
      });
    };
    step.attention(layers[0], nullptr); // values to work on
    report("project", each(&Step::project), kLayers, d.rows() * d.H * 2.);
    step.fused = false;
    report("prepare", each(&Step::prepare), kLayers, d.N * d.P * d.L * 2.);
    report("append", each(&Step::append), kLayers, 0);
    report("attend", each(&Step::attend), kLayers, 0);
    report("value", each(&Step::value), kLayers, d.N * d.V * d.L * 2.);
    step.fused = true;
    report("prepare_append", each(&Step::prepare), kLayers,
           d.N * d.P * d.L * 2.);
    report("attend_value", each(&Step::attend), kLayers, 0);
    report("output", each(&Step::output), kLayers, d.H * d.N * d.V * 2.);
    report("experts", each(&Step::experts), kLayers, 0);
    report("head", graphTime([&](cudaStream_t s) {
             for (int i = 0; i < 4; ++i)
               step.head(layers[0].norm, head, s);
           }),
           4, double(d.vocab) * d.H * 2);
    for (bool fused : {false, true}) {
      step.fused = fused;
      report(fused ? "attention_fused" : "attention", each(&Step::attention),
             kLayers, 0);
      auto layer = [&](const Layer &l, cudaStream_t s) {
        step.attention(l, s), step.experts(l, s);
      };
      report(fused ? "layer_fused" : "layer", graphTime([&](cudaStream_t s) {
               for (const Layer &l : layers)
                 layer(l, s);
             }),
             kLayers, 0);
      report(fused ? "step_fused" : "step", graphTime([&](cudaStream_t s) {
               step.makePlan(s);
               for (const Layer &l : layers)
                 layer(l, s);
               step.head(layers[0].norm, head, s);
             }),
             1, 0);
    }
    if (json)
      std::fprintf(json, "}}");
  }
  if (json)
    std::fprintf(json, "\n]}\n");
}
