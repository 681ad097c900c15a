# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One small case of every kernel. test/gpu/sanitizer_test.py runs each alone, as
`test_small.py CASE`, under the tools of compute-sanitizer."""
import sys

import pytest

torch = pytest.importorskip("torch", reason="unsupported: torch is not installed")

import prefill_harness as H
import test_append
import test_decode
import test_experts
import test_layer
import test_linear
import test_prefill
from cases import DecodeCase

BF16 = torch.bfloat16
SLOTS = dict(page=16, tokens=21, pages=3, cache_gaps=[1, 0, 0, 0], seed=0)


def decode(heads, disabled="", **options):
    """Ragged, one without keys, rows before the first key, padding."""
    def run(monkeypatch):
        monkeypatch.setenv("MLA_DISABLE_KERNELS", disabled)
        test_decode.verify(DecodeCase([70, 0, 3, 200], [1, 1, 5, 2], heads,
                                      page=16, padding=2, **options))
        test_decode.verify(DecodeCase([300] * 3, [1] * 3, heads, **options))
    return run


def rope(fp8):
    return lambda _: test_append.check_rope_append(
        **dict(SLOTS, cache_gaps=[1, 0, 0]), dtype=BF16, latent=512, rope=64,
        style="half", fp8=fp8, row_gaps=[0, 8, 0, 2])


def linear(**what):
    return lambda _: test_linear.run(70, 136, 72, **what)


def prefill(disabled="", **case):
    def run(monkeypatch):
        monkeypatch.setenv("MLA_DISABLE_KERNELS", disabled)
        test_prefill.verify(H.check_case, test_prefill.forward, seed=0, **case)
    return run


def backward(deterministic, disabled="", **case):
    def run(monkeypatch):
        monkeypatch.setenv("MLA_DISABLE_KERNELS", disabled)
        test_prefill.verify(H.check_backward_case, test_prefill.backward,
                            deterministic, seed=0, **case)
    return run


RAGGED = dict(h=2, hkv=1, ragged=([70, 0, 130], [140, 9, 40]))
PLAIN = dict(b=1, sq=150, skv=200, h=2)
HOPPER_DECODE = "decode_sm90_few,decode_sm90_many"

CASES = {
    "decode few heads": decode(12),
    "decode many heads": decode(72),
    "decode general": decode(20, HOPPER_DECODE, latent=128),
    "merge_states": lambda _: test_append.check_merge_states(
        BF16, 5, 7, 3, 130, 0.3, [0, 1, 0, 2, 0, 0, 1], seed=0),
    "cache_append": lambda _: test_append.check_cache_append(
        **SLOTS, dtype=BF16, h_kv=2, dim=37, row_gaps=[0, 1, 0]),
    "rope_append": rope(False),
    "fp8 append": rope(True),
    "absorb_query and project_value": lambda _: test_append.check_projections(
        BF16, 18, 3, 40, 8, 24, 72, False, [1, 8, 0, 0, 2, 2], seed=0),
    "query_prep": lambda _: test_layer.check_query_prep(
        BF16, "half", 18, 3, 40, 8, 24, 72, seed=0),
    "linear_small": lambda _: [
        test_layer.LinearCase(9, 520, 70, norm=True, residual=True).verify(),
        test_layer.LinearCase(3, 72, 70, gated=True).verify()],
    "linear_sm90": linear(norm=True, residual="out", padded=True),
    "linear_sm90 gated": linear(gated=True),
    "linear_sm90 few tiles": lambda _: test_linear.run(40, 1024, 136),
    "experts_small": lambda _: test_layer.ExpertsCase(
        5, 72, 8, 2, 40, 24, padding=True).verify(),
    "experts_sm90": lambda _: test_experts.Layer(
        70, 72, 8, 40, 2, shared=24, padding=0.2).check(),
    "prefill": prefill(**RAGGED),
    "prefill small tiles": prefill(**dict(PLAIN, sq=60)),
    "prefill 256": prefill(**PLAIN, dqk=256, dv=256, causal=False),
    "prefill general": prefill("prefill_sm90", **RAGGED, dqk=40, dv=17),
    "backward": backward(False, **RAGGED),
    "backward deterministic": backward(True, **RAGGED),
    "backward 96/64": backward(True, **PLAIN, dqk=96, dv=64),
    "backward general": backward(False, "prefill_backward_sm90", **RAGGED, dqk=40,
                                 dv=17),
}


@pytest.mark.parametrize("kernel", CASES)
def test_small(kernel, monkeypatch):
    if "sm90" in kernel and torch.cuda.get_device_capability() != (9, 0):
        pytest.skip("unsupported: the GPU is not sm_90")
    CASES[kernel](monkeypatch)


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as patch:
        CASES[sys.argv[1]](patch)
    torch.cuda.synchronize()
