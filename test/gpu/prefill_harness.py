# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Calls the prefill kernels through their C interface and checks them.

The library is any shared object that exports `mla_prefill` (kernels/params.h).
References are computed in f64 on the GPU. Outputs are poisoned before each call.
"""

import ctypes
import math

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


def reference(q, k, v, scale, causal):
    """f64; q [B, Sq, H, D], k, v [B, Skv, Hkv, D]: out [B, Sq, H, Dv], lse [B, H, Sq]."""
    b, sq, h, _ = q.shape
    skv, hkv = k.shape[1], k.shape[2]
    out = torch.zeros(b, sq, h, v.shape[3], dtype=torch.float64, device=q.device)
    lse = torch.full((b, h, sq), -math.inf, dtype=torch.float64, device=q.device)
    if sq == 0 or skv == 0:
        return out, lse
    seen = None
    if causal:
        rows = torch.arange(sq, device=q.device)[:, None]
        seen = torch.arange(skv, device=q.device)[None, :] <= rows + (skv - sq)
    for i in range(b):
        for j in range(h):
            s = q[i, :, j].double() @ k[i, :, j * hkv // h].double().T * scale
            if seen is not None:
                s = s.masked_fill(~seen, -math.inf)
            lse[i, j] = torch.logsumexp(s, -1)
            p = torch.exp(s - lse[i, j][:, None])
            p = torch.where(torch.isneginf(lse[i, j])[:, None], 0.0, p)
            out[i, :, j] = p @ v[i, :, j * hkv // h].double()
    return out, lse


def compare(name, got, want, tolerance):
    """Positions of NaN and inf first, then the relative error; None if right."""
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
    norm = torch.where(inf, 0.0, want).norm()
    error = float(diff.norm() / norm) if norm > 0 else float(diff.norm())
    worst = float(diff.abs().max())
    if not error <= tolerance:
        return f"{name}: expected relative error <= {tolerance}, got {error:.3g} (largest difference {worst:.3g})"
    return None


# bf16 rounds to 2^-9; probabilities are rounded once more before the product.
TOLERANCE = {torch.bfloat16: 4e-3, torch.float16: 1e-3}


def check_case(call, case, gen):
    """Runs one case; a list of what is wrong (empty = right).

    case: b, sq, skv, h, hkv, dqk, dv, causal, layout, dtype, pad, ragged=(lens_q, lens_kv)
    """
    c = dict(b=1, hkv=None, dqk=192, dv=128, causal=True, layout="bshd",
             dtype=torch.bfloat16, pad=0, ragged=None, scale=None, lse=True)
    c.update(case)
    c["hkv"] = c["hkv"] or c["h"]
    scale = c["scale"] or c["dqk"] ** -0.5
    dt = c["dtype"]
    cu_q = cu_kv = None
    max_q = max_kv = 0
    if c["ragged"]:
        lens_q, lens_kv = c["ragged"]
        cu = lambda l: torch.tensor([0] + list(l), device="cuda").cumsum(0).to(torch.int32)
        cu_q, cu_kv = cu(lens_q), cu(lens_kv)
        max_q, max_kv = max(lens_q), max(lens_kv)
        # Rows past the last sequence are garbage that must not matter.
        b, sq, skv = 1, sum(lens_q) + 5, sum(lens_kv) + 70
    else:
        b, sq, skv = c["b"], c["sq"], c["skv"]
    q = randn(c["layout"], b, sq, c["h"], c["dqk"], dt, gen, c["pad"])
    k = randn(c["layout"], b, skv, c["hkv"], c["dqk"], dt, gen, c["pad"])
    v = randn(c["layout"], b, skv, c["hkv"], c["dv"], dt, gen, c["pad"])
    out = empty(c["layout"], b, sq, c["h"], c["dv"], dt, pad=c["pad"])
    out.fill_(math.nan)
    lse = torch.full((b, c["h"], sq), math.nan, device="cuda") if c["lse"] else None
    if c["ragged"]:
        for t, n in ((q, sum(lens_q)), (k, sum(lens_kv)), (v, sum(lens_kv))):
            t[:, n:] = math.nan
    p = params(q, k, v, out, lse, scale, c["causal"], cu_q, cu_kv, max_q, max_kv)
    status = call(p, stream())
    torch.cuda.synchronize()
    if status != 0:
        return [f"expected status 0, got {status}"]
    wrong = []
    tol = TOLERANCE[dt]
    if not c["ragged"]:
        want, want_lse = reference(q, k, v, scale, c["causal"])
        wrong.append(compare("out", out, want, tol))
        if c["lse"]:
            wrong.append(compare("lse", lse, want_lse, 1e-5 if dt == torch.float16 else 1e-5))
    else:
        oq = okv = 0
        for i, (a, e) in enumerate(zip(lens_q, lens_kv)):
            want, want_lse = reference(
                q[:, oq : oq + a], k[:, okv : okv + e], v[:, okv : okv + e], scale, c["causal"])
            wrong.append(compare(f"out[{i}]", out[:, oq : oq + a], want, tol))
            if c["lse"]:
                wrong.append(compare(f"lse[{i}]", lse[:, :, oq : oq + a], want_lse, 1e-5))
            oq += a
            okv += e
        if not torch.isnan(out[:, oq:]).all():
            wrong.append("out: expected rows past the last sequence untouched")
    return [w for w in wrong if w]


def workspace_bytes(p):
    """prefillBackwardWorkspaceSize of include/mla/Kernels/Prefill.h."""
    blocks = p.total_q // 64 + p.batch if p.cu_q else p.batch * (-(-p.seq_q // 64))
    padded = max(-(-p.qk_head_dim // 64) * 64, 128 if p.v_head_dim > 64 else 64)
    return blocks * p.num_heads * (64 * (padded + 2) + 2) * 4


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
    rows = torch.arange(sq, device=q.device)[:, None]
    seen = torch.arange(skv, device=q.device)[None, :] <= rows + (skv - sq)
    for i in range(b):
        for j in range(h):
            g = j * hkv // h
            qd, kd, vd, do = (x.double() for x in (q[i, :, j], k[i, :, g], v[i, :, g], dout[i, :, j]))
            p = torch.exp(qd @ kd.T * scale - lse[i, j][:, None])
            p = torch.where(torch.isneginf(lse[i, j])[:, None], 0.0, p)
            if causal:
                p = torch.where(seen, p, 0.0)
            ds = p * (do @ vd.T - (do * out[i, :, j]).sum(-1, keepdim=True))
            dq[i, :, j] = ds @ kd * scale
            dk[i, :, g] += ds.T @ qd * scale
            dv[i, :, g] += p.T @ do
    return out, lse, dq, dk, dv


# Probabilities and dS are rounded to the element type before their products,
# and out before delta.
BACKWARD_TOLERANCE = {torch.bfloat16: 8e-3, torch.float16: 2e-3}


def check_backward_case(call, case, gen, deterministic=False):
    """As check_case, for the backward; out and lse come from the reference."""
    c = dict(b=1, hkv=None, dqk=192, dv=128, causal=True, layout="bshd",
             dtype=torch.bfloat16, pad=0, ragged=None, scale=None)
    c.update(case)
    c["hkv"] = c["hkv"] or c["h"]
    scale = c["scale"] or c["dqk"] ** -0.5
    dt = c["dtype"]
    cu_q = cu_kv = None
    max_q = max_kv = 0
    if c["ragged"]:
        lens_q, lens_kv = c["ragged"]
        cu = lambda l: torch.tensor([0] + list(l), device="cuda").cumsum(0).to(torch.int32)
        cu_q, cu_kv = cu(lens_q), cu(lens_kv)
        max_q, max_kv = max(lens_q), max(lens_kv)
        b, sq, skv = 1, sum(lens_q) + 5, sum(lens_kv) + 70
        parts, oq, okv = [], 0, 0
        for a, e in zip(lens_q, lens_kv):
            parts.append((slice(oq, oq + a), slice(okv, okv + e)))
            oq, okv = oq + a, okv + e
    else:
        b, sq, skv = c["b"], c["sq"], c["skv"]
        parts = [(slice(0, sq), slice(0, skv))]
    make = lambda s, h, d: randn(c["layout"], b, s, h, d, dt, gen, c["pad"])
    q, k, v = make(sq, c["h"], c["dqk"]), make(skv, c["hkv"], c["dqk"]), make(skv, c["hkv"], c["dv"])
    dout, out = make(sq, c["h"], c["dv"]), make(sq, c["h"], c["dv"])
    lse = torch.zeros((b, c["h"], sq), device="cuda")
    if c["ragged"]:
        for t, n in ((q, oq), (dout, oq), (out, oq), (k, okv), (v, okv)):
            t[:, n:] = math.nan
    want = []
    for rq, rk in parts:
        o, l, *grads = reference_backward(q[:, rq], k[:, rk], v[:, rk], dout[:, rq], scale, c["causal"])
        out[:, rq] = o.to(dt)
        lse[:, :, rq] = l.float()
        want.append(grads)
    dq, dk, dv = (torch.empty_like(x).fill_(math.nan) for x in (q, k, v))
    fwd = params(q, k, v, out, lse, scale, c["causal"], cu_q, cu_kv, max_q, max_kv)
    ws = torch.full((workspace_bytes(fwd) // 4 + 64,), math.nan, device="cuda")
    p = backward_params(fwd, dout, dq, dk, dv, ws, deterministic)
    status = call(p, stream())
    torch.cuda.synchronize()
    if status != 0:
        return [f"expected status 0, got {status}"]
    wrong = []
    for i, ((rq, rk), grads) in enumerate(zip(parts, want)):
        # Relative to the magnitude of the whole tensor: a row that sees one key
        # has dQ and dK of exactly 0 in the limit.
        for name, got, ref in zip(("dq", "dk", "dv"), (dq[:, rq], dk[:, rk], dv[:, rk]), grads):
            if min(sq, skv) < 8 or (c["ragged"] and min(lens_q[i], lens_kv[i]) < 8):
                if torch.isnan(got).any() or (got.numel() and (got.double() - ref).abs().max() > 0.05 * (1 + ref.abs().max())):
                    wrong.append(f"{name}[{i}]: expected close to the reference, got difference "
                                 f"{float((got.double() - ref).abs().max()):.3g}")
                continue
            wrong.append(compare(f"{name}[{i}]", got, ref, BACKWARD_TOLERANCE[dt]))
    if c["ragged"] and not torch.isnan(dq[:, oq:]).all():
        wrong.append("dq: expected rows past the last sequence untouched")
    if deterministic and not wrong:
        first = [x.clone() for x in (dq, dk, dv)]
        for _ in range(3):
            call(p, stream())
            torch.cuda.synchronize()
            for name, x, y in zip(("dq", "dk", "dv"), (dq, dk, dv), first):
                if not torch.equal(torch.nan_to_num(x), torch.nan_to_num(y)):
                    wrong.append(f"{name}: expected the same bits in every run")
    return [w for w in wrong if w]
