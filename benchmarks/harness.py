# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How the benchmarks measure: cold inputs, CUDA graphs, same-run ceilings."""
import statistics
import subprocess

import torch

L2_BYTES = 60e6


def graph_time(calls, repeats=20, stream=None):
    """Median µs of one call. `calls` is a list of functions on different
    inputs, large enough together that none finds its own in L2. They are
    captured on `stream`, if that matters to them."""
    for call in calls[:3]:
        call()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph, stream=stream):
        for call in calls:
            call()
    for _ in range(3):
        graph.replay()
    times = []
    for _ in range(repeats):
        start = torch.cuda.Event(enable_timing=True)
        end = torch.cuda.Event(enable_timing=True)
        start.record()
        graph.replay()
        end.record()
        end.synchronize()
        times.append(start.elapsed_time(end) * 1e3 / len(calls))
    return statistics.median(times)


def copies_needed(bytes_per_call, least=8, most=400):
    """Input sets to rotate over: past L2 twice, and long enough to time."""
    return int(min(most, max(least, 3 * L2_BYTES // max(1, bytes_per_call) + 1)))


def ceilings():
    """Copy and read bandwidth (TB/s) and bf16 cuBLAS (TFLOPS) of this run."""
    x = torch.randn(2**30, device="cuda", dtype=torch.float32)
    y = torch.empty_like(x)
    # By a kernel: copy_ in a graph is the copy engine's, which is slower.
    copy = graph_time([lambda: torch.neg(x, out=y)] * 2, 10)
    read = graph_time([lambda: torch.amax(x.view(2**15, -1), dim=1)] * 2, 10)
    nbytes = x.numel() * 4
    del x, y
    a = torch.randn(8192, 8192, device="cuda", dtype=torch.bfloat16)
    b = torch.randn(8192, 8192, device="cuda", dtype=torch.bfloat16)
    gemm = graph_time([lambda: a @ b] * 10, 10)
    return {"copy_tbs": 2 * nbytes / copy / 1e6, "read_tbs": nbytes / read / 1e6,
            "cublas_tflops": 2 * 8192**3 / gemm / 1e6}


def environment():
    properties = torch.cuda.get_device_properties(0)
    return {"gpu": properties.name, "sms": properties.multi_processor_count,
            "torch": torch.__version__, "cuda": torch.version.cuda,
            "driver": output_of("nvidia-smi", "--query-gpu=driver_version",
                                "--format=csv,noheader"),
            "commit": output_of("git", "rev-parse", "--short", "HEAD")}


def output_of(*command):
    """The first line that a command prints; "unknown" where it does not run."""
    try:
        text = subprocess.run(command, capture_output=True, text=True).stdout
    except OSError:
        text = ""
    return (text.splitlines() or ["unknown"])[0]


def table(rows, columns):
    """A Markdown table; numbers with four significant digits."""
    def text(value):
        if value is None:
            return "–"
        return f"{value:.4g}" if isinstance(value, float) else str(value)
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    for row in rows:
        lines.append("| " + " | ".join(text(row.get(c)) for c in columns) + " |")
    return "\n".join(lines)
