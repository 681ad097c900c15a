# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A roofline as SVG: what was reached beside what the same run could reach."""
import math

COLOURS = ["#1b6ca8", "#c1440e", "#2e7d32", "#7b1fa2", "#555555"]
WIDTH, HEIGHT, MARGIN = 760, 460, 56


def write(path, series, read_tbs, tflops):
    """series: {name: [(FLOP, bytes, µs, label)]}; both axes are logarithmic."""
    points = [(flop / nbytes, flop / us / 1e6) for rows in series.values()
              for flop, nbytes, us, _ in rows]
    low = [math.floor(math.log2(min(p[i] for p in points))) for i in (0, 1)]
    high = [math.ceil(math.log2(max(max(p[0] for p in points), tflops))),
            math.ceil(math.log2(tflops)) + 0.5]

    def x(v):
        return MARGIN + (math.log2(v) - low[0]) / (high[0] - low[0]) * (
            WIDTH - 2 * MARGIN)

    def y(v):
        return HEIGHT - MARGIN - (math.log2(v) - low[1]) / (high[1] - low[1]) * (
            HEIGHT - 2 * MARGIN)
    ridge = tflops / read_tbs
    left = max(2.0**low[0], 2.0**low[1] / read_tbs)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        'font-family="sans-serif" font-size="11">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<polyline fill="none" stroke="black" points="{x(left):.1f},'
        f'{y(left * read_tbs):.1f} {x(ridge):.1f},{y(tflops):.1f} '
        f'{x(2.0**high[0]):.1f},{y(tflops):.1f}"/>',
        f'<text x="{MARGIN}" y="{HEIGHT - 8}">FLOP a byte; ceilings of the same run: '
        f'{read_tbs:.2f} TB/s read, {tflops:.0f} TFLOPS cuBLAS</text>',
        f'<text x="8" y="16">TFLOPS</text>']
    for power in range(low[0], math.floor(high[0]) + 1, 2):
        parts.append(f'<text x="{x(2.0**power):.0f}" y="{HEIGHT - MARGIN + 16}" '
                     f'text-anchor="middle">{2.0**power:g}</text>')
    for power in range(low[1], math.floor(high[1]) + 1, 2):
        parts.append(f'<text x="{MARGIN - 6}" y="{y(2.0**power) + 4:.0f}" '
                     f'text-anchor="end">{2.0**power:g}</text>')
    for i, (name, rows) in enumerate(series.items()):
        colour = COLOURS[i % len(COLOURS)]
        parts.append(f'<circle cx="{MARGIN + 16}" cy="{30 + 15 * i}" r="3" '
                     f'fill="{colour}"/><text x="{MARGIN + 24}" '
                     f'y="{34 + 15 * i}">{name}</text>')
        for flop, nbytes, us, label in rows:
            cx, cy = x(flop / nbytes), y(flop / us / 1e6)
            parts.append(
                f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="3" fill="{colour}">'
                f'<title>{name} {label}: {us:.1f} µs</title></circle>')
    with open(path, "w") as file:
        file.write("\n".join(parts + ["</svg>\n"]))
