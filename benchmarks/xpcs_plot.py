"""Draws the curves of XPCS beside boost_corr, over frames and over pixels, from the report on standard input, and passes it on."""

import json
import math
import sys
from pathlib import Path

WIDTH, LEFT, TOP, WIDE, TALL = 860, 74, 66, 330, 170
GAP_X, GAP_Y = 92, 74
RUNS = (("beamlet", "Beamlet", "#0072b2"), ("peer", "boost_corr on CPU", "#d55e00"))
COLUMNS = (
    ("frames", "frames (of 512 x 512 pixels)", lambda key: f"{int(key):,}"),
    ("pixels", "pixels (1000 frames)", lambda key: "{0} x {0}".format(math.isqrt(int(key)))),
)
ROWS = (("frames_per_s", "frames/s, file to file"), ("peak_mb", "peak memory, MB"))


def ticks(least, most):
    """1, 2 and 5 of each power of ten that lies in a range."""
    powers = range(math.floor(math.log10(least)), math.ceil(math.log10(most)) + 1)
    return [value for power in powers for step in (1, 2, 5) if least <= (value := step * 10**power) <= most]


def panel(curve, word, label, measure, title, left, top):
    keys = list(curve)
    values = {name: [curve[key]["details"][name][measure] for key in keys] for name, _, _ in RUNS}
    least = min(map(min, values.values())) / 1.25
    most = max(map(max, values.values())) * 1.25
    first, last = int(keys[0]), int(keys[-1])

    def x(key):
        return left + WIDE * (0.04 + 0.92 * math.log(int(key) / first) / math.log(last / first))

    def y(value):
        return top + TALL * (1 - math.log(value / least) / math.log(most / least))

    out = [f'<text x="{left}" y="{top - 8}" font-weight="bold">{title}</text>']
    for value in ticks(least, most):
        out.append(f'<line x1="{left}" x2="{left + WIDE}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="#dddddd"/>')
        out.append(f'<text x="{left - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:,.0f}</text>')
    for key in keys:
        out.append(f'<line x1="{x(key):.1f}" x2="{x(key):.1f}" y1="{top + TALL}" y2="{top + TALL + 5}" stroke="#666666"/>')
        out.append(f'<text x="{x(key):.1f}" y="{top + TALL + 18}" text-anchor="middle">{label(key)}</text>')
    out.append(f'<text x="{left + WIDE / 2}" y="{top + TALL + 35}" text-anchor="middle">{word}</text>')
    for name, _, colour in RUNS:
        points = [(x(key), y(value)) for key, value in zip(keys, values[name])]
        line = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
        out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3.2" fill="{colour}"/>' for px, py in points]
    out.append(f'<rect x="{left}" y="{top}" width="{WIDE}" height="{TALL}" fill="none" stroke="#666666"/>')
    return out


def draw(curves):
    height = TOP + len(ROWS) * (TALL + GAP_Y) - 22
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    at = LEFT
    for _, name, colour in RUNS:
        out.append(f'<line x1="{at}" x2="{at + 26}" y1="20" y2="20" stroke="{colour}" stroke-width="2.5"/>')
        out.append(f'<circle cx="{at + 13}" cy="20" r="3.2" fill="{colour}"/><text x="{at + 33}" y="24" font-size="13">{name}</text>')
        at += 130
    for row, (measure, title) in enumerate(ROWS):
        for column, (part, word, label) in enumerate(COLUMNS):
            place = LEFT + column * (WIDE + GAP_X), TOP + row * (TALL + GAP_Y)
            out += panel(curves[part], word, label, measure, title, *place)
    return "\n".join(out) + "\n</svg>\n"


def main():
    report = json.load(sys.stdin)
    if "curves" in report["parts"]:
        Path(sys.argv[1], "xpcs-curves.svg").write_text(draw(report["parts"]["curves"]))
    json.dump(report, sys.stdout)
    print()


if __name__ == "__main__":
    main()
