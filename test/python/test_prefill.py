# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""mla.ops.prefill and its backward: layouts, ragged batches, refusals, capture,
random shapes. The kernels' own cases are in test/gpu/prefill_test.py."""
import math

import pytest

torch = pytest.importorskip("torch", reason="unsupported: torch is not installed")

import prefill_harness as H
import prefill_test

SCALE = 192**-0.5


def operands(layout="bshd", b=2, sq=200, skv=260, h=4, hkv=2, dqk=192, dv=128):
    """q, k, v, dout in `layout`, and as [B, S, H, D] views for the reference."""
    gen = torch.Generator("cuda").manual_seed(3)
    views = [H.randn(layout, b, s, n, d, torch.bfloat16, gen)
             for s, n, d in ((sq, h, dqk), (skv, hkv, dqk), (skv, hkv, dv), (sq, h, dv))]
    return [x.permute(H.LAYOUTS[layout]) for x in views], views


def right(name, got, want, tolerance=4e-3):
    wrong = H.compare(name, got, want, tolerance)
    assert wrong is None, wrong


@pytest.mark.parametrize("layout", ["bshd", "bhsd", "sbhd"])
@pytest.mark.parametrize("causal", [True, False])
def test_layouts_and_backward(layout, causal):
    from mla import ops
    (q, k, v, dout), views = operands(layout)
    out, lse = ops.prefill(q, k, v, softmax_scale=SCALE, causal=causal, layout=layout,
                           return_lse=True)
    assert out.shape[:-1] == q.shape[:-1] and lse.shape == (2, 4, 200)
    want = H.reference_backward(*views, SCALE, causal)
    back = lambda x: x.permute([H.LAYOUTS[layout].index(i) for i in range(4)])
    right("out", back(out), want[0])
    right("lse", lse, want[1], 1e-5)
    for deterministic in (False, True):
        grads = ops.prefill_backward(dout, q, k, v, out, lse, softmax_scale=SCALE,
                                     causal=causal, layout=layout,
                                     deterministic=deterministic)
        for name, got, ref in zip(("dq", "dk", "dv"), grads, want[2:]):
            right(name, back(got), ref, 8e-3)


def test_ragged():
    from mla import ops
    (q, k, v, _), views = operands(b=1, sq=300, skv=400)
    cu = lambda *x: torch.tensor(x, dtype=torch.int32, device="cuda")
    cu_q, cu_kv = cu(0, 100, 100, 300), cu(0, 150, 200, 400)
    for bounds in ({}, dict(max_q=200, max_kv=200)):
        out, lse = ops.prefill(q[0], k[0], v[0], softmax_scale=SCALE, cu_q=cu_q,
                               cu_kv=cu_kv, return_lse=True, **bounds)
        for a, b, c, d in ((0, 100, 0, 150), (100, 300, 200, 400)):
            want, want_lse = H.reference(views[0][:, a:b], views[1][:, c:d],
                                         views[2][:, c:d], SCALE, True)
            right("out", out[None, a:b], want)
            right("lse", lse[None, :, a:b], want_lse, 1e-5)


def test_capture():
    from mla import ops
    (q, k, v, dout), _ = operands()
    run = lambda: ops.prefill(q, k, v, softmax_scale=SCALE, return_lse=True)
    eager = run()
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph, stream=side):
        out, lse = run()
        grads = ops.prefill_backward(dout, q, k, v, out, lse, softmax_scale=SCALE,
                                     deterministic=True)
    graph.replay()
    torch.cuda.synchronize()
    assert torch.equal(out, eager[0]) and torch.equal(lse, eager[1])
    again = ops.prefill_backward(dout, q, k, v, *eager, softmax_scale=SCALE,
                                 deterministic=True)
    for a, b in zip(grads, again):
        assert torch.equal(a, b)


@pytest.mark.parametrize("change,text", [
    (dict(window=(128, 0)), "finite windows"),
    (dict(dropout_p=0.1), "dropout"),
    (dict(bias=1), "bias"),
    (dict(alibi_slopes=1), "alibi"),
    (dict(layout="hbsd"), "layout"),
])
def test_refused_by_name(change, text):
    from mla import ops
    (q, k, v, _), _ = operands()
    with pytest.raises(ValueError, match=text):
        ops.prefill(q, k, v, softmax_scale=SCALE, **change)


def test_window_of_all_to_the_left_is_causal():
    from mla import ops
    (q, k, v, _), _ = operands()
    a = ops.prefill(q, k, v, softmax_scale=SCALE, causal=False, window=(-1, 0))
    assert torch.equal(a, ops.prefill(q, k, v, softmax_scale=SCALE))


def test_shapes_refused():
    from mla import ops
    (q, k, v, _), _ = operands()
    with pytest.raises(ValueError, match="head dim"):
        ops.prefill(q, k[..., :128], v, softmax_scale=SCALE)
    with pytest.raises(ValueError, match="multiple of h_kv"):
        ops.prefill(q[:, :, :3], k, v, softmax_scale=SCALE)
    with pytest.raises(ValueError, match="dtype"):
        ops.prefill(q.float(), k, v, softmax_scale=SCALE)


def ordered(x, *tensors):
    """The [B, S, H, D] views of a harness case as mla.ops takes them."""
    return [t[0] if x.cu_q is not None else t.permute(H.LAYOUTS[x.layout])
            for t in tensors]


def options(x):
    packed = x.cu_q is not None
    return dict(softmax_scale=x.scale, causal=x.causal, cu_q=x.cu_q, cu_kv=x.cu_kv,
                max_q=x.max_q, max_kv=x.max_kv, layout="bshd" if packed else x.layout)


def lse_of(x):
    return x.lse[0] if x.cu_q is not None else x.lse


def forward(x):
    from mla import ops
    q, k, v, out = ordered(x, x.q, x.k, x.v, x.out)
    ops.prefill(q, k, v, out=out, lse=lse_of(x), **options(x))
    return 0


def backward(x, deterministic):
    from mla import ops
    dout, q, k, v, out, dq, dk, dv = ordered(x, x.dout, x.q, x.k, x.v, x.out, x.dq, x.dk,
                                             x.dv)
    ops.prefill_backward(dout, q, k, v, out, lse_of(x), dq=dq, dk=dk, dv=dv,
                         deterministic=deterministic, **options(x))
    return 0


def verify(check, call, *args, seed, **case):
    """Of the harness: check_case or check_backward_case."""
    wrong = check(call, case, torch.Generator("cuda").manual_seed(seed), *args)
    assert not wrong, wrong[0]


@pytest.mark.parametrize("disabled", ["", "prefill_sm90"])
def test_random_shapes(random_shapes, monkeypatch, disabled):
    monkeypatch.setenv("MLA_DISABLE_KERNELS", disabled)
    random_shapes(prefill_test.random_case,
                  lambda **case: verify(H.check_case, forward, **case))


# The general backward is deterministic in both modes.
@pytest.mark.parametrize("disabled,deterministic", [
    ("", False), ("", True), ("prefill_backward_sm90", False)])
def test_random_shapes_backward(random_shapes, monkeypatch, disabled, deterministic):
    monkeypatch.setenv("MLA_DISABLE_KERNELS", disabled)

    def draw(rng):
        case = prefill_test.random_case(rng)
        if not case.get("ragged"):
            case.update(sq=rng.randint(1, 400), skv=rng.randint(0, 400))
        return case
    random_shapes(draw, lambda **case: verify(H.check_backward_case, backward,
                                              deterministic, **case))


def gradients(case, deterministic, seed=0, change=lambda x: None):
    """Of a harness case after `change`: got and f64, dq, dk, dv of each."""
    from mla import ops
    x = H.prepare(case, torch.Generator("cuda").manual_seed(seed))[3]
    torch.manual_seed(seed)
    x.dout = torch.randn_like(x.out)
    change(x)
    out, lse, *want = H.reference_backward(x.q, x.k, x.v, x.dout, x.scale, x.causal)
    got = ops.prefill_backward(x.dout, x.q, x.k, x.v, out.to(x.q.dtype), lse.float(),
                               softmax_scale=x.scale, causal=x.causal,
                               deterministic=deterministic)
    return got, want


SQUARE = dict(b=1, sq=500, skv=500, h=2)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_deterministic_with_outliers(dtype):
    """The deterministic mode counts dQ in integers: what is far larger than the rest
    must not cost the rest its digits."""
    def change(x):
        x.k[:, :, 0, 7] *= 30    # a channel of the keys
        x.k[:, 3] *= 5           # a key
        x.v[:, 9] *= 10          # a value
        # Rows of little gradient; dS must not become subnormal in f16.
        x.dout[:, ::2] *= 1e-3 if dtype == torch.bfloat16 else 0.1
    # A scale at which no single key takes all of the attention.
    case = dict(SQUARE, dtype=dtype, scale=0.002)
    got, want = gradients(case, True, change=change)
    for name, a, b in zip(("dq", "dk", "dv"), got, want):
        right(name, a, b, H.BACKWARD_TOLERANCE[dtype])
    right("small dq", got[0][:, ::2], want[0][:, ::2], H.BACKWARD_TOLERANCE[dtype])


@pytest.mark.parametrize("deterministic", [False, True])
@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize("where", ["q", "k", "v", "dout"])
def test_backward_shows_what_is_no_number(where, value, deterministic):
    """Loss scaling looks for these."""
    def change(x):
        getattr(x, where)[0, 40, 1, 5] = value
    (dq, dk, dv), _ = gradients(SQUARE, deterministic, change=change)
    assert not torch.isfinite(dq[0, 40:, 1]).all()
    assert torch.isfinite(dq[0, :, 0]).all(), "another head's"
    if where == "dout":
        assert not torch.isfinite(dv[0, :41, 1]).all()


@pytest.mark.parametrize("deterministic", [False, True])
def test_backward_shows_what_f16_cannot_hold(deterministic):
    """dS of about 1e6."""
    def change(x):
        x.v *= 300
        x.dout *= 300
    (dq, dk, _), _ = gradients(dict(SQUARE, dtype=torch.float16), deterministic,
                               change=change)
    assert not torch.isfinite(dq).all() and not torch.isfinite(dk).all()
