# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Projections, query preparation and experts against f64."""
import math

import pytest

torch = pytest.importorskip("torch", reason="unsupported: torch is not installed")

import reference

DTYPES = [torch.bfloat16, torch.float16]
# One rounding of the output; f16 has eight times finer steps.
TOLERANCE = {torch.bfloat16: 3e-3, torch.float16: 4e-4}
SMALL_LINEAR, SMALL_EXPERTS = "linear_small", "experts_small"


def poisoned(shape, dtype, spare=8):
    """A [T, M] view whose rows lie apart, all NaN."""
    return torch.full((shape[0], shape[1] + spare), math.nan, dtype=dtype,
                      device="cuda")[:, :shape[1]]


def strided(rows, spare=8):
    """The same values in rows that lie apart, NaN between them."""
    out = poisoned(rows.shape, rows.dtype, spare)
    out.copy_(rows)
    return out


class LinearCase:
    def __init__(self, tokens, k, m, *, norm=False, gated=False,
                 residual=False, dtype=torch.bfloat16, seed=0):
        g = torch.Generator(device="cuda").manual_seed(seed)

        def randn(*shape):
            return torch.randn(*shape, device="cuda", generator=g)
        self.x = strided((3 * randn(tokens, k)).to(dtype))
        rows = 2 * m if gated else m
        self.weight = (randn(rows, k) / math.sqrt(k)).to(dtype)
        self.norm = (1 + 0.2 * randn(k)).to(dtype) if norm else None
        self.residual = strided(randn(tokens, m).to(dtype)) if residual else None
        self.gated, self.shape, self.dtype = gated, (tokens, m), dtype

    def run(self, out_dtype=None, rows=slice(None), kernel=SMALL_LINEAR):
        from mla import ops
        x = self.x[rows]
        out = poisoned((x.shape[0], self.shape[1]), out_dtype or self.dtype)
        residual = self.residual[rows] if self.residual is not None else None
        ops.linear(x, self.weight, norm_weight=self.norm, gated=self.gated,
                   residual=residual, out=out, kernel=kernel)
        return out

    def verify(self, out_dtype=None, kernel=SMALL_LINEAR):
        got = self.run(out_dtype, kernel=kernel)
        # In bf16 linear_small rounds x * norm_weight, not the normed row: both
        # are as far from what f64 gives, and further from each other.
        norms_sums = (self.norm is not None and kernel == SMALL_LINEAR and
                      self.dtype == torch.bfloat16)
        want = reference.linear(self.x, self.weight, self.norm, 1e-6,
                                self.residual, self.gated, norms_sums)
        # f32 results still differ where the norm is rounded the other way.
        tolerance = TOLERANCE[self.dtype] if out_dtype is None else 3e-4
        # A single output may be the small difference of large terms.
        one = torch.ones(len(want), 1, device="cuda", dtype=want.dtype)
        reference.check(torch.cat([got.double(), one], 1),
                        torch.cat([want, one], 1), tolerance, f"{self.shape}")


@pytest.mark.parametrize("tokens", [1, 2, 3, 7, 8, 9, 16, 17, 31, 32, 33, 64])
@pytest.mark.parametrize("norm,gated,residual", [
    (False, False, False), (True, False, False), (False, True, False),
    (False, False, True), (True, True, False), (True, False, True)])
@pytest.mark.parametrize("dtype", DTYPES)
def test_linear_tokens(tokens, norm, gated, residual, dtype):
    LinearCase(tokens, 520, 300, norm=norm, gated=gated, residual=residual,
               dtype=dtype).verify()


@pytest.mark.parametrize("k,m,gated", [
    (2048, 3648, False), (2048, 2048, False), (2048, 10944, True),
    (10944, 2048, False), (2048, 102400, False), (7168, 2112, False),
    (1536, 24576, False), (16384, 7168, False), (18432, 7168, False),
    (7168, 18432, True), (2560, 40 * 96, False), (6400, 2560, False)])
@pytest.mark.parametrize("tokens", [1, 8, 13])
def test_linear_models(k, m, gated, tokens):
    LinearCase(tokens, k, m, gated=gated, norm=k <= 7168).verify()


@pytest.mark.parametrize("k", [8, 24, 32, 40, 64, 72, 504, 512, 520, 1000])
@pytest.mark.parametrize("m", [1, 7, 17, 131, 133])
@pytest.mark.parametrize("tokens", [1, 5, 20, 40])
def test_linear_odd(k, m, tokens):
    for gated in (False, True):
        LinearCase(tokens, k, m, gated=gated, norm=True).verify()
    LinearCase(tokens, k, m, residual=True).verify(torch.float32)


def test_linear_random(random_shapes):
    def draw(r):
        gated = r.random() < 0.3
        return dict(tokens=r.randint(1, 64), k=8 * r.randint(1, 400),
                    m=r.randint(1, 3000), gated=gated, norm=r.random() < 0.5,
                    residual=not gated and r.random() < 0.5,
                    dtype=r.choice(DTYPES),
                    out_dtype=r.choice([None, torch.float32]))
    random_shapes(draw, lambda out_dtype, **shape:
                  LinearCase(**shape).verify(out_dtype))


@pytest.mark.parametrize("norm", [False, True])
def test_linear_rows_do_not_depend_on_the_batch(norm):
    case = LinearCase(64, 2048, 700, norm=norm)
    whole = case.run()
    for rows in (slice(0, 1), slice(3, 11), slice(5, 21), slice(30, 62)):
        assert torch.equal(case.run(rows=rows), whole[rows]), rows
    assert torch.equal(case.run(), whole)


def test_linear_residual_in_place():
    case = LinearCase(5, 512, 640, residual=True)
    from mla import ops
    want = case.run()
    ops.linear(case.x, case.weight, residual=case.residual, out=case.residual,
               kernel=SMALL_LINEAR)
    assert torch.equal(case.residual, want)


def check_query_prep(dtype, style, tokens, heads, nope, rope, value, latent, seed):
    from mla import ops
    g = torch.Generator(device="cuda").manual_seed(seed)

    def randn(*shape):
        return torch.randn(*shape, device="cuda", generator=g).to(dtype)
    both = strided(randn(tokens, heads * (nope + rope) + latent + rope))
    q_proj = both[:, :heads * (nope + rope)].view(tokens, heads, nope + rope)
    kv = both[:, heads * (nope + rope):]
    kv_b = randn(heads, nope + value, latent) / math.sqrt(latent)
    norm = 1 + 0.2 * randn(latent)
    positions = torch.randint(0, 1000, (tokens,), generator=g, device="cuda").int()
    positions[-1] = 163839
    positions[::3] = ~positions[::3]
    inv_freq = [10000.0 ** (-2 * i / max(rope, 1)) for i in range(rope // 2)]
    longer = [f / (1 + i) for i, f in enumerate(inv_freq)]
    q = torch.full((tokens, heads, latent + rope), math.nan, dtype=dtype,
                   device="cuda")
    row = poisoned((tokens, latent + rope), dtype)
    ops.query_prep(q_proj, kv, norm, kv_b, positions, inv_freq=inv_freq,
                   long_inv_freq=longer, rope_scale=1.5, long_rope_scale=0.75,
                   interleaved=style == "interleaved", q=q, row=row)
    want_q, want_row = reference.query_prep(
        q_proj, kv, norm, kv_b, positions, inv_freq, longer, 1.5, 0.75,
        style == "interleaved")
    tolerance = TOLERANCE[dtype]
    for got, want in ((q, want_q), (row, want_row)):
        reference.check(got[..., :latent], want[..., :latent], tolerance)
        reference.check(got[..., latent:], want[..., latent:], tolerance)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("style", ["interleaved", "half"])
@pytest.mark.parametrize("tokens", [1, 4, 16, 19, 130, 256, 300])
@pytest.mark.parametrize("heads,nope,rope,value,latent", [
    (16, 128, 64, 128, 512), (40, 64, 32, 64, 256), (20, 192, 64, 256, 512),
    (32, 64, 64, 128, 256), (3, 40, 0, 24, 72), (128, 128, 64, 128, 512),
    (5, 256, 8, 8, 40)])
def test_query_prep(dtype, style, tokens, heads, nope, rope, value, latent):
    check_query_prep(dtype, style, tokens, heads, nope, rope, value, latent,
                     seed=tokens)


def test_query_prep_random(random_shapes):
    random_shapes(lambda r: dict(
        dtype=r.choice(DTYPES), style=r.choice(["interleaved", "half"]),
        tokens=r.choice([1, r.randint(2, 16), r.randint(17, 600)]),
        heads=r.choice([1, 3, 16, r.randint(1, 130)]),
        nope=8 * r.randint(1, 32), rope=r.choice([0, 64, 8 * r.randint(1, 8)]),
        value=8 * r.randint(1, 32), latent=r.choice([512, 256, 8 * r.randint(1, 64)])),
        check_query_prep)


class ExpertsCase:
    def __init__(self, tokens, hidden=256, experts=16, top_k=3, inner=72,
                 shared=40, dtype=torch.bfloat16, padding=False, bias=False,
                 seed=0, ties=False, **routing):
        g = torch.Generator(device="cuda").manual_seed(seed)

        def randn(*shape, scale=1.0):
            return (torch.randn(*shape, device="cuda", generator=g) *
                    scale).to(dtype)
        self.x = strided(randn(tokens, hidden, scale=2))
        self.norm = 1 + 0.2 * randn(hidden)
        router = randn(experts, hidden, scale=hidden ** -0.5)
        if ties:
            router[1::2] = router[0::2]
        self.weights = (
            router, randn(experts, inner, hidden, scale=hidden ** -0.5),
            randn(experts, inner, hidden, scale=hidden ** -0.5),
            randn(experts, hidden, inner, scale=inner ** -0.5))
        self.shared = None if not shared else (
            randn(2 * shared, hidden, scale=hidden ** -0.5),
            randn(hidden, shared, scale=shared ** -0.5))
        self.slots = None
        if padding:
            self.slots = torch.arange(tokens, device="cuda").int()
            self.slots[1::3] = -1
        self.routing = dict(
            top_k=top_k, bias=None if not bias else
            torch.rand(experts, device="cuda", generator=g), **routing)
        self.dtype = dtype

    def run(self, rows=slice(None), kernel=SMALL_EXPERTS, chosen=None):
        from mla import ops
        x = self.x[rows]
        out = poisoned(x.shape, self.dtype)
        workspace = torch.full((2**23,), 255, dtype=torch.uint8, device="cuda")
        ops.experts(x, self.norm, *self.weights, **self.routing,
                    slots=None if self.slots is None else
                    self.slots[rows].contiguous(),
                    shared_gate_up=self.shared and self.shared[0],
                    shared_down=self.shared and self.shared[1], out=out,
                    kernel=kernel, workspace=workspace, chosen=chosen)
        return out

    def choice(self):
        """The experts of each token in f64, and how clear the choice is."""
        y = reference.rms_norm(self.x, self.norm, 1e-6).double()
        o = dict(self.routing)
        chosen, _, margin = reference.route(
            y @ self.weights[0].double().T, o["top_k"], o["bias"],
            o.get("scoring") == "sigmoid", o.get("n_group", 1),
            o.get("topk_group", 1), o.get("group_score") == "top2")
        return chosen, margin

    def verify(self, kernel=SMALL_EXPERTS):
        got = self.run(kernel=kernel)
        shared = dict(zip(("shared_gate_up", "shared_down"), self.shared or ()))
        want, margin = reference.experts(self.x, self.norm, *self.weights,
                                         slots=self.slots, **shared,
                                         **self.routing)
        clear = margin > 3e-5
        assert torch.isfinite(got).all()
        # A token whose choice hangs on a rounding may go elsewhere.
        assert clear.any() or len(clear) < 8
        # What is added to x is what is tested; it is rounded with x.
        x = self.x.double()
        reference.check(got[clear].double(), want[clear], TOLERANCE[self.dtype])
        if clear.any():
            error = (got[clear].double() - want[clear]).norm()
            moved = (want[clear] - x[clear]).norm()
            assert error < 4 * TOLERANCE[self.dtype] * (
                moved + x[clear].norm())


METHODS = [
    dict(), dict(normalize=True, scaling=2.5), dict(scoring="sigmoid"),
    dict(scoring="sigmoid", bias=True, normalize=True, n_group=4,
         topk_group=2, group_score="top2", scaling=1.7),
    dict(n_group=4, topk_group=2), dict(n_group=8, topk_group=3, bias=True),
    dict(n_group=4, topk_group=4), dict(ties=True),
    dict(ties=True, n_group=4, topk_group=2, group_score="top2")]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("tokens", [1, 2, 8, 9, 16, 17, 32])
@pytest.mark.parametrize("dtype", DTYPES)
def test_experts_methods(method, tokens, dtype):
    ExpertsCase(tokens, dtype=dtype, **method).verify()


@pytest.mark.parametrize("tokens", [1, 3, 8, 20])
@pytest.mark.parametrize("padding", [False, True])
@pytest.mark.parametrize("shared", [0, 8, 104, 1200])
def test_experts_shared_and_padding(tokens, padding, shared):
    ExpertsCase(tokens, shared=shared, padding=padding).verify()


@pytest.mark.parametrize("tokens", [1, 5, 12])
@pytest.mark.parametrize("shape", [
    dict(hidden=2048, experts=64, top_k=6, inner=1408, shared=2816),
    dict(hidden=7168, experts=32, top_k=8, inner=256, shared=256,
         scoring="sigmoid", bias=True, normalize=True, n_group=8,
         topk_group=4, group_score="top2", scaling=2.5),
    dict(hidden=64, experts=512, top_k=16, inner=8, shared=16),
    dict(hidden=40, experts=1, top_k=1, inner=24),
    dict(hidden=8, experts=3, top_k=3, inner=520, shared=0),
    dict(hidden=264, experts=33, top_k=5, inner=200, n_group=11,
         topk_group=2, group_score="top2")])
def test_experts_shapes(tokens, shape):
    ExpertsCase(tokens, **shape).verify()


@pytest.mark.parametrize("kernel", [SMALL_EXPERTS, "experts_sm90"])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("tokens", [1, 7, 32])
def test_experts_chosen(kernel, method, tokens):
    if (kernel == "experts_sm90" and
            torch.cuda.get_device_capability() != (9, 0)):
        pytest.skip("unsupported: the GPU is not sm_90")
    case = ExpertsCase(tokens, padding=True, **method)
    got = torch.full((tokens, case.routing["top_k"]), -7, dtype=torch.int32,
                     device="cuda")
    assert torch.equal(case.run(kernel=kernel, chosen=got),
                       case.run(kernel=kernel))
    want, margin = case.choice()
    padded = case.slots < 0
    assert (got[padded] == -1).all()
    clear = ~padded & (margin > 3e-5)
    # Neighbours of the order may swap where they are as good as equal.
    assert torch.equal(got[clear].long().sort(-1).values,
                       want[clear].sort(-1).values)


def test_experts_all_padding():
    for shared in (0, 40):
        case = ExpertsCase(4, shared=shared, padding=True)
        case.slots[:] = -1
        case.verify()
        if not shared:
            assert torch.equal(case.run(), case.x)


def test_experts_random(random_shapes):
    def draw(r):
        groups = r.choice([1, 1, 2, 4])
        experts = groups * r.randint(2, 40)
        kept = r.randint(1, groups)
        return dict(tokens=r.randint(1, 32), hidden=8 * r.randint(1, 60),
                    experts=experts,
                    top_k=r.randint(1, min(16, kept * experts // groups)),
                    inner=8 * r.randint(1, 60), shared=8 * r.randint(0, 60),
                    dtype=r.choice(DTYPES), padding=r.random() < 0.3,
                    bias=r.random() < 0.3, n_group=groups, topk_group=kept,
                    group_score=r.choice(["max", "top2"]),
                    scoring=r.choice(["softmax", "sigmoid"]),
                    normalize=r.random() < 0.5)
    random_shapes(draw, lambda **shape: ExpertsCase(**shape).verify())


def test_experts_tokens_do_not_depend_on_the_batch():
    # Among up to eight tokens, and among more.
    case = ExpertsCase(32, 2048, 64, 6, 1408, 2816)
    for part, slices in ((slice(0, 8), [slice(0, 1), slice(3, 7)]),
                         (slice(0, 32), [slice(5, 21), slice(20, 31)])):
        whole = case.run(part)
        assert torch.equal(case.run(part), whole)
        for rows in slices:
            assert torch.equal(case.run(rows), whole[rows]), rows


@pytest.mark.parametrize("tokens", [1, 8, 32])
def test_layers_in_a_graph(tokens):
    """A chain of layers, kernels overlapping through PDL, against the same
    calls with the device idle between them; replayed often on moving inputs."""
    from mla import ops
    moe = [ExpertsCase(tokens, 512, 64, 6, 200, 256, seed=i) for i in range(3)]
    up = [LinearCase(tokens, 512, 1024, norm=True, seed=i) for i in range(3)]
    down = [LinearCase(tokens, 1024, 512, seed=i) for i in range(3)]
    x = torch.randn(tokens, 512, device="cuda").bfloat16()
    first = torch.empty_like(x)
    workspace = torch.empty(2**23, dtype=torch.uint8, device="cuda")
    wide = torch.empty(tokens, 1024, dtype=x.dtype, device="cuda")
    mid, out = torch.empty_like(x), torch.empty_like(x)

    def chain(between):
        at = first
        for e, u, d in zip(moe, up, down):
            for call in (
                    lambda: ops.linear(at, u.weight, norm_weight=u.norm,
                                       out=wide, kernel=SMALL_LINEAR),
                    lambda: ops.linear(wide, d.weight, residual=at, out=mid,
                                       kernel=SMALL_LINEAR),
                    lambda: ops.experts(
                        mid, e.norm, *e.weights, top_k=6,
                        shared_gate_up=e.shared[0], shared_down=e.shared[1],
                        out=out, workspace=workspace, kernel=SMALL_EXPERTS)):
                call()
                between()
            at = out
    chain(lambda: None)
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        chain(lambda: None)
    for i in range(30):
        x.normal_()
        first.copy_(x)
        for b in (workspace, wide, mid, out):
            b.view(torch.uint8).fill_(255)
        graph.replay()
        got = out.clone()
        chain(torch.cuda.synchronize)
        assert torch.equal(got, out), i


def test_refusals():
    from mla import ops
    case = LinearCase(65, 64, 64)
    with pytest.raises(ValueError, match=r"expected num_tokens in \[0, 64\]"):
        case.run()
    with pytest.raises(ValueError, match="expected a kernel of op linear"):
        case.run(kernel="linear_huge")
    with pytest.raises(ValueError, match="expected top_k in"):
        ExpertsCase(2, top_k=17, experts=32).run()
    x = torch.zeros(2, 12, device="cuda").bfloat16()
    with pytest.raises(ValueError, match="no kernel takes"):
        ops.linear(x[:, :12].contiguous(), x.expand(2, 12).contiguous())
