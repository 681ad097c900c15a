# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Appends, projections and the merge of states, beside f64."""
import math

import pytest

torch = pytest.importorskip("torch", reason="unsupported: torch is not installed")

import reference
from cases import apart, same_bits

HALF = [torch.bfloat16, torch.float16]
ALL = [*HALF, torch.float32]
TOLERANCE = {torch.bfloat16: 3e-3, torch.float16: 4e-4, torch.float32: 1e-6}


def table(rope, positions=512):
    inverse = 10000.0 ** (-torch.arange(0, rope, 2, device="cuda").double() / rope)
    angle = torch.arange(positions, device="cuda").double()[:, None] * inverse
    return torch.cat([angle.cos(), angle.sin()], -1).float().contiguous()


def rotate(x, cos_sin, positions, interleaved):
    half = x.shape[-1] // 2
    cos_sin = cos_sin[positions.long()].double()
    cos, sin = cos_sin[:, :half], cos_sin[:, half:]
    x = x.double()
    a, b = (x[:, 0::2], x[:, 1::2]) if interleaved else (x[:, :half], x[:, half:])
    first, second = a * cos - b * sin, b * cos + a * sin
    if interleaved:
        return torch.stack([first, second], -1).flatten(-2)
    return torch.cat([first, second], -1)


def slots_for(tokens, pages, page):
    slots = torch.randperm(pages * page, device="cuda")[:tokens].int()
    slots[::5] = -1
    return slots


def draw_cache(r):
    """Dirty pages, and slots of which some are no slot."""
    page, tokens = r.choice([1, 3, 16, 64]), r.choice([0, 1, r.randint(2, 200)])
    return dict(page=page, tokens=tokens,
                pages=-(-max(tokens, 1) // page) + r.randint(0, 5))


def draw_slots(tokens, pages, page, seed):
    g = torch.Generator(device="cuda").manual_seed(seed)
    slots = torch.randperm(pages * page, device="cuda", generator=g)[:tokens].int()
    none = torch.rand(tokens, device="cuda", generator=g) < 0.2
    return torch.where(none, torch.randint(-2**31, 0, (tokens,), device="cuda",
                                           generator=g).int(), slots)


def gaps(r, count, unit=1):
    return [r.choice([0, 0, unit * r.randint(1, 9)]) for _ in range(count)]


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32])
@pytest.mark.parametrize("page,h_kv,dim", [(1, 1, 576), (64, 2, 576), (16, 1, 37)])
def test_cache_append(dtype, page, h_kv, dim):
    from mla import ops
    torch.manual_seed(0)
    pages = 300
    cache = torch.randn(pages, page, h_kv, dim, device="cuda").to(dtype)
    rows = torch.randn(97, h_kv, dim, device="cuda").to(dtype)
    slots = slots_for(97, pages, page)
    want = cache.clone().view(pages * page, h_kv, dim)
    keep = slots >= 0
    want[slots[keep].long()] = rows[keep]
    ops.cache_append(cache, rows, slots)
    assert torch.equal(cache.view_as(want), want)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32])
@pytest.mark.parametrize("style", ["interleaved", "half"])
@pytest.mark.parametrize("latent,rope", [(512, 64), (256, 32), (128, 0), (40, 6)])
def test_rope_append(dtype, style, latent, rope):
    from mla import ops
    torch.manual_seed(0)
    pages, page, tokens = 40, 16, 61
    cache = torch.full((pages, page, latent + rope), math.nan, device="cuda",
                       dtype=dtype)
    c_kv = torch.randn(tokens, latent, device="cuda").to(dtype)
    k_rope = torch.randn(tokens, rope, device="cuda").to(dtype)
    positions = torch.randint(0, 512, (tokens,), device="cuda").int()
    slots = slots_for(tokens, pages, page)
    cos_sin = table(rope) if rope else torch.empty(512, 0, device="cuda")
    ops.rope_append(cache, c_kv, k_rope, positions, slots, rope=(cos_sin, style))
    flat = cache.view(-1, latent + rope)
    keep = slots >= 0
    got = flat[slots[keep].long()]
    assert torch.equal(got[:, :latent], c_kv[keep])
    if rope:
        want = rotate(k_rope, cos_sin, positions, style == "interleaved")[keep]
        reference.check(got[:, latent:], want,
                        1e-6 if dtype == torch.float32 else 3e-3)
    written = torch.zeros(pages * page, dtype=torch.bool, device="cuda")
    written[slots[keep].long()] = True
    assert torch.isnan(flat[~written]).all(), "a row without a slot was written"


@pytest.mark.parametrize("style", ["interleaved", "half"])
def test_fp8_rows(style):
    from mla import ops
    torch.manual_seed(0)
    pages, page, tokens = 20, 64, 70
    cache = torch.zeros(pages, page, 656, device="cuda", dtype=torch.uint8)
    c_kv = torch.randn(tokens, 512, device="cuda").bfloat16()
    c_kv[3] = 0
    c_kv[4] *= 1000
    k_rope = torch.randn(tokens, 64, device="cuda").bfloat16()
    positions = torch.randint(0, 512, (tokens,), device="cuda").int()
    slots = slots_for(tokens, pages, page)
    cos_sin = table(64)
    ops.rope_append(cache, c_kv, k_rope, positions, slots,
                    rope=(cos_sin, style), storage="fp8_656")
    keep = slots >= 0
    rows = cache.view(-1, 656)[slots[keep].long()]
    check_fp8_rows(rows, c_kv[keep],
                   rotate(k_rope, cos_sin, positions, style == "interleaved")[keep])


@pytest.mark.parametrize("fp8", [False, True])
@pytest.mark.parametrize("style", ["interleaved", "half"])
def test_angles_of_frequencies_and_rotated_keys(style, fp8):
    """As programs call it, which have no table."""
    from mla import ops
    torch.manual_seed(0)
    pages, page, tokens = 12, 16, 70
    c_kv = torch.randn(tokens, 512, device="cuda").bfloat16()
    k_rope = torch.randn(tokens, 64, device="cuda").bfloat16()
    positions = torch.randint(0, 512, (tokens,), device="cuda").int()
    slots = slots_for(tokens, pages, page)
    keep = slots >= 0

    def rows_of(rope):
        cache = torch.zeros(pages, page, 656 if fp8 else 576, device="cuda",
                            dtype=torch.uint8 if fp8 else torch.bfloat16)
        ops.rope_append(cache, c_kv, k_rope, positions, slots, rope=rope,
                        storage="fp8_656" if fp8 else None)
        return cache.view(pages * page, -1)[slots[keep].long()]

    cos_sin = table(64)
    frequencies = [10000.0 ** (-i / 64) for i in range(0, 64, 2)]
    for rope, key in [
        ((frequencies, style), rotate(k_rope, cos_sin, positions, style == "interleaved")),
        (None, k_rope),
    ]:
        rows = rows_of(rope)
        if fp8:
            check_fp8_rows(rows, c_kv[keep], key[keep])
        else:
            assert torch.equal(rows[:, :512], c_kv[keep])
            reference.check(rows[:, 512:], key[keep], TOLERANCE[torch.bfloat16])
        if rope is None:
            stored = rows[:, -128:].contiguous().view(torch.bfloat16) if fp8 else rows[:, 512:]
            assert torch.equal(stored, k_rope[keep])


def check_cache_append(dtype, page, tokens, pages, h_kv, dim, cache_gaps,
                       row_gaps, seed):
    from mla import ops
    torch.manual_seed(seed)
    whole, cache = apart((pages, page, h_kv, dim), cache_gaps, dtype)
    _, rows = apart((tokens, h_kv, dim), row_gaps, dtype)
    rows.copy_(torch.randn(rows.shape, device="cuda"))
    slots = draw_slots(tokens, pages, page, seed)
    want = whole.clone()
    keep = slots >= 0
    at = slots[keep].long()
    want[at // page, at % page, :h_kv, :dim] = rows[keep]
    ops.cache_append(cache, rows, slots)
    assert same_bits(whole, want), "the cache is not as it should be"


def test_cache_append_random(random_shapes):
    random_shapes(lambda r: dict(
        draw_cache(r), dtype=r.choice(ALL), h_kv=r.choice([1, 1, 2, 5]),
        dim=r.choice([576, 320, r.randint(1, 700)]), cache_gaps=gaps(r, 4),
        row_gaps=gaps(r, 3)), check_cache_append)


def check_rope_append(dtype, page, tokens, pages, latent, rope, style, fp8,
                      cache_gaps, row_gaps, seed):
    """Nothing is written but the rows that have a slot, and these to the bit
    where nothing is rounded."""
    from mla import ops
    torch.manual_seed(seed)
    width = 656 if fp8 else latent + rope
    whole, cache = apart((pages, page, width), cache_gaps,
                         torch.uint8 if fp8 else dtype)
    _, c_kv = apart((tokens, latent), row_gaps[:2], dtype)
    _, k_rope = apart((tokens, rope), row_gaps[2:], dtype)
    # Magnitudes apart, as scales must follow.
    c_kv.copy_(torch.randn(tokens, latent, device="cuda") *
               torch.exp2(torch.randint(-9, 9, (tokens, 1), device="cuda")))
    k_rope.copy_(torch.randn(tokens, rope, device="cuda"))
    positions = torch.randint(0, 512, (tokens,), device="cuda").int()
    slots = draw_slots(tokens, pages, page, seed)
    cos_sin = table(rope) if rope else torch.empty(512, 0, device="cuda")
    before = whole.clone()
    ops.rope_append(cache, c_kv, k_rope, positions, slots, rope=(cos_sin, style),
                    storage="fp8_656" if fp8 else None)
    keep = slots >= 0
    at = slots[keep].long()
    rows = whole[at // page, at % page, :width]
    rotated = rotate(k_rope, cos_sin, positions, style == "interleaved")[keep]
    if fp8:
        check_fp8_rows(rows, c_kv[keep], rotated)
    else:
        assert torch.equal(rows[:, :latent], c_kv[keep])
        reference.check(rows[:, latent:], rotated, TOLERANCE[dtype])
    before[at // page, at % page, :width] = rows
    assert same_bits(whole, before), "more was written than rows with a slot"


def check_fp8_rows(rows, c_kv, rotated):
    """512 e4m3 | 4 f32, powers of two | 64 bf16."""
    values = rows[:, :512].contiguous().view(torch.float8_e4m3fn).double()
    scales = rows[:, 512:528].contiguous().view(torch.float32).double()
    amax = c_kv.double().view(-1, 4, 128).abs().amax(-1)
    # 2^ceil(log2(amax / 448)), exactly.
    mantissa, exponent = torch.frexp(amax / 448)
    want = torch.ldexp(torch.ones_like(amax), exponent - (mantissa == 0.5).int())
    assert torch.equal(scales[amax > 0], want[amax > 0])
    got = values * scales.repeat_interleave(128, -1)
    # Three mantissa bits: half of the last one of each value, or of the least
    # value that is normal.
    wide = c_kv.double()
    least = (scales * 2.0**-6).repeat_interleave(128, -1)
    bound = torch.maximum(wide.abs(), least) * 2.0**-4
    assert ((got - wide).abs() <= bound * (1 + 1e-6)).all(), "not the nearest e4m3"
    reference.check(rows[:, 528:].contiguous().view(torch.bfloat16), rotated,
                    TOLERANCE[torch.bfloat16])


def test_rope_append_random(random_shapes):
    random_shapes(lambda r: dict(
        draw_cache(r), dtype=r.choice(ALL), rope=2 * r.randint(0, 64),
        latent=r.choice([512, 256, r.randint(1, 600)]), fp8=False,
        style=r.choice(["interleaved", "half"]), cache_gaps=gaps(r, 3),
        row_gaps=gaps(r, 4)), check_rope_append)


def test_fp8_append_random(random_shapes):
    random_shapes(lambda r: dict(
        draw_cache(r), dtype=r.choice(ALL), rope=64, latent=512, fp8=True,
        style=r.choice(["interleaved", "half"]), cache_gaps=gaps(r, 3, 16),
        row_gaps=gaps(r, 4)), check_rope_append)


def test_append_past_2_31_elements():
    from mla import ops
    pages = 2**31 // (64 * 576) + 10
    cache = torch.zeros(pages, 64, 1, 576, dtype=torch.bfloat16, device="cuda")
    rows = torch.ones(2, 1, 576, dtype=torch.bfloat16, device="cuda")
    slots = torch.tensor([pages * 64 - 1, -1], dtype=torch.int32, device="cuda")
    ops.cache_append(cache, rows, slots)
    assert cache[-1, -1].eq(1).all() and cache[-1, -2].eq(0).all()
    assert cache[0, 0].eq(0).all()


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("tokens", [1, 16, 17, 130])
@pytest.mark.parametrize("heads,nope,rope,value,latent", [
    (16, 128, 64, 128, 512), (40, 64, 32, 64, 256), (20, 192, 64, 256, 512),
    (3, 40, 0, 24, 72), (128, 128, 64, 128, 512)])
def test_projections(dtype, tokens, heads, nope, rope, value, latent):
    from mla import ops
    torch.manual_seed(0)
    kv_b = (torch.randn(heads, nope + value, latent, device="cuda") /
            math.sqrt(latent)).to(dtype)
    packed = torch.randn(tokens, heads, nope + rope, device="cuda").to(dtype)
    q_nope, q_rope = packed[..., :nope], packed[..., nope:]
    tolerance = 3e-3 if dtype == torch.bfloat16 else 4e-4
    out = torch.full((tokens, heads, latent + rope), math.nan, dtype=dtype,
                     device="cuda")
    ops.absorb_query(q_nope, kv_b, q_rope=q_rope if rope else None, out=out)
    want = torch.einsum("tnp,npl->tnl", q_nope.double(), kv_b[:, :nope].double())
    reference.check(out[..., :latent], want, tolerance)
    assert torch.equal(out[..., latent:], q_rope)
    u = torch.randn(tokens, heads, latent, device="cuda").to(dtype)
    got = ops.project_value(u, kv_b.view(-1, latent), v_head_dim=value)
    want = torch.einsum("tnl,nvl->tnv", u.double(), kv_b[:, nope:].double())
    reference.check(got, want, tolerance)


def check_projections(dtype, tokens, heads, nope, rope, value, latent, flat,
                      pads, seed):
    from mla import ops
    torch.manual_seed(seed)

    def randn(shape, pad):
        return apart(shape, pad, dtype)[1].copy_(torch.randn(shape, device="cuda"))
    # W_UK | W_UV of a head are dense, heads may lie apart.
    kv_b = randn((heads, nope + value, latent), (0, 0 if flat else pads[0], 0))
    kv_b /= math.sqrt(latent)
    weight = kv_b.view(-1, latent) if flat else kv_b
    q_nope = randn((tokens, heads, nope), (0, pads[1], pads[2]))
    q_rope = randn((tokens, heads, rope), (0, 0, pads[3])) if rope else None
    whole, out = apart((tokens, heads, latent + rope), (0, pads[4], pads[5]), dtype)
    before = whole.clone()
    ops.absorb_query(q_nope, weight, q_rope=q_rope, out=out)
    want = torch.einsum("tnp,npl->tnl", q_nope.double(), kv_b[:, :nope].double())
    reference.check(out[..., :latent], want, TOLERANCE[dtype], "absorb_query")
    if rope:
        assert torch.equal(out[..., latent:], q_rope)
    before[:, :heads, :latent + rope] = out
    assert same_bits(whole, before), "absorb_query wrote past its rows"

    u = randn((tokens, heads, latent), (0, pads[1], pads[2]))
    whole, out = apart((tokens, heads, value), (0, pads[4], pads[5]), dtype)
    before = whole.clone()
    ops.project_value(u, weight, v_head_dim=value, out=out)
    want = torch.einsum("tnl,nvl->tnv", u.double(), kv_b[:, nope:].double())
    reference.check(out, want, TOLERANCE[dtype], "project_value")
    before[:, :heads, :value] = out
    assert same_bits(whole, before), "project_value wrote past its rows"


def test_projections_random(random_shapes):
    random_shapes(lambda r: dict(
        dtype=r.choice(HALF), tokens=r.choice([0, 1, r.randint(2, 16),
                                               r.randint(17, 200)]),
        heads=r.choice([1, 3, 16, 20, r.randint(1, 130)]),
        nope=8 * r.randint(1, 32), rope=r.choice([0, 32, 64, 2 * r.randint(1, 50)]),
        value=8 * r.randint(1, 40), latent=8 * r.randint(1, 64),
        flat=r.random() < 0.5,
        # Inputs are read 16 bytes at a time, outputs written in pairs.
        pads=gaps(r, 1) + gaps(r, 2, 8) + gaps(r, 1) + gaps(r, 2, 2)),
        check_projections)


def test_projections_refuse_what_they_cannot_write():
    from mla import ops
    kv_b = torch.zeros(2, 48, 64, device="cuda", dtype=torch.bfloat16)
    x = torch.zeros(3, 2, 97, device="cuda", dtype=torch.bfloat16)
    with pytest.raises(ValueError, match="4-byte aligned rows"):
        ops.absorb_query(x[..., :16].contiguous(), kv_b, out=x[..., :64])
    with pytest.raises(ValueError, match="4-byte aligned rows"):
        ops.project_value(x[..., :64].contiguous(), kv_b, v_head_dim=32,
                          out=x[..., :32])


def check_merge_states(dtype, states, tokens, heads, dim, none, pads, seed):
    from mla import ops
    g = torch.Generator(device="cuda").manual_seed(seed)

    def randn(*shape):
        return torch.randn(shape, device="cuda", generator=g)
    _, partial = apart((states, tokens, heads, dim), pads[:4], dtype)
    partial.copy_(randn(*partial.shape))
    _, lse = apart((states, tokens, heads), pads[4:7], torch.float32)
    lse.copy_(randn(*lse.shape) * 20)
    # A state that attended to nothing may hold anything.
    empty = torch.rand(lse.shape, device="cuda", generator=g) < none
    lse[empty] = -math.inf
    partial[empty] = math.nan
    whole, out = apart((tokens, heads, dim), pads[1:4], dtype)
    before = whole.clone()
    total = torch.full((tokens, heads), math.nan, device="cuda")
    ops.merge_states(partial, lse, out=out, lse=total)
    weight = torch.softmax(lse.double(), 0).nan_to_num(0)
    want = (weight[..., None] * partial.double().nan_to_num(0)).sum(0)
    # A few results may be small sums of large terms.
    reference.check(out, want, 1e-5 if dtype == torch.float32 else
                    TOLERANCE[dtype], "out", least=1.0)
    reference.check(total, torch.logsumexp(lse.double(), 0), 1e-5, "lse", least=1.0)
    before[:tokens, :heads, :dim] = out
    assert same_bits(whole, before), "merge_states wrote past its rows"


def test_merge_states_random(random_shapes):
    random_shapes(lambda r: dict(
        dtype=r.choice(ALL), states=r.choice([1, 2, r.randint(3, 70)]),
        tokens=r.choice([1, 2, r.randint(3, 60)]), heads=r.randint(1, 40),
        dim=r.choice([512, 128, r.randint(1, 600)]),
        none=r.choice([0, 0.3, 0.9, 1]), pads=gaps(r, 7)), check_merge_states)
