# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import math

import pytest

torch = pytest.importorskip("torch", reason="unsupported: torch is not installed")

import reference


def table(rope, positions=512):
    inverse = 10000.0 ** (-torch.arange(0, rope, 2, device="cuda").double() / rope)
    angle = torch.arange(positions, device="cuda").double()[:, None] * inverse
    return torch.cat([angle.cos(), angle.sin()], -1).float().contiguous()


def rotate(x, cos_sin, positions, interleaved):
    half = x.shape[-1] // 2
    cos, sin = cos_sin[positions.long()].double().split(half, -1)
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
    rows = cache.view(-1, 656)[slots[keep].long()].contiguous()
    values = rows[:, :512].contiguous().view(torch.float8_e4m3fn).double()
    scales = rows[:, 512:528].contiguous().view(torch.float32).double()
    amax = c_kv[keep].double().view(-1, 4, 128).abs().amax(-1)
    want = torch.exp2(torch.ceil(torch.log2(amax.clamp_min(1e-30) / 448)))
    assert torch.equal(scales[amax > 0], want[amax > 0])
    got = values * scales.repeat_interleave(128, -1)
    reference.check(got, c_kv[keep].double(), 3.5e-2)  # three mantissa bits
    rope = rows[:, 528:].contiguous().view(torch.bfloat16)
    reference.check(rope, rotate(k_rope, cos_sin, positions,
                                 style == "interleaved")[keep], 3e-3)


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
