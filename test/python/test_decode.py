# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import math
import random

import pytest

torch = pytest.importorskip("torch", reason="unsupported: torch is not installed")

import reference
from cases import DecodeCase

# One rounding of probabilities and one of the output, as every bf16 kernel
# has; f16 has eight times finer steps.
TOLERANCE = {torch.bfloat16: 4e-3, torch.float16: 6e-4}
HEADS = [1, 3, 4, 9, 12, 16, 20, 24, 32, 40, 63, 64, 126, 128]


def run(case, plan=None):
    from mla import ops
    args, kwargs = case.arguments()
    out = torch.full((*args[0].shape[:-1], case.v_dim), math.nan,
                     dtype=args[0].dtype, device="cuda")
    lse = torch.full(args[0].shape[:-1], math.nan, device="cuda")
    ops.decode(*args, **kwargs, return_lse=True, out=out, lse=lse, plan=plan)
    shape = (-1, case.heads)
    return out.view(*shape, case.v_dim), lse.view(shape)


def verify(case, plan=None):
    out, lse = run(case, plan)
    want, want_lse = reference.decode(
        case.q[:case.rows], case.cache, case.page_table, case.lengths,
        case.q_lens, case.v_dim, case.scale, case.causal)
    reference.check(out[:case.rows], want, TOLERANCE[case.q.dtype], "out")
    reference.check(lse[:case.rows], want_lse, 1e-3, "lse")
    assert not out[case.rows:].any(), "padded rows are not 0"
    assert (lse[case.rows:] == -math.inf).all(), "padded rows' lse is not -inf"


@pytest.mark.parametrize("heads", HEADS)
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_heads(heads, dtype):
    verify(DecodeCase([1000, 64, 1, 333], [1] * 4, heads, dtype=dtype))


@pytest.mark.parametrize("latent,rope,v_dim", [
    (512, 64, 512), (256, 64, 256), (128, 64, 128), (512, 0, 512),
    (256, 32, 128), (384, 32, 384), (192, 64, 64), (512, 64, 256),
    (128, 0, 128), (96, 16, 96)])
@pytest.mark.parametrize("heads", [3, 16, 32, 128])
def test_ranks(latent, rope, v_dim, heads):
    verify(DecodeCase([700, 129, 2049], [1] * 3, heads, latent=latent,
                      rope=rope, v_dim=v_dim))


@pytest.mark.parametrize("page", [1, 7, 16, 32, 64, 100, 4096])
@pytest.mark.parametrize("heads", [16, 128])
def test_pages(page, heads):
    # The last page full and not full.
    verify(DecodeCase([page * 3, page * 2 + 1, 1, 500], [1] * 4, heads,
                      page=page))


@pytest.mark.parametrize("q_len", range(1, 9))
@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("heads", [4, 16, 128])
def test_query_length(q_len, causal, heads):
    verify(DecodeCase([300, 8, 77], [q_len] * 3, heads, causal=causal))


@pytest.mark.parametrize("heads", [1, 16, 64])
def test_more_queries_than_keys(heads):
    # Rows without keys give 0 and -inf.
    verify(DecodeCase([3, 1, 5], [6] * 3, heads))


@pytest.mark.parametrize("heads", [12, 16, 128])
def test_ragged_queries(heads):
    verify(DecodeCase([500, 0, 64, 3, 2000, 17], [3, 1, 8, 0, 1, 33], heads,
                      padding=5))


@pytest.mark.parametrize("heads", [16, 128])
def test_zero_lengths(heads):
    verify(DecodeCase([0, 0, 100, 0, 5000, 0], [1] * 6, heads))
    verify(DecodeCase([0, 0], [1] * 2, heads))


@pytest.mark.parametrize("h_kv,heads", [(2, 8), (2, 32), (4, 4), (2, 128)])
def test_several_kv_heads(h_kv, heads):
    verify(DecodeCase([100, 700], [2, 2], heads, h_kv=h_kv, latent=128))


@pytest.mark.parametrize("heads", [16, 32, 64, 128])
@pytest.mark.parametrize("lengths", [
    [4096], [65536 + 3], [31, 33, 4000, 100, 2] * 30,
    # Equal ones are cut alike: parts of one, whole parts, neither.
    [200] * 40, [4096] * 32, [1000] * 8, [130] * 128, [3000] * 5, [65] * 3])
def test_splits(heads, lengths):
    verify(DecodeCase(lengths, [1] * len(lengths), heads))


@pytest.mark.parametrize("heads", [16, 64, 128])
def test_large_batch(heads):
    # Many pieces a part, most of them a single tile.
    r = random.Random(1)
    lengths = [r.randrange(0, 300) for _ in range(1500)]
    verify(DecodeCase(lengths, [1] * 1500, heads, latent=128))


def test_large_scores():
    # The running maximum moves a lot; exponentials must not overflow.
    verify(DecodeCase([3000, 50], [1, 1], 16, scale=2.0, latent=128))


def test_cache_past_2_31_elements():
    from mla import ops
    pages = 2**31 // (64 * 576) + 600
    case = DecodeCase([1000], [1], 16)
    cache = torch.full((pages, 64, 1, 576), math.nan, dtype=torch.bfloat16,
                       device="cuda")
    count = case.cache.shape[0]
    cache[pages - count:] = case.cache
    case.page_table = torch.where(case.page_table.abs() < count,
                                  case.page_table + (pages - count),
                                  case.page_table)
    case.cache = cache
    verify(case)


@pytest.mark.parametrize("heads", [16, 128])
def test_strided_inputs(heads):
    from mla import ops
    case = DecodeCase([300, 40], [1, 1], heads)
    verify(case)
    wide = torch.full((2, heads + 3, 640), math.nan, dtype=torch.bfloat16,
                      device="cuda")
    wide[:, 1:heads + 1, 64:] = case.q
    case.q = wide[:, 1:heads + 1, 64:]
    cache = torch.full((*case.cache.shape[:3], 640), math.nan,
                       dtype=torch.bfloat16, device="cuda")
    cache[..., :576] = case.cache
    case.cache = cache[..., :576]
    (q, *rest), kwargs = case.arguments()
    out = ops.decode(case.q.unsqueeze(1), *rest, **kwargs)
    want, _ = reference.decode(case.q, case.cache, case.page_table,
                               case.lengths, case.q_lens, case.v_dim,
                               case.scale, True)
    reference.check(out.view(-1, heads, 512), want, 4e-3)


@pytest.mark.parametrize("heads", [16, 128])
def test_bitwise_repeatable(heads):
    case = DecodeCase([4096, 100, 2222], [1] * 3, heads)
    first = run(case)
    for _ in range(3):
        again = run(case)
        assert torch.equal(first[0], again[0])
        assert torch.equal(first[1], again[1])


@pytest.mark.parametrize("heads", [16, 128])
def test_captured_once_right_for_any_lengths(heads):
    """Captured at length 0/1, replayed at the largest, and eager bitwise."""
    from mla import ops
    case = DecodeCase([4000, 1, 900, 64], [1] * 4, heads)
    args, kwargs = case.arguments()
    lengths = case.seq_lens.clone()
    case.seq_lens.copy_(torch.tensor([0, 1, 0, 1]))
    ops.decode(*args, **kwargs)  # loads the kernels
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        plan = ops.decode_plan(case.seq_lens, num_heads=heads)
        first, lse = ops.decode(*args, **kwargs, plan=plan, return_lse=True)
        second = ops.decode(*args, **kwargs, plan=plan)
    case.seq_lens.copy_(lengths)
    first.fill_(math.nan), second.fill_(math.nan)
    graph.replay()
    torch.cuda.synchronize()
    want, want_lse = run(case)
    assert torch.equal(first.view_as(want), want)
    assert torch.equal(second.view_as(want), want)
    assert torch.equal(lse.view_as(want_lse), want_lse)


def test_general_version(monkeypatch):
    """The sm_80 kernel, from its PTX, on whatever GPU this is."""
    monkeypatch.setenv("MLA_DISABLE_KERNELS", "decode_sm90_few,decode_sm90_many")
    for heads in (3, 16, 40):
        for latent in (128, 256, 512):
            verify(DecodeCase([1000, 0, 64, 1, 333], [2] * 5, heads,
                              latent=latent, page=16))


def test_random_shapes(random_shapes):
    def draw(r):
        batch = r.choice([1, 2, 5, 33])
        h_kv = r.choice([1, 1, 1, 2])
        latent = r.randrange(1, 65) * 8
        uniform, q_len = r.random() < 0.5, r.randrange(1, 9)
        q_lens = [q_len if uniform else r.randrange(0, 9) for _ in range(batch)]
        return dict(
            lengths=[r.choice([0, 1, r.randrange(1, 100), r.randrange(1, 3000)])
                     for _ in range(batch)],
            q_lens=q_lens if any(q_lens) else [1] * batch,
            heads=h_kv * r.choice(HEADS), h_kv=h_kv, latent=latent,
            rope=r.randrange(0, 9) * 8, v_dim=r.randrange(1, latent // 8 + 1) * 8,
            page=r.choice([1, 3, 16, 32, 64, 128]),
            dtype=r.choice([torch.bfloat16, torch.float16]),
            causal=r.random() < 0.5)
    random_shapes(draw, lambda **shape: verify(DecodeCase(**shape)))


@pytest.mark.parametrize("change,message", [
    (dict(v_dim=1024), "kv_lora_rank"),
    (dict(v_dim=12), "v_dim"),
    (dict(window=(128, 0)), "window"),
    (dict(indices=object()), "indices"),
])
def test_refused(change, message):
    from mla import ops
    case = DecodeCase([100], [1], 16)
    args, kwargs = case.arguments()
    kwargs.update(change)
    with pytest.raises(ValueError, match=message):
        ops.decode(*args, **kwargs)


def test_refused_tensors():
    from mla import ops
    case = DecodeCase([100], [1], 16)
    (q, cache, table, lens), kwargs = case.arguments()
    for args, message in [
            ((q.float(), cache, table, lens), "dtype"),
            ((q, cache.half(), table, lens), "cache of dtype bf16, got f16"),
            ((q, cache, table.long(), lens), "page_table of dtype int32"),
            ((q, cache, table, lens.cpu()), "expected seq_lens on a CUDA device"),
            ((q[..., :570], cache, table, lens), "dimension 3 = 570"),
            ((q, cache[..., 0], table, lens), "cache"),
            ((q.transpose(2, 3), cache, table, lens), "expected"),
    ]:
        with pytest.raises(ValueError, match=message):
            ops.decode(*args, **kwargs)


def test_merge_states():
    from mla import ops
    torch.manual_seed(0)
    for dtype in (torch.float32, torch.bfloat16):
        values = torch.randn(5, 7, 3, 72, device="cuda", dtype=dtype)
        lse = torch.randn(5, 7, 3, device="cuda") * 5
        lse[2] = -math.inf
        lse[:, 3] = -math.inf
        values[2] = math.nan
        out, total = ops.merge_states(values, lse)
        weight = torch.softmax(lse.double(), 0).nan_to_num(0)
        want = (weight[..., None] * values.double().nan_to_num(0)).sum(0)
        reference.check(out, want, 4e-3 if dtype != torch.float32 else 1e-5)
        reference.check(total, torch.logsumexp(lse.double(), 0), 1e-5)
