# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""mla.ops.experts with many tokens beside f64: all routing methods, experts
without tokens, all tokens at one expert, padding, poisoned scratch."""
import math

import pytest

torch = pytest.importorskip("torch", reason="unsupported: torch is not installed")

import reference

BF16, F16 = torch.bfloat16, torch.float16
KERNEL = "experts_sm90"

# Tokens whose choice is closer to another one than this may take that: an
# element of norm(x) may round the other way than in f64.
MARGIN = {"softmax": 3e-5, "sigmoid": 1e-4}


@pytest.fixture(autouse=True)
def hopper():
    if torch.cuda.get_device_capability() != (9, 0):
        pytest.skip("unsupported: the GPU is not sm_90")


class Layer:
    def __init__(self, tokens, hidden, experts, intermediate, top_k, *,
                 shared=0, dtype=BF16, bias=None, padding=0.0, seed=0,
                 **routing):
        g = torch.Generator(device="cuda").manual_seed(seed)

        def randn(*shape, scale=1.0):
            return (torch.randn(*shape, device="cuda", generator=g) *
                    scale).to(dtype)
        self.x = randn(tokens, hidden)
        deep, wide = 1 / math.sqrt(hidden), 1 / math.sqrt(intermediate)
        self.weights = [1 + randn(hidden, scale=0.1),
                        randn(experts, hidden, scale=deep),
                        randn(experts, intermediate, hidden, scale=deep),
                        randn(experts, intermediate, hidden, scale=deep),
                        randn(experts, hidden, intermediate, scale=wide)]
        self.options = dict(routing, top_k=top_k)
        if bias is not None:
            self.options["bias"] = bias(experts).cuda().float()
        if shared:
            self.options["shared_gate_up"] = randn(2 * shared, hidden,
                                                   scale=deep)
            self.options["shared_down"] = randn(hidden, shared,
                                                scale=1 / math.sqrt(shared))
        if padding:
            slots = torch.arange(tokens, device="cuda", dtype=torch.int32)
            slots[torch.rand(tokens, device="cuda", generator=g) < padding] = -1
            self.options["slots"] = slots
        self.tolerance = 4e-3 if dtype == BF16 else 6e-4

    def size(self):
        from mla import _ops
        from mla._interop import view
        w, o = self.weights, self.options
        return _ops.experts_workspace(
            *[view(t, "t") for t in (self.x, w[0], w[1])],
            view(o.get("bias"), "bias"), view(o.get("slots"), "slots"),
            *[view(t, "t") for t in w[2:]],
            view(o.get("shared_gate_up"), "t"), view(o.get("shared_down"), "t"),
            view(self.x, "t"), (o["top_k"], o.get("n_group", 1),
                                o.get("topk_group", 1), False, False, False,
                                1.0, 1e-6), KERNEL)

    def run(self, **more):
        from mla import ops
        out = torch.full_like(self.x, math.nan)
        workspace = torch.full((self.size(),), 255, dtype=torch.uint8,
                               device="cuda")
        ops.experts(self.x, *self.weights, **self.options, out=out,
                    workspace=workspace, kernel=KERNEL, **more)
        return out

    def check(self, what=""):
        want, margin = reference.experts(self.x, *self.weights, **self.options)
        got = self.run()
        sure = margin > MARGIN[self.options.get("scoring", "softmax")]
        if "slots" in self.options:
            sure |= self.options["slots"] < 0
        assert len(sure) < 32 or sure.float().mean() > 0.5, (
            f"{what}: too many tokens are unsure")
        assert torch.isfinite(got).all(), f"{what}: unwritten outputs"
        reference.check(got[sure], want[sure], self.tolerance, what)


@pytest.mark.parametrize("dtype", [BF16, F16])
@pytest.mark.parametrize("tokens", [1, 33, 128, 300, 1024, 2500])
def test_deepseek_v2_lite(dtype, tokens):
    Layer(tokens, 2048, 64, 1408, 6, shared=2816, dtype=dtype).check()


ROUTINGS = [
    dict(scoring="softmax", normalize=True),
    dict(scoring="softmax", scaling=16.0, n_group=8, topk_group=3),
    dict(scoring="sigmoid", normalize=True, scaling=2.5, n_group=4,
         topk_group=2, group_score="top2",
         bias=lambda e: torch.linspace(-0.2, 0.2, e)),
    dict(scoring="sigmoid", bias=lambda e: torch.linspace(0.1, -0.1, e)),
]


@pytest.mark.parametrize("routing", ROUTINGS)
@pytest.mark.parametrize("experts,top_k", [(8, 2), (64, 6), (256, 8), (512, 10)])
def test_routing(routing, experts, top_k):
    if routing.get("n_group", 1) == 8 and experts == 8:
        routing = dict(routing, n_group=4, topk_group=2)
    Layer(200, 256, experts, 64, top_k, shared=64, **routing).check()


@pytest.mark.parametrize("tokens", [40, 128, 700])
def test_all_tokens_at_the_same_experts(tokens):
    def bias(experts):
        b = torch.zeros(experts)
        b[3] = b[experts - 1] = 100.0
        return b
    Layer(tokens, 256, 32, 136, 2, bias=bias).check()


@pytest.mark.parametrize("padding", [0.3, 0.95, 2.0])
def test_padded_tokens_go_nowhere(padding):
    layer = Layer(500, 264, 16, 72, 4, shared=40, padding=padding)
    layer.check()
    # What a padded row holds reaches no other row.
    padded = layer.options["slots"] < 0
    before = layer.run()
    layer.x[padded] = math.nan
    after = layer.run()
    assert torch.equal(before[~padded], after[~padded])
    assert torch.isnan(after[padded]).all()


def test_without_shared_experts():
    Layer(300, 512, 16, 256, 2).check()


def test_random_shapes(random_shapes):
    def draw(r):
        experts = r.choice([1, 2, 7, 8, 60, 64, 160, 200])
        groups = r.choice([g for g in (1, 2, 4, 8) if experts % g == 0])
        kept = r.randint(1, groups)
        top_k = r.randint(1, min(12, kept * experts // groups))
        return dict(tokens=r.choice([r.randint(1, 64), r.randint(65, 2000)]),
                    hidden=8 * r.randint(1, 80), experts=experts,
                    intermediate=8 * r.randint(1, 60), top_k=top_k,
                    shared=r.choice([0, 8 * r.randint(1, 60)]),
                    padding=r.choice([0, 0, 0.2]), n_group=groups,
                    topk_group=kept, scoring=r.choice(["softmax", "sigmoid"]),
                    group_score="top2" if groups > 1 and experts // groups > 1
                    and r.random() < 0.5 else "max",
                    normalize=r.random() < 0.5, scaling=r.choice([1.0, 2.5]),
                    dtype=r.choice([BF16, F16]))
    random_shapes(draw, lambda **shape: Layer(**shape).check())


def test_repeats_and_graphs_give_the_same_bits():
    layer = Layer(777, 512, 32, 256, 4, shared=256)
    other = Layer(777, 512, 32, 256, 4, shared=256, seed=1).x
    first = layer.run()
    own = layer.x.clone()
    out = torch.empty_like(first)
    workspace = torch.empty(layer.size(), dtype=torch.uint8, device="cuda")
    from mla import ops
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        ops.experts(layer.x, *layer.weights, **layer.options, out=out,
                    workspace=workspace, kernel=KERNEL)
    for _ in range(10):
        layer.x.copy_(other)  # another routing through the same graph
        graph.replay()
        assert not torch.equal(out, first)
        layer.x.copy_(own)
        out.fill_(math.nan)
        workspace.fill_(255)
        graph.replay()
        assert torch.equal(out, first)
