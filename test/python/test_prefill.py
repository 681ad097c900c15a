# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""mla.ops.prefill and its backward: layouts, ragged batches, refusals, capture.
The kernels' own cases are in test/gpu/prefill_test.py."""
import os
import sys

import pytest

torch = pytest.importorskip("torch", reason="unsupported: torch is not installed")

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "gpu"))
import prefill_harness as H

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
