# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Calls the prefill kernels through their C interface and checks them.

The library is any shared object that exports `mla_prefill` (kernels/params.h).
References are computed in f64 on the GPU. Outputs are poisoned before each call.
"""

import ctypes
import dataclasses
import math
from typing import Optional

import torch

_I64 = ctypes.c_int64
_I32 = ctypes.c_int32
_PTR = ctypes.c_void_p


class PrefillParams(ctypes.Structure):
    """MlaPrefillParams."""

    _fields_ = (
        [(n, _PTR) for n in ("q", "k", "v", "out", "lse", "cu_q", "cu_kv", "workspace")]
        + [
            (f"{t}_stride_{d}", _I64)
            for t in ("q", "k", "v", "out")
            for d in ("batch", "token", "head")
        ]
        + [("lse_stride_batch", _I64), ("lse_stride_head", _I64)]
        + [
            (n, _I32)
            for n in (
                "batch seq_q seq_kv total_q total_kv num_heads h_kv qk_head_dim "
                "v_head_dim causal dtype"
            ).split()
        ]
        + [("softmax_scale", ctypes.c_float), ("rope_dim", _I32), ("pad_rows", _I32)]
        + [(n, _PTR) for n in ("q_rope", "k_rope")]
        + [
            (n, _I64)
            for n in ("q_rope_stride_token", "q_rope_stride_head", "k_rope_stride_token")
        ]
    )


class PrefillBackwardParams(ctypes.Structure):
    """MlaPrefillBackwardParams."""

    _fields_ = (
        [("fwd", PrefillParams)]
        + [(n, _PTR) for n in ("dout", "dq", "dk", "dv")]
        + [
            (f"{t}_stride_{d}", _I64)
            for t in ("dout", "dq", "dk", "dv")
            for d in ("batch", "token", "head")
        ]
        + [("deterministic", _I32)]
    )


def load(path):
    """A library with the signatures set."""
    lib = ctypes.CDLL(path)
    for name in ("mla_prefill", "mla_prefill_backward"):
        if hasattr(lib, name):
            getattr(lib, name).restype = _I32
    if hasattr(lib, "mla_prefill_variant_name"):
        lib.mla_prefill_variant_name.restype = ctypes.c_char_p
    return lib


LAYOUTS = {"bshd": (0, 1, 2, 3), "bhsd": (0, 2, 1, 3), "sbhd": (1, 0, 2, 3)}


def empty(layout, b, s, h, d, dtype, device="cuda", pad=0):
    """A [B, S, H, D] view of a tensor stored as `layout`, `pad` elements a row."""
    order = LAYOUTS[layout]
    sizes = [(b, s, h, d + pad)[i] for i in order]
    t = torch.empty(sizes, dtype=dtype, device=device)
    inverse = [order.index(i) for i in range(4)]
    return t.permute(inverse)[..., :d]


def randn(layout, b, s, h, d, dtype, gen, pad=0):
    t = empty(layout, b, s, h, d, dtype, pad=pad)
    t.copy_(torch.randn(b, s, h, d, generator=gen, device="cuda", dtype=torch.float32))
    return t


@dataclasses.dataclass
class Operands:
    """What a call gets: [B, S, H, D] views, or [1, T, H, D] with cu_q and cu_kv."""

    q: torch.Tensor
    k: torch.Tensor
    v: torch.Tensor
    out: torch.Tensor
    lse: Optional[torch.Tensor]  # [B, H, S]
    scale: float
    causal: bool
    layout: str
    cu_q: Optional[torch.Tensor] = None
    cu_kv: Optional[torch.Tensor] = None
    max_q: int = 0
    max_kv: int = 0
    dout: Optional[torch.Tensor] = None
    dq: Optional[torch.Tensor] = None
    dk: Optional[torch.Tensor] = None
    dv: Optional[torch.Tensor] = None
    q_rope: Optional[torch.Tensor] = None  # [T, H, R]: what stands there of q is not read
    k_rope: Optional[torch.Tensor] = None  # [T, R]; and padded rows are set

    def params(self):
        p = params(self.q, self.k, self.v, self.out, self.lse, self.scale, self.causal,
                   self.cu_q, self.cu_kv, self.max_q, self.max_kv)
        if self.q_rope is not None:
            p.rope_dim, p.pad_rows = self.q_rope.shape[2], 1
            p.q_rope, p.k_rope = self.q_rope.data_ptr(), self.k_rope.data_ptr()
            p.q_rope_stride_token, p.q_rope_stride_head = self.q_rope.stride()[:2]
            p.k_rope_stride_token = self.k_rope.stride(0)
        return p

    def take_rope_apart(self, rope):
        """The last columns lie apart; q and k as they were, but that all heads share
        those of k."""
        self.k[..., -rope:] = self.k[:, :, :1, -rope:].clone()
        whole = self.q.clone(), self.k.clone()
        self.q_rope = self.q[0, ..., -rope:].clone()
        self.k_rope = self.k[0, :, 0, -rope:].clone()
        self.q[..., -rope:] = self.k[..., -rope:] = math.nan
        return whole


def strides(t):
    return t.stride(0), t.stride(1), t.stride(2)


def params(q, k, v, out, lse, scale, causal, cu_q=None, cu_kv=None, max_q=0, max_kv=0):
    """q, k, v, out as [B, S, H, D] views, or [1, T, H, D] with cu_q and cu_kv."""
    p = PrefillParams()
    for name, t in (("q", q), ("k", k), ("v", v), ("out", out)):
        setattr(p, name, t.data_ptr())
        for d, s in zip(("batch", "token", "head"), strides(t)):
            setattr(p, f"{name}_stride_{d}", s)
    if lse is not None:
        p.lse = lse.data_ptr()
        p.lse_stride_batch, p.lse_stride_head = lse.stride(0), lse.stride(1)
        assert lse.stride(2) == 1
    p.batch, p.seq_q, p.seq_kv = q.shape[0], q.shape[1], k.shape[1]
    if cu_q is not None:
        p.cu_q, p.cu_kv = cu_q.data_ptr(), cu_kv.data_ptr()
        p.batch = cu_q.numel() - 1
        p.total_q, p.total_kv = q.shape[1], k.shape[1]
        p.seq_q, p.seq_kv = max_q, max_kv
    p.num_heads, p.h_kv = q.shape[2], k.shape[2]
    p.qk_head_dim, p.v_head_dim = q.shape[3], v.shape[3]
    p.causal = int(causal)
    p.dtype = {torch.bfloat16: 0, torch.float16: 1}[q.dtype]
    p.softmax_scale = scale
    return p


def stream():
    return _PTR(torch.cuda.current_stream().cuda_stream)


def _weights(q, k, scale, causal):
    """Of one sequence, f64: probabilities [H, Sq, Skv], lse [H, Sq]."""
    (sq, h, _), (skv, hkv, _) = q.shape, k.shape
    keys = k.double().repeat_interleave(h // hkv, 1)
    score = torch.einsum("qhd,khd->hqk", q.double(), keys) * scale
    if causal:
        rows = torch.arange(sq, device=q.device)[:, None]
        key = torch.arange(skv, device=q.device)[None]
        score.masked_fill_(key > rows + (skv - sq), -math.inf)
    lse = torch.logsumexp(score, -1)
    # A row without keys has exp(-inf - -inf).
    return torch.exp(score.sub_(lse[..., None])).nan_to_num_(0.0), lse


def reference(q, k, v, scale, causal):
    """f64; q [B, Sq, H, D], k, v [B, Skv, Hkv, D]: out [B, Sq, H, Dv], lse [B, H, Sq]."""
    b, sq, h, _ = q.shape
    out = torch.zeros(b, sq, h, v.shape[3], dtype=torch.float64, device=q.device)
    lse = torch.full((b, h, sq), -math.inf, dtype=torch.float64, device=q.device)
    if sq == 0 or k.shape[1] == 0:
        return out, lse
    for i in range(b):
        p, lse[i] = _weights(q[i], k[i], scale, causal)
        values = v[i].double().repeat_interleave(h // v.shape[2], 1)
        out[i] = torch.einsum("hqk,khd->qhd", p, values)
    return out, lse


def compare(name, got, want, tolerance, least=0.0):
    """Positions of NaN and inf first, then the relative error (to `least`, of what is
    smaller than that); None if right."""
    got = got.double()
    if got.numel() == 0:
        return None
    bad = torch.isnan(got) != torch.isnan(want)
    if bad.any():
        where = bad.nonzero()[0].tolist()
        return f"{name}: expected no NaN but where the reference has one, got {int(bad.sum())}, first at {where}"
    inf = torch.isinf(got) | torch.isinf(want)
    wrong = inf & (got != want)
    if wrong.any():
        return f"{name}: expected inf where the reference has it, got {int(wrong.sum())} elsewhere"
    diff = torch.where(inf, 0.0, got - want)
    norm = torch.where(inf, 0.0, want).norm().clamp_min(least)
    error = float(diff.norm() / norm) if norm > 0 else float(diff.norm())
    worst = float(diff.abs().max())
    if not error <= tolerance:
        return f"{name}: expected relative error <= {tolerance}, got {error:.3g} (largest difference {worst:.3g})"
    return None


def least(t):
    """A few numbers may be small sums of large terms: what to be relative to."""
    return 0.25 * math.sqrt(t.numel()) if t.numel() < 64 else 0.0


# bf16 rounds to 2^-9; probabilities are rounded once more before the product.
TOLERANCE = {torch.bfloat16: 4e-3, torch.float16: 1e-3}


def prepare(case, gen):
    """A case with its defaults, its sequences as slices of tokens, and tensors on
    which NaN stands wherever nothing may be read."""
    c = dict(b=1, hkv=None, dqk=192, dv=128, causal=True, layout="bshd",
             dtype=torch.bfloat16, pad=0, ragged=None, scale=None, lse=True, rope=0)
    c.update(case)
    c["hkv"] = c["hkv"] or c["h"]
    c["scale"] = c["scale"] or c["dqk"] ** -0.5
    extra = {}
    if c["ragged"]:
        lens_q, lens_kv = c["ragged"]
        cu = lambda l: torch.tensor([0] + list(l), device="cuda").cumsum(0).to(torch.int32)
        extra = dict(cu_q=cu(lens_q), cu_kv=cu(lens_kv), max_q=max(lens_q), max_kv=max(lens_kv))
        # Rows past the last sequence are garbage that must not matter.
        b, sq, skv = 1, sum(lens_q) + 5, sum(lens_kv) + 70
        parts, oq, okv = [], 0, 0
        for a, e in zip(lens_q, lens_kv):
            parts.append((slice(oq, oq + a), slice(okv, okv + e)))
            oq, okv = oq + a, okv + e
    else:
        b, sq, skv = c["b"], c["sq"], c["skv"]
        parts, oq, okv = [(slice(0, sq), slice(0, skv))], sq, skv

    def make(s, heads, dim, used):
        t = randn(c["layout"], b, s, heads, dim, c["dtype"], gen, c["pad"])
        t[:, used:] = math.nan
        return t
    x = Operands(make(sq, c["h"], c["dqk"], oq), make(skv, c["hkv"], c["dqk"], okv),
                 make(skv, c["hkv"], c["dv"], okv),
                 empty(c["layout"], b, sq, c["h"], c["dv"], c["dtype"], pad=c["pad"]),
                 torch.full((b, c["h"], sq), math.nan, device="cuda") if c["lse"] else None,
                 c["scale"], c["causal"], c["layout"], **extra)
    x.out.fill_(math.nan)
    return c, parts, (oq, okv), x


def check_case(call, case, gen):
    """Runs one case; a list of what is wrong (empty = right).

    call: a function of Operands that fills out and lse and returns a status
    case: b, sq, skv, h, hkv, dqk, dv, causal, layout, dtype, pad, ragged=(lens_q, lens_kv);
    rope: so many last columns of q and k lie apart, and padded rows are set (sm_90)
    """
    c, parts, (used, _), x = prepare(case, gen)
    q, k = x.take_rope_apart(c["rope"]) if c["rope"] else (x.q, x.k)
    status = call(x)
    torch.cuda.synchronize()
    if status != 0:
        return [f"expected status 0, got {status}"]
    wrong = []
    for i, (rq, rk) in enumerate(parts):
        want, lse = reference(q[:, rq], k[:, rk], x.v[:, rk], x.scale, x.causal)
        wrong.append(compare(f"out[{i}]", x.out[:, rq], want, TOLERANCE[c["dtype"]],
                             least(want)))
        if c["lse"]:
            wrong.append(compare(f"lse[{i}]", x.lse[:, :, rq], lse, 1e-5, 1.0))
    if c["rope"]:
        if not (x.out[:, used:] == 0).all() or not torch.isneginf(x.lse[:, :, used:]).all():
            wrong.append("expected 0 and -inf in rows past the last sequence")
    elif not torch.isnan(x.out[:, used:]).all():
        wrong.append("out: expected rows past the last sequence untouched")
    return [w for w in wrong if w]


def workspace_bytes(p):
    """prefillBackwardWorkspaceSize of include/mla/Kernels/Prefill.h."""
    blocks = p.total_q // 64 + p.batch if p.cu_q else p.batch * (-(-p.seq_q // 64))
    padded = max(-(-p.qk_head_dim // 64) * 64, 128 if p.v_head_dim > 64 else 64)
    return blocks * p.num_heads * 64 * (padded + 3) * 4 + p.batch * p.h_kv * 256


def backward_params(fwd, dout, dq, dk, dv, workspace, deterministic):
    p = PrefillBackwardParams()
    p.fwd = fwd
    p.fwd.workspace = workspace.data_ptr()
    p.deterministic = int(deterministic)
    for name, t in (("dout", dout), ("dq", dq), ("dk", dk), ("dv", dv)):
        setattr(p, name, t.data_ptr())
        for d, s in zip(("batch", "token", "head"), strides(t)):
            setattr(p, f"{name}_stride_{d}", s)
    return p


def reference_backward(q, k, v, dout, scale, causal):
    """f64: out, lse, dq, dk, dv."""
    out, lse = reference(q, k, v, scale, causal)
    dq, dk, dv = (torch.zeros_like(x, dtype=torch.float64) for x in (q, k, v))
    b, sq, h, _ = q.shape
    skv, hkv = k.shape[1], k.shape[2]
    if sq == 0 or skv == 0:
        return out, lse, dq, dk, dv

    def of_kv_heads(x):  # [Skv, H, D] -> [Skv, Hkv, D]
        return x.unflatten(1, (hkv, h // hkv)).sum(2)
    for i in range(b):
        p, _ = _weights(q[i], k[i], scale, causal)
        keys, values = (x[i].double().repeat_interleave(h // hkv, 1) for x in (k, v))
        do = dout[i].double()
        dv[i] = of_kv_heads(torch.einsum("hqk,qhd->khd", p, do))
        ds = torch.einsum("qhd,khd->hqk", do, values)
        ds.sub_((do * out[i]).sum(-1).T[..., None]).mul_(p).mul_(scale)
        dq[i] = torch.einsum("hqk,khd->qhd", ds, keys)
        dk[i] = of_kv_heads(torch.einsum("hqk,qhd->khd", ds, q[i].double()))
    return out, lse, dq, dk, dv


# Probabilities and dS are rounded to the element type before their products,
# and out before delta.
BACKWARD_TOLERANCE = {torch.bfloat16: 8e-3, torch.float16: 2e-3}


def check_backward_case(call, case, gen, deterministic=False):
    """As check_case, for the backward; out and lse come from the reference.

    call: a function of Operands and `deterministic` that fills dq, dk and dv
    """
    c, parts, (used_q, used_kv), x = prepare(dict(case, lse=True), gen)
    same = lambda t: empty(x.layout, *t.shape, t.dtype, pad=c["pad"]).fill_(math.nan)
    x.dout, x.dq, x.dk, x.dv = map(same, (x.out, x.q, x.k, x.v))
    x.dout[:, :used_q] = torch.randn(x.dout[:, :used_q].shape, generator=gen, device="cuda")
    want = []
    for rq, rk in parts:
        o, l, *grads = reference_backward(
            x.q[:, rq], x.k[:, rk], x.v[:, rk], x.dout[:, rq], x.scale, x.causal)
        x.out[:, rq] = o.to(c["dtype"])
        x.lse[:, :, rq] = l.float()
        want.append(grads)
    status = call(x, deterministic)
    torch.cuda.synchronize()
    if status != 0:
        return [f"expected status 0, got {status}"]
    wrong = []
    for i, ((rq, rk), grads) in enumerate(zip(parts, want)):
        got = (x.dq[:, rq], x.dk[:, rk], x.dv[:, rk])
        few = min(rq.stop - rq.start, rk.stop - rk.start) < 8
        for name, g, ref in zip(("dq", "dk", "dv"), got, grads):
            # A row that sees one key has dQ and dK of 0 in the limit: nothing to
            # be relative to.
            if not few:
                wrong.append(compare(f"{name}[{i}]", g, ref, BACKWARD_TOLERANCE[c["dtype"]],
                                     least(ref)))
            elif g.numel() and not (g.double() - ref).abs().max() <= 0.05 * (1 + ref.abs().max()):
                wrong.append(f"{name}[{i}]: expected close to the reference, got difference "
                             f"{float((g.double() - ref).abs().max()):.3g}")
    for name, t, used in (("dq", x.dq, used_q), ("dk", x.dk, used_kv), ("dv", x.dv, used_kv)):
        if not torch.isnan(t[:, used:]).all():
            wrong.append(f"{name}: expected rows past the last sequence untouched")
    if deterministic and not any(wrong):
        first = [t.clone() for t in (x.dq, x.dk, x.dv)]
        for _ in range(3):
            call(x, deterministic)
            torch.cuda.synchronize()
            for name, t, y in zip(("dq", "dk", "dv"), (x.dq, x.dk, x.dv), first):
                if not torch.equal(torch.nan_to_num(t), torch.nan_to_num(y)):
                    wrong.append(f"{name}: expected the same bits in every run")
    return [w for w in wrong if w]


def library_calls(lib):
    """(forward, backward) of check_case and check_backward_case through the C
    interface of a loaded library; scratch is poisoned."""
    def forward(x):
        return lib.mla_prefill(ctypes.byref(x.params()), stream())

    def backward(x, deterministic):
        fwd = x.params()
        ws = torch.full((workspace_bytes(fwd) // 4 + 64,), math.nan, device="cuda")
        p = backward_params(fwd, x.dout, x.dq, x.dk, x.dv, ws, deterministic)
        return lib.mla_prefill_backward(ctypes.byref(p), stream())
    return forward, backward
