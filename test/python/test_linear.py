# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""mla.ops.linear with many tokens: products beside f64, outputs poisoned."""
import math

import pytest

torch = pytest.importorskip("torch", reason="unsupported: torch is not installed")

import reference

BF16, F16 = torch.bfloat16, torch.float16
LIBRARY = "linear_cublaslt"
KERNEL = ""  # of the test that runs


@pytest.fixture(autouse=True, params=["linear_sm90", LIBRARY])
def kernel(request):
    """Where there is no cuBLASLt, linear_cublaslt is one of our own kernels."""
    global KERNEL
    KERNEL = request.param
    if KERNEL != LIBRARY and torch.cuda.get_device_capability() != (9, 0):
        pytest.skip("unsupported: the GPU is not sm_90")


def scratch(tokens, depth):
    """Dirty, for the normed rows and what the library may use."""
    room = 33 << 20 if KERNEL == LIBRARY else 0
    return torch.full((tokens * depth * 2 + room,), 255, dtype=torch.uint8,
                      device="cuda")


def randn(generator, *shape, dtype=BF16, scale=1.0):
    return (torch.randn(*shape, device="cuda", generator=generator) *
            scale).to(dtype)


def run(tokens, depth, features, *, dtype=BF16, norm=False, residual=None,
        gated=False, f32=False, padded=False, seed=0):
    """`residual`: None, "other" or "out". `padded`: rows wider than needed."""
    from mla import ops
    what = str(locals())
    if KERNEL == LIBRARY and (gated or (f32 and residual)):
        pytest.skip(f"{LIBRARY} does not take it")
    g = torch.Generator(device="cuda").manual_seed(seed)
    wide = 8 if padded else 0
    x = randn(g, tokens, depth + wide, dtype=dtype)
    x[:, depth:] = math.nan
    x = x[:, :depth]
    weight = randn(g, features * (2 if gated else 1), depth, dtype=dtype,
                   scale=1 / math.sqrt(depth))
    gain = 1 + randn(g, depth, dtype=dtype, scale=0.1) if norm else None
    base = torch.full((tokens, features + wide), math.nan, device="cuda",
                      dtype=torch.float32 if f32 else dtype)
    out = base[:, :features]
    add = None
    if residual:
        values = randn(g, tokens, features, dtype=dtype)
        add = values if residual == "other" else out.copy_(values)
    want = reference.linear(x, weight, gain, 1e-6, add, gated)
    workspace = scratch(tokens, depth) if norm or KERNEL == LIBRARY else None
    ops.linear(x, weight, norm_weight=gain, residual=add, gated=gated, out=out,
               workspace=workspace, kernel=KERNEL)
    tolerance = 2e-5 if f32 else 3e-3 if dtype == BF16 else 4e-4
    reference.check(out, want, tolerance, what)
    assert torch.isnan(base[:, features:]).all(), f"{what}: wrote past a row"


@pytest.mark.parametrize("dtype", [BF16, F16])
@pytest.mark.parametrize("tokens,depth,features", [
    (1, 64, 128), (65, 2048, 3648), (128, 2048, 2048), (129, 1408, 256),
    (300, 72, 136), (1024, 2048, 2048), (2048, 8, 8), (1000, 520, 1000)])
def test_plain(dtype, tokens, depth, features):
    run(tokens, depth, features, dtype=dtype)


@pytest.mark.parametrize("dtype", [BF16, F16])
@pytest.mark.parametrize("tokens", [1, 33, 128, 300, 1024])
@pytest.mark.parametrize("what", [
    dict(norm=True), dict(residual="other"), dict(residual="out", norm=True),
    dict(gated=True), dict(gated=True, norm=True), dict(f32=True),
    dict(f32=True, residual="other"), dict(gated=True, f32=True),
    dict(padded=True, norm=True, residual="other")])
def test_epilogues(dtype, tokens, what):
    run(tokens, 520, 392, dtype=dtype, **what)


@pytest.mark.parametrize("dtype", [BF16, F16])
@pytest.mark.parametrize("tokens,depth,features", [
    (1, 64, 8), (33, 2048, 2816), (128, 72, 136), (200, 1408, 300)])
def test_gated_with_few_tiles(dtype, tokens, depth, features):
    run(tokens, depth, features, dtype=dtype, gated=True)
    run(tokens, depth, features, dtype=dtype, gated=True, f32=True)


@pytest.mark.parametrize("features", [1, 7, 129, 1001])
def test_features_that_no_piece_fits(features):
    run(200, 256, features)
    run(200, 256, features, f32=True)
    run(200, 256, features, gated=True)
    run(200, 256, features, residual="other")


def test_random_shapes(random_shapes):
    def draw(r):
        gated = r.random() < 0.3 and KERNEL != LIBRARY
        f32 = r.random() < 0.2
        return dict(tokens=r.choice([r.randint(1, 64), r.randint(65, 3000)]),
                    depth=8 * r.randint(1, 300),
                    features=8 * r.randint(1, 400) - r.choice([0, 0, 3]),
                    dtype=r.choice([BF16, F16]), gated=gated, f32=f32,
                    # f32 shows where the norm is rounded the other way.
                    norm=not f32 and r.random() < 0.5,
                    residual=None if gated or (f32 and KERNEL == LIBRARY) else
                    r.choice([None, "other"] + ["out"] * (not f32)),
                    padded=r.random() < 0.3)
    random_shapes(draw, run)


def test_repeats_and_graphs_give_the_same_bits():
    from mla import ops
    g = torch.Generator(device="cuda").manual_seed(0)
    x, gain = randn(g, 777, 2048), randn(g, 2048)
    weight = randn(g, 3648, 2048, scale=0.02)
    first = ops.linear(x, weight, norm_weight=gain, kernel=KERNEL)
    out = torch.empty_like(first)
    workspace = scratch(777, 2048)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        ops.linear(x, weight, norm_weight=gain, out=out, workspace=workspace,
                   kernel=KERNEL)
    for _ in range(20):
        out.fill_(math.nan)
        workspace.fill_(255)
        graph.replay()
        assert torch.equal(out, first)
