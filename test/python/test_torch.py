# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""mla.torch under torch.library's own checks, torch.compile and torch.export;
mla.compat beside the reference."""
import math

import pytest

torch = pytest.importorskip("torch", reason="unsupported: torch is not installed")

import reference
from cases import DecodeCase


def attention(q, k, v, scale, causal):
    """[B, S, H, D] in f64."""
    q, k, v = (x.transpose(1, 2).double() for x in (q, k, v))
    group = q.shape[1] // k.shape[1]
    k, v = (x.repeat_interleave(group, 1) for x in (k, v))
    score = q @ k.transpose(-1, -2) * scale
    if causal:
        rows, keys = score.shape[-2:]
        hidden = torch.ones(rows, keys, dtype=torch.bool, device=q.device)
        score = score.masked_fill(hidden.triu(keys - rows + 1), -math.inf)
    lse = torch.logsumexp(score, -1)
    weight = torch.exp(score - lse[..., None]).nan_to_num(0)
    return (weight @ v).transpose(1, 2), lse


def test_library_checks():
    import mla.torch  # noqa: F401
    case = DecodeCase([100, 0, 65], [2, 2, 2], 16, latent=128)
    (q, cache, table, lens), _ = case.arguments()
    torch.library.opcheck(torch.ops.mla.decode.default,
                          (q, cache.nan_to_num(0), table, lens, None, None, 128,
                           0.1, True))
    cache = torch.zeros(4, 16, 1, 32, device="cuda", dtype=torch.bfloat16)
    rows = torch.ones(3, 1, 32, device="cuda", dtype=torch.bfloat16)
    slots = torch.tensor([5, -1, 63], device="cuda", dtype=torch.int32)
    torch.library.opcheck(torch.ops.mla.cache_append.default,
                          (cache, rows, slots))
    x = torch.randn(2, 3, 5, 16, device="cuda")
    torch.library.opcheck(torch.ops.mla.merge_states.default,
                          (x, torch.randn(2, 3, 5, device="cuda")))


def test_library_checks_of_what_surrounds_attention():
    import mla.torch  # noqa: F401

    def randn(*shape):
        return torch.randn(*shape, device="cuda").bfloat16()
    kv_b = randn(4, 32 + 16, 64)
    torch.library.opcheck(torch.ops.mla.absorb_query.default,
                          (randn(3, 4, 32), kv_b, randn(3, 4, 8)))
    torch.library.opcheck(torch.ops.mla.project_value.default,
                          (randn(3, 4, 64), kv_b, 16))
    slots = torch.tensor([5, -1, 63], device="cuda", dtype=torch.int32)
    torch.library.opcheck(torch.ops.mla.rope_append.default, (
        randn(4, 16, 64 + 8).zero_(), randn(3, 64), randn(3, 8), slots.clamp_min(0),
        slots, torch.randn(100, 8, device="cuda"), "half", "same"))


def test_library_checks_of_prefill():
    """Autograd too. Deterministic, for two runs are compared."""
    import mla.torch  # noqa: F401
    q, k, v = (torch.randn(1, 70, 2, d, device="cuda").bfloat16().requires_grad_()
               for d in (96, 96, 64))
    torch.library.opcheck(torch.ops.mla.prefill.default, (
        q, k, v, None, None, 0.1, True, "bshd", 0, 0, True))


def trained(q, k, v):
    """The gradients of a loss with attention inside."""
    import mla.torch as mt
    out = mt.prefill(q * 2, k, v, deterministic=True)
    return out, *torch.autograd.grad(out.float().square().sum(), (q, k, v))


def test_compile_trains():
    import mla.torch as mt
    args = [torch.randn(2, 130, 2, d, device="cuda").bfloat16().requires_grad_()
            for d in (192, 192, 128)]
    want = trained(*args)

    @torch.compile(fullgraph=True)
    def loss(q, k, v):
        out = mt.prefill(q * 2, k, v, deterministic=True)
        return out, out.float().square().sum()
    out, total = loss(*args)
    got = out, *torch.autograd.grad(total, args)
    for name, a, b in zip(("out", "dq", "dk", "dv"), got, want):
        # What is around attention may be rounded elsewhere.
        reference.check(a.detach(), b.detach().double(), 4e-3, name)


def test_export_prefill():
    import mla.torch as mt

    class Attention(torch.nn.Module):
        def forward(self, q, k, v):
            return mt.prefill(q, k, v, return_lse=True)
    args = tuple(torch.randn(1, 90, 2, d, device="cuda").bfloat16()
                 for d in (128, 128, 64))
    program = torch.export.export(Attention(), args)
    for got, want in zip(program.module()(*args), Attention()(*args)):
        assert torch.equal(got, want)


def step(cache, rows, slots, q, table, lens):
    import mla.torch as mt
    mt.cache_append(cache, rows, slots)
    plan = mt.decode_plan(lens, num_heads=q.shape[-2])
    return mt.decode(q, cache, table, lens, v_dim=128, softmax_scale=0.1,
                     plan=plan) * 2


def inputs():
    case = DecodeCase([100, 17], [1, 1], 16, latent=128, page=16)
    (q, cache, table, lens), _ = case.arguments()
    rows = torch.randn(2, 1, 192, device="cuda").bfloat16()
    slots = torch.stack([table[b, (int(n) - 1) // 16] * 16 + (int(n) - 1) % 16
                         for b, n in enumerate(case.lengths)]).int()
    return cache, rows, slots, q, table, lens


def test_compile():
    import mla.torch  # noqa: F401
    args = inputs()
    cache = args[0].clone()
    want = step(*args)
    got = torch.compile(step, fullgraph=True)(cache, *args[1:])
    assert torch.equal(want, got)
    assert torch.equal(cache.nan_to_num(0), args[0].nan_to_num(0))


def test_export():
    import mla.torch  # noqa: F401

    class Step(torch.nn.Module):
        def forward(self, *args):
            return step(*args)
    args = inputs()
    cache = args[0].clone()
    program = torch.export.export(Step(), args)
    want = step(*args)
    assert torch.equal(program.module()(cache, *args[1:]), want)


@pytest.mark.parametrize("layout", ["bshd", "bhsd", "sbhd"])
@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("deterministic", [True, False])
def test_prefill_autograd(layout, causal, deterministic):
    import mla.torch as mt
    torch.manual_seed(0)
    order = {"bshd": (0, 1, 2, 3), "bhsd": (0, 2, 1, 3),
             "sbhd": (1, 0, 2, 3)}[layout]
    shapes = [(2, 130, 4, 192), (2, 200, 2, 192), (2, 200, 2, 128)]
    plain = [torch.randn(s, device="cuda").bfloat16() for s in shapes]
    mine = [x.permute(order).contiguous().requires_grad_() for x in plain]
    wide = [x.double().requires_grad_() for x in plain]
    out, lse = mt.prefill(*mine, causal=causal, layout=layout, return_lse=True,
                          deterministic=deterministic)
    want, want_lse = attention(*wide, 192 ** -0.5, causal)
    reference.check(out.detach().permute(order), want.detach(), 4e-3)
    reference.check(lse, want_lse.detach(), 1e-4)
    grad = torch.randn_like(plain[0][..., :128])
    out.backward(grad.permute(order).contiguous())
    want.backward(grad.double())
    for a, b, name in zip(mine, wide, "qkv"):
        reference.check(a.grad.permute(order), b.grad, 1e-2, "d" + name)


def test_prefill_packed():
    from mla import ops
    torch.manual_seed(0)
    lengths = [5, 0, 130, 64]
    cu = torch.tensor([0, 5, 5, 135, 199], device="cuda", dtype=torch.int32)
    q = torch.randn(199, 4, 96, device="cuda").half()
    k = torch.randn(199, 4, 96, device="cuda").half()
    v = torch.randn(199, 4, 64, device="cuda").half()
    out, lse = ops.prefill(q, k, v, softmax_scale=0.1, cu_q=cu, cu_kv=cu,
                           return_lse=True)
    at = 0
    for n in lengths:
        part = slice(at, at + n)
        want, want_lse = attention(q[None, part], k[None, part], v[None, part],
                                   0.1, True)
        reference.check(out[part], want[0], 6e-4)
        reference.check(lse[:, part], want_lse[0], 1e-4)
        at += n


@pytest.mark.parametrize("name,value", [
    ("window", (128, 0)), ("dropout_p", 0.1), ("bias", object()),
    ("alibi_slopes", object()), ("layout", "hsbd")])
def test_prefill_refused(name, value):
    import mla.torch
    from mla import ops
    q = torch.randn(1, 8, 2, 64, device="cuda").bfloat16()
    for prefill in (ops.prefill, mla.torch.prefill):
        with pytest.raises(ValueError, match=name):
            prefill(q, q, q, softmax_scale=1.0, **{name: value})
    out = ops.prefill(q, q, q, softmax_scale=1.0)
    lse = torch.zeros(1, 2, 8, device="cuda")
    with pytest.raises(ValueError, match=name):
        ops.prefill_backward(out, q, q, q, out, lse, softmax_scale=1.0,
                             **{name: value})


def test_prefill_window_means_causal():
    from mla import ops
    q = torch.randn(1, 100, 2, 64, device="cuda").bfloat16()
    a = ops.prefill(q, q, q, softmax_scale=0.1, causal=False, window=(-1, 0))
    assert torch.equal(a, ops.prefill(q, q, q, softmax_scale=0.1, causal=True))


@pytest.mark.parametrize("heads", [16, 128])
@pytest.mark.parametrize("q_len", [1, 2])
@pytest.mark.parametrize("causal", [True, False])
def test_flash_mla_names(heads, q_len, causal):
    from mla.compat.flash_mla import flash_mla_with_kvcache, get_mla_metadata
    case = DecodeCase([777, 64, 9], [q_len] * 3, heads, causal=causal,
                      scale=576 ** -0.5)
    (q, cache, table, lens), _ = case.arguments()
    metadata, splits = get_mla_metadata(lens, q_len * heads, 1)
    assert splits.shape == (4,)
    out, lse = flash_mla_with_kvcache(q, cache, table, lens, 512,
                                      metadata.clone(), splits, causal=causal)
    want, want_lse = reference.decode(q.flatten(0, 1), cache, table,
                                      case.lengths, case.q_lens, 512,
                                      576 ** -0.5, causal)
    reference.check(out.flatten(0, 1), want, 4e-3)
    assert lse.shape == (3, heads, q_len)
    reference.check(lse.transpose(1, 2).flatten(0, 1), want_lse, 1e-3)


def test_flash_mla_in_a_graph():
    """As its users do: metadata copied into static buffers between replays."""
    from mla.compat.flash_mla import flash_mla_with_kvcache, get_mla_metadata
    case = DecodeCase([777, 64, 300], [1] * 3, 16, scale=576 ** -0.5)
    (q, cache, table, lens), _ = case.arguments()
    full = lens.clone()
    lens.copy_(torch.tensor([1, 1, 1]))
    metadata, splits = get_mla_metadata(lens, 16, 1)
    run = lambda: flash_mla_with_kvcache(q, cache, table, lens, 512, metadata,
                                         splits, causal=True)
    run()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        out, lse = run()
    lens.copy_(full)
    metadata.copy_(get_mla_metadata(lens, 16, 1)[0])
    graph.replay()
    want, _ = reference.decode(q.flatten(0, 1), cache, table, case.lengths, [1] * 3,
                               512, 576 ** -0.5, True)
    reference.check(out.flatten(0, 1), want, 4e-3)


def test_flash_mla_refused():
    from mla.compat.flash_mla import flash_mla_with_kvcache, get_mla_metadata
    case = DecodeCase([77], [1], 16)
    (q, cache, table, lens), _ = case.arguments()
    metadata, splits = get_mla_metadata(lens, 16, 1)
    for options in (dict(is_fp8_kvcache=True), dict(indices=table)):
        with pytest.raises(ValueError, match=next(iter(options))):
            flash_mla_with_kvcache(q, cache, table, lens, 512, metadata, splits,
                                   **options)
    for options in (dict(is_fp8_kvcache=True), dict(topk=2048)):
        with pytest.raises(ValueError, match=next(iter(options))):
            get_mla_metadata(lens, 16, 1, **options)


def test_other_frameworks():
    cupy = pytest.importorskip("cupy", reason="unsupported: cupy not installed")
    from mla import ops
    rows = cupy.ones((3, 1, 32), dtype=cupy.float16)
    cache = cupy.zeros((4, 16, 1, 32), dtype=cupy.float16)
    slots = cupy.asarray([0, -1, 63], dtype=cupy.int32)
    ops.cache_append(cache, rows, slots)
    assert float(cache.sum()) == 64.0
    partial = cupy.ones((2, 3, 4, 8), dtype=cupy.float32)
    out, lse = ops.merge_states(partial, cupy.zeros((2, 3, 4), cupy.float32))
    assert abs(float(out.mean()) - 1) < 1e-6
    assert abs(float(lse.mean()) - math.log(2)) < 1e-6
