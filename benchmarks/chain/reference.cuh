//===- reference.cuh - the chain's kernels as plain loops ------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One thread an output, sums in double. Included by chain.cu.
//
//===----------------------------------------------------------------------===//

#pragma once

__global__ void refLinear(MlaLinearParams p, float *out) {
  int m = blockIdx.x * blockDim.x + threadIdx.x, t = blockIdx.y;
  if (m >= p.out_features)
    return;
  auto *x = static_cast<const bf16 *>(p.x) + t * p.x_stride;
  auto *w = static_cast<const bf16 *>(p.weight);
  auto *norm = static_cast<const bf16 *>(p.norm_weight);
  double squares = 0;
  for (int k = 0; norm && k < p.in_features; ++k)
    squares += double(__bfloat162float(x[k])) * __bfloat162float(x[k]);
  double factor = norm ? 1 / sqrt(squares / p.in_features + p.eps) : 1;
  auto row = [&](int64_t r) {
    double sum = 0;
    for (int k = 0; k < p.in_features; ++k)
      sum += __bfloat162float(x[k]) * factor *
             (norm ? __bfloat162float(norm[k]) : 1) *
             __bfloat162float(w[r * p.in_features + k]);
    return sum;
  };
  double y = row(m);
  if (p.gated)
    y = y / (1 + exp(-y)) * row(m + int64_t(p.out_features));
  if (p.residual)
    y += __bfloat162float(
        static_cast<const bf16 *>(p.residual)[t * p.residual_stride + m]);
  out[int64_t(t) * p.out_features + m] = y;
}

__device__ double refRope(const bf16 *x, int i, int R, int position) {
  double angle = position * double(powf(10000.f, -2.f * (i / 2) / R));
  double a = __bfloat162float(x[i / 2 * 2]),
         b = __bfloat162float(x[i / 2 * 2 + 1]);
  return i % 2 ? b * cos(angle) + a * sin(angle)
               : a * cos(angle) - b * sin(angle);
}

/// Column c of [q of N heads | row], dense.
__global__ void refPrepare(Dims d, const bf16 *proj, const bf16 *kvB,
                           const bf16 *norm, const int *positions, float *out) {
  int c = blockIdx.x * blockDim.x + threadIdx.x, t = blockIdx.y;
  int width = d.L + d.R;
  if (c >= (d.N + 1) * width)
    return;
  int n = c / width, i = c % width;
  const bf16 *own = proj + int64_t(t) * d.rows() + n * (d.P + d.R);
  double y = 0;
  if (n == d.N) {
    double squares = 0;
    for (int k = 0; k < d.L; ++k)
      squares += double(__bfloat162float(own[k])) * __bfloat162float(own[k]);
    y = i < d.L ? __bfloat162float(own[i]) / sqrt(squares / d.L + 1e-6) *
                      __bfloat162float(norm[i])
                : refRope(own + d.L, i - d.L, d.R, positions[t]);
  } else if (i < d.L) {
    for (int k = 0; k < d.P; ++k)
      y += double(__bfloat162float(own[k])) *
           __bfloat162float(kvB[(int64_t(n) * (d.P + d.V) + k) * d.L + i]);
  } else {
    y = refRope(own + d.P, i - d.L, d.R, positions[t]);
  }
  out[int64_t(t) * (d.N + 1) * width + c] = y;
}

/// u of one head and token, a block each; then W_UV of it.
__global__ void refAttend(Dims d, const bf16 *q, const bf16 *cache,
                          const int *table, int width, const int *lens,
                          const bf16 *kvB, float *out) {
  extern __shared__ float shared[]; // u, then scores
  int n = blockIdx.x, t = blockIdx.y, len = max(lens[t], 0);
  float *scores = shared + d.L;
  const bf16 *own = q + (int64_t(t) * d.N + n) * (d.L + d.R);
  auto key = [&](int s) {
    return cache +
           (int64_t(table[t * width + s / d.page]) * d.page + s % d.page) *
               (d.L + d.R);
  };
  for (int s = threadIdx.x; s < len; s += blockDim.x) {
    double sum = 0;
    for (int k = 0; k < d.L + d.R; ++k)
      sum += double(__bfloat162float(own[k])) * __bfloat162float(key(s)[k]);
    scores[s] = sum / sqrt(192.0);
  }
  __syncthreads();
  double most = -1e30, total = 0;
  for (int s = 0; s < len; ++s)
    most = fmax(most, double(scores[s]));
  for (int s = 0; s < len; ++s)
    total += exp(scores[s] - most);
  for (int k = threadIdx.x; k < d.L; k += blockDim.x) {
    double sum = 0;
    for (int s = 0; s < len; ++s)
      sum += exp(scores[s] - most) / total * __bfloat162float(key(s)[k]);
    shared[k] = __bfloat162float(__float2bfloat16(sum));
  }
  __syncthreads();
  for (int v = threadIdx.x; v < d.V; v += blockDim.x) {
    double sum = 0;
    for (int k = 0; k < d.L; ++k)
      sum +=
          double(shared[k]) *
          __bfloat162float(kvB[(int64_t(n) * (d.P + d.V) + d.P + v) * d.L + k]);
    out[(int64_t(t) * d.N + n) * d.V + v] = sum;
  }
}

template <typename T> static std::vector<float> fetch(const T *p, size_t n) {
  std::vector<T> raw(n);
  check(cudaDeviceSynchronize(), "run");
  check(cudaMemcpy(raw.data(), p, n * sizeof(T), cudaMemcpyDeviceToHost),
        "copy");
  std::vector<float> v(n);
  for (size_t i = 0; i < n; ++i)
    if constexpr (sizeof(T) == 2) {
      uint32_t bits;
      uint16_t half;
      std::memcpy(&half, &raw[i], 2);
      bits = uint32_t(half) << 16;
      std::memcpy(&v[i], &bits, 4);
    } else {
      v[i] = raw[i];
    }
  return v;
}

/// The largest error, relative to the values' root mean square or, where they
/// are larger, to themselves; NaN is one.
static bool agree(const std::string &what, const std::vector<float> &got,
                  const std::vector<float> &want, double tolerance) {
  double squares = 0, worst = 0;
  size_t at = 0, bad = 0;
  for (float w : want)
    squares += double(w) * w;
  double rms = std::sqrt(squares / want.size()) + 1e-30;
  for (size_t i = 0; i < want.size(); ++i) {
    double error = std::fabs(double(got[i]) - want[i]) /
                   std::max<double>(rms, std::fabs(want[i]));
    bad += !(error <= tolerance);
    if (!(error <= worst) && worst != INFINITY)
      worst = std::isnan(error) ? INFINITY : error, at = i;
  }
  bool ok = worst <= tolerance;
  if (!ok)
    std::printf("FAILED %s: expected %g, got %g at %zu (error %g), %zu of %zu "
                "wrong\n",
                what.c_str(), want[at], got[at], at, worst, bad, want.size());
  return ok;
}

/// Runs it twice: the same bits, and those of the reference up to rounding.
template <typename T>
static bool checkOne(const std::string &what, T *out, size_t n,
                     const std::function<void()> &run,
                     const std::vector<float> &want, double tolerance) {
  std::vector<float> got[2];
  for (auto &v : got) {
    check(cudaMemset(out, 0xff, n * sizeof(T)), "poison");
    run();
    v = fetch(out, n);
  }
  if (!agree(what, got[0], want, tolerance))
    return false;
  if (std::memcmp(got[0].data(), got[1].data(), n * 4) == 0)
    return true;
  std::printf("FAILED %s: two runs differ\n", what.c_str());
  return false;
}

static bool checkLinear(int T, int M, int K, bool norm, bool gated,
                        bool residual, bool wide) {
  std::string what = "linear T=" + std::to_string(T) + " " + std::to_string(M) +
                     "x" + std::to_string(K) + (norm ? " norm" : "") +
                     (gated ? " gated" : "") + (residual ? " residual" : "") +
                     (wide ? " f32" : "");
  MlaLinearParams p = {};
  bf16 *x = random(size_t(T) * K, 1), *r = random(size_t(T) * M, 1);
  bf16 *w = random(size_t(M) * K * (gated ? 2 : 1), 1 / std::sqrt(float(K)));
  bf16 *nw = random(K, 1);
  float *ref = device<float>(size_t(T) * M);
  void *out = device<float>(size_t(T) * M);
  p.x = x, p.weight = w, p.out = out, p.norm_weight = norm ? nw : nullptr;
  p.residual = residual ? r : nullptr, p.x_stride = K;
  p.residual_stride = p.out_stride = M, p.num_tokens = T, p.in_features = K;
  p.out_features = M, p.gated = gated, p.out_dtype = wide ? MLA_F32 : MLA_BF16;
  p.eps = 1e-6f;
  refLinear<<<dim3((M + 127) / 128, T), 128>>>(p, ref);
  auto want = fetch(ref, size_t(T) * M);
  auto run = [&] { check(mla_linear(&p, nullptr), "mla_linear"); };
  size_t n = size_t(T) * M;
  bool ok = wide ? checkOne(what, static_cast<float *>(out), n, run, want, 0.03)
                 : checkOne(what, static_cast<bf16 *>(out), n, run, want, 0.03);
  for (void *q :
       {(void *)x, (void *)r, (void *)w, (void *)nw, (void *)ref, out})
    cudaFree(q);
  return ok;
}

static bool checkStep(const Dims &d, std::vector<int> lens) {
  Step s(d, lens);
  std::string what = "N=" + std::to_string(d.N) + " P=" + std::to_string(d.P) +
                     " R=" + std::to_string(d.R) + " L=" + std::to_string(d.L) +
                     " V=" + std::to_string(d.V) + " T=" + std::to_string(s.T) +
                     " " + std::to_string(lens[0]) + " ";
  Layer l = {};
  l.kvNorm = random(d.L, 1);
  l.kvB = random(size_t(d.N) * (d.P + d.V) * d.L, 1 / std::sqrt(float(d.L)));
  l.cache = random(s.poolRows() * (d.L + d.R), 1);
  cudaFree(s.proj);
  s.proj = random(size_t(s.T) * d.rows(), 1);
  const int width = d.L + d.R, T = s.T;
  float *ref = device<float>(size_t(T) * (d.N + 1) * width);
  bool ok = true;
  refPrepare<<<dim3(((d.N + 1) * width + 127) / 128, T), 128>>>(
      d, s.proj, l.kvB, l.kvNorm, s.positions, ref);
  auto all = fetch(ref, size_t(T) * (d.N + 1) * width);
  std::vector<float> q, row;
  for (int t = 0; t < T; ++t) {
    auto begin = all.begin() + size_t(t) * (d.N + 1) * width;
    q.insert(q.end(), begin, begin + d.N * width);
    row.insert(row.end(), begin + d.N * width, begin + (d.N + 1) * width);
  }
  auto before = fetch(l.cache, s.poolRows() * width);
  auto prepare = [&] { s.prepare(l, nullptr); };
  ok &= checkOne(what + "q", s.q, q.size(), prepare, q, 0.02);
  ok &= checkOne(what + "row", s.row, row.size(), prepare, row, 0.02);
  // The cache: its rows, and nothing else.
  auto after = fetch(l.cache, s.poolRows() * width);
  auto rows = fetch(s.row, row.size());
  auto slots = std::vector<int>(T);
  cudaMemcpy(slots.data(), s.slots, T * 4, cudaMemcpyDeviceToHost);
  for (int t = 0; t < T; ++t)
    if (slots[t] >= 0)
      std::copy_n(rows.begin() + size_t(t) * width, width,
                  before.begin() + size_t(slots[t]) * width);
  ok &= agree(what + "cache", after, before, 0);
  s.makePlan(nullptr);
  float *out = device<float>(size_t(T) * d.N * d.V);
  size_t shared = (d.L + *std::max_element(lens.begin(), lens.end()) + 1) * 4;
  check(cudaFuncSetAttribute(
            refAttend, cudaFuncAttributeMaxDynamicSharedMemorySize, 200 * 1024),
        "attribute");
  refAttend<<<dim3(d.N, T), 128, shared>>>(d, s.q, l.cache, s.table, s.width,
                                           s.seqLens, l.kvB, out);
  auto want = fetch(out, size_t(T) * d.N * d.V);
  for (bool fused : {false, true}) {
    s.fused = fused;
    auto attend = [&] {
      check(cudaMemset(s.decodeSpace, 0xff, 1 << 20), "poison");
      s.attend(l, nullptr);
      if (fused)
        return;
      s.value(l, nullptr);
    };
    ok &= checkOne(what + (fused ? "attend_value" : "attend, value"), s.o,
                   want.size(), attend, want, 0.03);
  }
  for (void *p : {(void *)l.kvNorm, (void *)l.kvB, (void *)l.cache, (void *)ref,
                  (void *)out, (void *)s.decodeSpace, (void *)s.expertsSpace,
                  (void *)s.logits, (void *)s.q})
    cudaFree(p);
  return ok;
}

static bool checkAll() {
  bool ok = true;
  for (int T : {1, 2, 3, 5, 8, 9, 16, 17, 33})
    for (auto [M, K] : {std::pair(3648, 2048),
                        {2048, 2048},
                        {64, 2048},
                        {33, 72},
                        {4097, 136},
                        {2048, 10944},
                        {8, 8}})
      for (int kind = 0; kind < 5; ++kind)
        ok &= checkLinear(T, M, K, kind == 1 || kind == 2, kind == 2, kind == 3,
                          kind == 4);
  std::vector<Dims> dims(8);
  dims[1].N = 40, dims[1].P = dims[1].V = 64, dims[1].R = 32, dims[1].L = 256;
  dims[2].N = 20, dims[2].P = 192, dims[2].V = 256;
  dims[3].N = 3, dims[3].L = 264, dims[3].V = 72, dims[3].P = 72;
  dims[4].N = 128, dims[5].N = 1, dims[5].R = 0;
  dims[6].N = 12, dims[6].L = 128, dims[6].V = 8, dims[6].P = 8, dims[6].R = 16;
  dims[7].N = 9, dims[7].page = 1;
  for (const Dims &d : dims)
    for (const std::vector<int> &lens :
         {std::vector{1024},
          {1},
          {0},
          {1000, 3},
          {64, 0, 65},
          {5000},
          {17, 200, 0, 1024, 1},
          {700, 701, 702, 703, 704, 705, 706, 707},
          {1, 2, 3, 4, 5, 6, 7, 8, 900, 0, 10, 64, 128, 63, 65, 2000},
          std::vector<int>(17, 300),
          std::vector<int>(300, 40)})
      ok &= checkStep(d, lens);
  std::printf(ok ? "all kernels agree with plain loops\n" : "FAILED\n");
  return ok;
}
