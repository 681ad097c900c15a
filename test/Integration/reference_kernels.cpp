//===- reference_kernels.cpp - launchers that compute on the host ---------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The launchers of kernels/params.h as plain loops in f64 over the same
// structs. Emulated programs (emulated.py) link them in place of the kernels,
// so that what the compiler writes into a struct is checked without a GPU.
// Operands are rounded where the kernels round them, and nowhere else.
//
//===----------------------------------------------------------------------===//

#include "kernels/params.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace {

/// Elements of a type that is known at run time.
class Array {
public:
  Array(const void *data, int32_t dtype)
      : data(static_cast<char *>(const_cast<void *>(data))), dtype(dtype) {}

  double get(int64_t i) const {
    if (dtype == MLA_F32) {
      float value;
      std::memcpy(&value, data + 4 * i, 4);
      return value;
    }
    uint16_t bits;
    std::memcpy(&bits, data + 2 * i, 2);
    if (dtype == MLA_F16) {
      _Float16 value;
      std::memcpy(&value, &bits, 2);
      return static_cast<float>(value);
    }
    uint32_t wide = uint32_t(bits) << 16;
    float value;
    std::memcpy(&value, &wide, 4);
    return value;
  }

  void set(int64_t i, double wanted) const {
    float value = static_cast<float>(wanted);
    if (dtype == MLA_F32) {
      std::memcpy(data + 4 * i, &value, 4);
    } else if (dtype == MLA_F16) {
      _Float16 narrow = static_cast<_Float16>(value);
      std::memcpy(data + 2 * i, &narrow, 2);
    } else {
      uint32_t bits;
      std::memcpy(&bits, &value, 4);
      if (!std::isnan(value))
        bits += 0x7fff + (bits >> 16 & 1);
      uint16_t narrow = static_cast<uint16_t>(bits >> 16);
      std::memcpy(data + 2 * i, &narrow, 2);
    }
  }

  double rounded(double value) const {
    alignas(4) char room[4];
    Array one(room, dtype);
    one.set(0, value);
    return one.get(0);
  }

private:
  char *data;
  int32_t dtype;
};

constexpr double negativeInfinity = -std::numeric_limits<double>::infinity();

/// What a plan of this emulation holds, so that a call without its plan, or
/// with that of another call, is noticed.
constexpr int32_t planMark = 0x504c414e;

} // namespace

//===----------------------------------------------------------------------===//
// Decode
//===----------------------------------------------------------------------===//

extern "C" MlaStatus mla_decode_plan(const MlaDecodePlanParams *params,
                                     void *) {
  const MlaDecodePlanParams &p = *params;
  if (!p.plan || !p.seq_lens || p.num_heads <= 0 || p.h_kv <= 0)
    return MLA_BAD_ARGUMENT;
  int64_t size = MLA_DECODE_PLAN_INTS(p.batch, p.num_sms);
  std::fill(p.plan, p.plan + size, -1);
  p.plan[0] = planMark;
  p.plan[1] = p.batch;
  p.plan[2] = p.num_tokens;
  p.plan[3] = p.kernel;
  p.plan[4] = p.num_sms;
  return MLA_OK;
}

extern "C" MlaStatus mla_decode(const MlaDecodeParams *params, void *) {
  const MlaDecodeParams &p = *params;
  if (p.num_tokens == 0)
    return MLA_OK;
  const int32_t expected[] = {planMark, p.batch, p.num_tokens, p.kernel,
                              p.num_sms};
  if (!p.plan || !p.workspace || !p.query_start ||
      !std::equal(std::begin(expected), std::end(expected), p.plan))
    return MLA_BAD_ARGUMENT;
  Array q(p.q, p.dtype), cache(p.cache, p.dtype), out(p.out, p.dtype);
  int dim = p.kv_lora_rank + p.qk_rope_head_dim;
  auto write = [&](int64_t t, int64_t n, const std::vector<double> &values,
                   double lse) {
    int64_t at = t * p.out_stride_token + n * p.out_stride_head;
    if (p.w_uv) {
      Array w(p.w_uv, p.dtype);
      for (int o = 0; o < p.v_head_dim; ++o) {
        double sum = 0;
        for (int v = 0; v < p.v_dim; ++v)
          sum += w.rounded(values[v]) *
                 w.get(n * p.w_uv_stride_head + int64_t(o) * p.v_dim + v);
        out.set(at + o, sum);
      }
    } else {
      for (int v = 0; v < p.v_dim; ++v)
        out.set(at + v, values[v]);
    }
    if (p.lse)
      p.lse[t * p.lse_stride_token + n * p.lse_stride_head] =
          static_cast<float>(lse);
  };
  std::vector<double> scores, values(p.v_dim);
  for (int b = 0; b < p.batch; ++b) {
    int first = p.query_start[b], count = p.query_start[b + 1] - first;
    for (int t = first; t < first + count; ++t) {
      int seen =
          p.causal ? p.seq_lens[b] - count + (t - first) + 1 : p.seq_lens[b];
      for (int n = 0; n < p.num_heads; ++n) {
        int head = n / (p.num_heads / p.h_kv);
        auto row = [&](int j) {
          int64_t page =
              p.page_table[b * p.page_table_stride + j / p.page_size];
          return page * p.cache_stride_page +
                 j % p.page_size * p.cache_stride_token +
                 head * p.cache_stride_head;
        };
        scores.assign(std::max(seen, 0), 0);
        double most = negativeInfinity;
        for (int j = 0; j < seen; ++j) {
          for (int d = 0; d < dim; ++d)
            scores[j] += q.get(t * p.q_stride_token + n * p.q_stride_head + d) *
                         cache.get(row(j) + d);
          scores[j] *= p.softmax_scale;
          most = std::max(most, scores[j]);
        }
        double sum = 0;
        std::fill(values.begin(), values.end(), 0);
        for (int j = 0; j < seen; ++j) {
          double weight = std::exp(scores[j] - most);
          sum += weight;
          for (int v = 0; v < p.v_dim; ++v)
            values[v] += weight * cache.get(row(j) + v);
        }
        for (double &value : values)
          value = sum > 0 ? value / sum : 0;
        write(t, n, values, sum > 0 ? most + std::log(sum) : negativeInfinity);
      }
    }
  }
  std::fill(values.begin(), values.end(), 0);
  for (int t = p.query_start[p.batch]; t < p.num_tokens; ++t)
    for (int n = 0; n < p.num_heads; ++n)
      write(t, n, values, negativeInfinity);
  return MLA_OK;
}

extern "C" MlaStatus mla_merge_states(const MlaMergeStatesParams *params,
                                      void *) {
  const MlaMergeStatesParams &p = *params;
  Array partial(p.partial, p.dtype), out(p.out, p.dtype);
  for (int64_t t = 0; t < p.num_tokens; ++t)
    for (int64_t n = 0; n < p.num_heads; ++n) {
      auto lse = [&](int64_t s) -> double {
        return p.partial_lse[s * p.partial_lse_stride_state +
                             t * p.partial_lse_stride_token +
                             n * p.partial_lse_stride_head];
      };
      double most = negativeInfinity, sum = 0;
      for (int s = 0; s < p.num_states; ++s)
        most = std::max(most, lse(s));
      for (int s = 0; s < p.num_states; ++s)
        if (lse(s) != negativeInfinity)
          sum += std::exp(lse(s) - most);
      for (int64_t v = 0; v < p.v_dim; ++v) {
        double value = 0;
        for (int64_t s = 0; s < p.num_states; ++s)
          if (lse(s) != negativeInfinity)
            value += std::exp(lse(s) - most) / sum *
                     partial.get(s * p.partial_stride_state +
                                 t * p.partial_stride_token +
                                 n * p.partial_stride_head + v);
        out.set(t * p.out_stride_token + n * p.out_stride_head + v, value);
      }
      if (p.lse)
        p.lse[t * p.lse_stride_token + n * p.lse_stride_head] =
            static_cast<float>(sum > 0 ? most + std::log(sum)
                                       : negativeInfinity);
    }
  return MLA_OK;
}

//===----------------------------------------------------------------------===//
// Append, and the projections around decode
//===----------------------------------------------------------------------===//

extern "C" MlaStatus mla_cache_append(const MlaCacheAppendParams *params,
                                      void *) {
  const MlaCacheAppendParams &p = *params;
  Array cache(p.cache, p.dtype), rows(p.rows, p.dtype);
  for (int64_t t = 0; t < p.num_tokens; ++t) {
    int64_t slot = p.slots[t];
    for (int64_t h = 0; slot >= 0 && h < p.h_kv; ++h)
      for (int64_t d = 0; d < p.row_dim; ++d)
        cache.set(
            slot / p.page_size * p.cache_stride_page +
                slot % p.page_size * p.cache_stride_token +
                h * p.cache_stride_head + d,
            rows.get(t * p.rows_stride_token + h * p.rows_stride_head + d));
  }
  return MLA_OK;
}

/// The nearest e4m3, ties to even, ±448 for what is larger.
static uint8_t toE4M3(double x) {
  double magnitude = std::min(std::abs(x), 448.0);
  int exponent = magnitude == 0 ? -6 : std::max(std::ilogb(magnitude), -6);
  double steps = std::nearbyint(std::ldexp(magnitude, 3 - exponent));
  // Codes of one sign are in the order of their values.
  int code = (exponent + 6) * 8 + static_cast<int>(steps);
  return static_cast<uint8_t>((std::signbit(x) ? 0x80 : 0) | code);
}

/// The latent of a row of 656 bytes: 512 e4m3, then 4 scales.
static void storeF8(char *row, const Array &latent, int64_t from) {
  for (int64_t g = 0; g < 4; ++g) {
    double amax = 1e-30;
    for (int64_t l = g * 128; l < (g + 1) * 128; ++l)
      amax = std::max(amax, std::abs(latent.get(from + l)));
    auto scale = static_cast<float>(
        std::exp2(std::ceil(std::log2(static_cast<float>(amax) / 448.0f))));
    std::memcpy(row + 512 + 4 * g, &scale, 4);
    for (int64_t l = g * 128; l < (g + 1) * 128; ++l)
      row[l] = static_cast<char>(toE4M3(latent.get(from + l) / scale));
  }
}

extern "C" MlaStatus mla_rope_append(const MlaRopeAppendParams *params,
                                     void *) {
  const MlaRopeAppendParams &p = *params;
  bool isF8 = p.storage == MLA_FP8_656;
  if (p.cos_sin ||
      (isF8 && (p.kv_lora_rank != 512 || p.qk_rope_head_dim != 64)))
    return MLA_UNSUPPORTED;
  Array latent(p.c_kv, p.dtype), key(p.k_rope, p.dtype);
  for (int64_t t = 0; t < p.num_tokens; ++t) {
    int64_t slot = p.slots[t];
    if (slot < 0)
      continue;
    int64_t bytes = isF8 ? 1 : p.dtype == MLA_F32 ? 4 : 2;
    char *row = static_cast<char *>(p.cache) +
                bytes * (slot / p.page_size * p.cache_stride_page +
                         slot % p.page_size * p.cache_stride_token);
    if (isF8)
      storeF8(row, latent, t * p.c_kv_stride);
    Array stored(isF8 ? row + 528 : row, isF8 ? int32_t(MLA_BF16) : p.dtype);
    int64_t first = isF8 ? 0 : p.kv_lora_rank;
    for (int64_t l = 0; l < first; ++l)
      stored.set(l, latent.get(t * p.c_kv_stride + l));
    int64_t pairs = p.qk_rope_head_dim / 2;
    for (int64_t i = 0; i < pairs; ++i) {
      int64_t at = p.interleaved ? 2 * i : i;
      int64_t other = p.interleaved ? 2 * i + 1 : i + pairs;
      double a = key.get(t * p.k_rope_stride + at),
             b = key.get(t * p.k_rope_stride + other), cosine = 1, sine = 0;
      if (!p.rotated) {
        int32_t position = p.positions[t];
        double angle = position < 0
                           ? static_cast<float>(~position) * p.long_inv_freq[i]
                           : static_cast<float>(position) * p.inv_freq[i];
        cosine = p.rope_scale * std::cos(angle);
        sine = p.rope_scale * std::sin(angle);
      }
      stored.set(first + at, a * cosine - b * sine);
      stored.set(first + other, b * cosine + a * sine);
    }
  }
  return MLA_OK;
}

extern "C" MlaStatus mla_absorb_query(const MlaAbsorbQueryParams *params,
                                      void *) {
  const MlaAbsorbQueryParams &p = *params;
  Array nope(p.q_nope, p.dtype), rope(p.q_rope, p.dtype), w(p.kv_b, p.dtype),
      q(p.q, p.dtype);
  for (int64_t t = 0; t < p.num_tokens; ++t)
    for (int64_t n = 0; n < p.num_heads; ++n) {
      int64_t to = t * p.q_stride_token + n * p.q_stride_head;
      for (int64_t l = 0; l < p.kv_lora_rank; ++l) {
        double sum = 0;
        for (int64_t k = 0; k < p.qk_nope_head_dim; ++k)
          sum += nope.get(t * p.q_nope_stride_token + n * p.q_nope_stride_head +
                          k) *
                 w.get(n * p.kv_b_stride_head + k * p.kv_lora_rank + l);
        q.set(to + l, sum);
      }
      for (int64_t r = 0; p.q_rope && r < p.qk_rope_head_dim; ++r)
        q.set(to + p.kv_lora_rank + r, rope.get(t * p.q_rope_stride_token +
                                                n * p.q_rope_stride_head + r));
    }
  return MLA_OK;
}

extern "C" MlaStatus mla_project_value(const MlaProjectValueParams *params,
                                       void *) {
  const MlaProjectValueParams &p = *params;
  Array u(p.u, p.dtype), w(p.w_uv, p.dtype), out(p.out, p.dtype);
  for (int64_t t = 0; t < p.num_tokens; ++t)
    for (int64_t n = 0; n < p.num_heads; ++n)
      for (int64_t v = 0; v < p.v_head_dim; ++v) {
        double sum = 0;
        for (int64_t l = 0; l < p.kv_lora_rank; ++l)
          sum += w.get(n * p.w_uv_stride_head + v * p.kv_lora_rank + l) *
                 u.get(t * p.u_stride_token + n * p.u_stride_head + l);
        out.set(t * p.out_stride_token + n * p.out_stride_head + v, sum);
      }
  return MLA_OK;
}

//===----------------------------------------------------------------------===//
// Prefill
//===----------------------------------------------------------------------===//

extern "C" MlaStatus mla_prefill(const MlaPrefillParams *params, void *) {
  const MlaPrefillParams &p = *params;
  Array q(p.q, p.dtype), k(p.k, p.dtype), v(p.v, p.dtype), out(p.out, p.dtype),
      qRope(p.q_rope, p.dtype), kRope(p.k_rope, p.dtype);
  int64_t whole = p.qk_head_dim - p.rope_dim;
  std::vector<double> scores, values(p.v_head_dim);
  for (int64_t b = 0; b < p.batch; ++b) {
    int64_t firstQ = p.cu_q ? p.cu_q[b] : 0, firstK = p.cu_kv ? p.cu_kv[b] : 0;
    int64_t rows = p.cu_q ? p.cu_q[b + 1] - firstQ : p.seq_q;
    int64_t keys = p.cu_kv ? p.cu_kv[b + 1] - firstK : p.seq_kv;
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t n = 0; n < p.num_heads; ++n) {
        int64_t head = n / (p.num_heads / p.h_kv);
        int64_t seen = p.causal ? keys - rows + i + 1 : keys;
        int64_t t = firstQ + i;
        scores.assign(std::max<int64_t>(seen, 0), 0);
        double most = negativeInfinity, sum = 0;
        for (int64_t j = 0; j < seen; ++j) {
          for (int64_t d = 0; d < p.rope_dim; ++d)
            scores[j] += qRope.get(t * p.q_rope_stride_token +
                                   n * p.q_rope_stride_head + d) *
                         kRope.get((firstK + j) * p.k_rope_stride_token + d);
          for (int64_t d = 0; d < whole; ++d)
            scores[j] +=
                q.get(b * p.q_stride_batch + t * p.q_stride_token +
                      n * p.q_stride_head + d) *
                k.get(b * p.k_stride_batch + (firstK + j) * p.k_stride_token +
                      head * p.k_stride_head + d);
          scores[j] *= p.softmax_scale;
          most = std::max(most, scores[j]);
        }
        std::fill(values.begin(), values.end(), 0);
        for (int64_t j = 0; j < seen; ++j) {
          double weight = std::exp(scores[j] - most);
          sum += weight;
          for (int64_t d = 0; d < p.v_head_dim; ++d)
            values[d] += weight * v.get(b * p.v_stride_batch +
                                        (firstK + j) * p.v_stride_token +
                                        head * p.v_stride_head + d);
        }
        for (int64_t d = 0; d < p.v_head_dim; ++d)
          out.set(b * p.out_stride_batch + t * p.out_stride_token +
                      n * p.out_stride_head + d,
                  sum > 0 ? values[d] / sum : 0);
        if (p.lse)
          p.lse[b * p.lse_stride_batch + n * p.lse_stride_head + t] =
              static_cast<float>(sum > 0 ? most + std::log(sum)
                                         : negativeInfinity);
      }
  }
  if (p.pad_rows && p.cu_q)
    for (int64_t t = p.cu_q[p.batch]; t < p.total_q; ++t)
      for (int64_t n = 0; n < p.num_heads; ++n) {
        for (int64_t d = 0; d < p.v_head_dim; ++d)
          out.set(t * p.out_stride_token + n * p.out_stride_head + d, 0);
        if (p.lse)
          p.lse[n * p.lse_stride_head + t] =
              static_cast<float>(negativeInfinity);
      }
  return MLA_OK;
}

//===----------------------------------------------------------------------===//
// Projections, query preparation and experts
//===----------------------------------------------------------------------===//

namespace {

/// x / sqrt(mean x^2 + eps) * weight, rounded; without a weight, x.
std::vector<double> normalized(const Array &x, int64_t first, int64_t size,
                               const Array &weight, bool hasWeight,
                               double eps) {
  std::vector<double> row(size);
  double squares = 0;
  for (int64_t k = 0; k < size; ++k) {
    row[k] = x.get(first + k);
    squares += row[k] * row[k];
  }
  if (hasWeight)
    for (int64_t k = 0; k < size; ++k)
      row[k] = x.rounded(row[k] / std::sqrt(squares / double(size) + eps) *
                         weight.get(k));
  return row;
}

double dot(const std::vector<double> &x, const Array &weight, int64_t first) {
  double sum = 0;
  for (size_t k = 0; k < x.size(); ++k)
    sum += x[k] * weight.get(first + int64_t(k));
  return sum;
}

double silu(double x) { return x / (1 + std::exp(-x)); }

} // namespace

extern "C" MlaStatus mla_linear(const MlaLinearParams *params, void *) {
  const MlaLinearParams &p = *params;
  Array x(p.x, p.dtype), norm(p.norm_weight, p.dtype), w(p.weight, p.dtype),
      residual(p.residual, p.dtype), out(p.out, p.out_dtype);
  int64_t K = p.in_features, M = p.out_features;
  for (int64_t t = 0; t < p.num_tokens; ++t) {
    std::vector<double> row =
        normalized(x, t * p.x_stride, K, norm, p.norm_weight, p.eps);
    for (int64_t m = 0; m < M; ++m) {
      double y = dot(row, w, m * K);
      if (p.gated)
        y = silu(y) * dot(row, w, (M + m) * K);
      if (p.residual)
        y += residual.get(t * p.residual_stride + m);
      out.set(t * p.out_stride + m, y);
    }
  }
  return MLA_OK;
}

extern "C" MlaStatus mla_query_prep(const MlaQueryPrepParams *params, void *) {
  const MlaQueryPrepParams &p = *params;
  Array qProj(p.q_proj, p.dtype), kv(p.kv, p.dtype),
      norm(p.norm_weight, p.dtype), w(p.kv_b, p.dtype), q(p.q, p.dtype),
      row(p.row, p.dtype);
  int64_t P = p.qk_nope_head_dim, R = p.qk_rope_head_dim, L = p.kv_lora_rank;
  for (int64_t t = 0; t < p.num_tokens; ++t) {
    bool isLong = p.positions[t] < 0;
    double position = isLong ? ~p.positions[t] : p.positions[t];
    double scale = isLong ? p.long_rope_scale : p.rope_scale;
    auto rope = [&](const Array &from, int64_t at, const Array &to,
                    int64_t place) {
      for (int64_t i = 0; i < R / 2; ++i) {
        int64_t a = p.interleaved ? 2 * i : i;
        int64_t b = p.interleaved ? 2 * i + 1 : i + R / 2;
        // As the compiler's own code: the angle in f32.
        float angle = static_cast<float>(position) *
                      (isLong ? p.long_inv_freq : p.inv_freq)[i];
        double cosine = std::cos(double(angle)), sine = std::sin(double(angle));
        double x = from.get(at + a), y = from.get(at + b);
        to.set(place + a, scale * (x * cosine - y * sine));
        to.set(place + b, scale * (x * sine + y * cosine));
      }
    };
    std::vector<double> latent =
        normalized(kv, t * p.kv_stride, L, norm, true, p.eps);
    for (int64_t l = 0; l < L; ++l)
      row.set(t * p.row_stride + l, latent[l]);
    rope(kv, t * p.kv_stride + L, row, t * p.row_stride + L);
    if (p.cache && p.slots[t] >= 0) {
      Array cache(p.cache, p.dtype);
      int64_t at = p.slots[t] / p.page_size * p.cache_stride_page +
                   p.slots[t] % p.page_size * p.cache_stride_token;
      for (int64_t i = 0; i < L + R; ++i)
        cache.set(at + i, row.get(t * p.row_stride + i));
    }
    for (int64_t n = 0; n < p.num_heads; ++n) {
      int64_t from = t * p.q_proj_stride_token + n * p.q_proj_stride_head;
      int64_t to = t * p.q_stride_token + n * p.q_stride_head;
      for (int64_t l = 0; l < L; ++l) {
        double sum = 0;
        for (int64_t k = 0; k < P; ++k)
          sum +=
              qProj.get(from + k) * w.get(n * p.kv_b_stride_head + k * L + l);
        q.set(to + l, sum);
      }
      rope(qProj, from + P, q, to + L);
    }
  }
  return MLA_OK;
}

namespace {

/// mla.route for one token: experts with their weights, the best first.
std::vector<std::pair<int, double>> route(const MlaExpertsParams &p,
                                          const std::vector<double> &logits) {
  int E = p.num_experts, groups = p.n_group, size = E / groups;
  std::vector<double> scores(E), choice(E);
  double most = *std::max_element(logits.begin(), logits.end()), sum = 0;
  for (int e = 0; e < E; ++e) {
    scores[e] =
        p.sigmoid ? 1 / (1 + std::exp(-logits[e])) : std::exp(logits[e] - most);
    sum += scores[e];
  }
  for (int e = 0; e < E; ++e) {
    if (!p.sigmoid)
      scores[e] /= sum;
    choice[e] = scores[e] + (p.bias ? p.bias[e] : 0);
  }
  // The largest first; of equal ones the first.
  auto best = [](const std::vector<double> &values, int count) {
    std::vector<int> order(values.size());
    for (size_t i = 0; i < order.size(); ++i)
      order[i] = int(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](int a, int b) { return values[a] > values[b]; });
    order.resize(count);
    return order;
  };
  std::vector<double> ofGroup(groups);
  for (int g = 0; g < groups; ++g) {
    std::vector<double> own(choice.begin() + g * size,
                            choice.begin() + (g + 1) * size);
    std::sort(own.rbegin(), own.rend());
    ofGroup[g] = p.group_top2 ? own[0] + own[1] : own[0];
  }
  std::vector<double> kept(E, negativeInfinity);
  for (int g : best(ofGroup, p.topk_group))
    for (int e = g * size; e < (g + 1) * size; ++e)
      kept[e] = choice[e];
  std::vector<std::pair<int, double>> chosen;
  double all = 0;
  for (int e : best(kept, p.top_k)) {
    chosen.push_back({e, scores[e]});
    all += scores[e];
  }
  for (auto &[e, weight] : chosen)
    weight = (p.normalize ? weight / (all + 1e-20) : weight) * p.scaling;
  return chosen;
}

} // namespace

extern "C" MlaStatus mla_experts(const MlaExpertsParams *params, void *) {
  const MlaExpertsParams &p = *params;
  Array x(p.x, p.dtype), norm(p.norm_weight, p.dtype),
      router(p.router, p.dtype), gate(p.gate, p.dtype), up(p.up, p.dtype),
      down(p.down, p.dtype), sharedGateUp(p.shared_gate_up, p.dtype),
      sharedDown(p.shared_down, p.dtype), out(p.out, p.dtype);
  if (!p.workspace || p.out == p.x)
    return MLA_BAD_ARGUMENT;
  int64_t H = p.hidden;
  for (int64_t t = 0; t < p.num_tokens; ++t) {
    std::vector<double> y = normalized(x, t * p.x_stride, H, norm, true, p.eps);
    std::vector<double> sum(H);
    for (int64_t h = 0; h < H; ++h)
      sum[h] = x.get(t * p.x_stride + h);
    // Gate and up rows begin at these, down rows at the third.
    auto add = [&](const Array &g, int64_t gAt, const Array &u, int64_t uAt,
                   const Array &d, int64_t dAt, int64_t I, double weight) {
      std::vector<double> hidden(I);
      for (int64_t i = 0; i < I; ++i)
        hidden[i] =
            x.rounded(silu(dot(y, g, gAt + i * H)) * dot(y, u, uAt + i * H));
      for (int64_t h = 0; h < H; ++h)
        sum[h] += weight * dot(hidden, d, dAt + h * I);
    };
    if (!p.slots || p.slots[t] >= 0) {
      std::vector<double> logits(p.num_experts);
      for (int64_t e = 0; e < p.num_experts; ++e)
        logits[e] = dot(y, router, e * H);
      int64_t I = p.intermediate;
      int32_t *chosen = p.chosen ? p.chosen + t * p.top_k : nullptr;
      for (auto [e, weight] : route(p, logits)) {
        if (chosen)
          *chosen++ = e;
        add(gate, e * I * H, up, e * I * H, down, e * H * I, I, weight);
      }
    } else if (p.chosen) {
      std::fill_n(p.chosen + t * p.top_k, p.top_k, -1);
    }
    if (int64_t Is = p.shared_intermediate)
      add(sharedGateUp, 0, sharedGateUp, Is * H, sharedDown, 0, Is, 1);
    for (int64_t h = 0; h < H; ++h)
      out.set(t * p.out_stride + h, sum[h]);
  }
  return MLA_OK;
}
