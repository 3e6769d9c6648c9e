"""Draws what the pretended cluster showed, one SVG for each scenario, and prints the figures without the samples."""

import json
import sys
from pathlib import Path

WIDTH, LEFT, RIGHT = 860, 64, 20
PANELS = ((46, 250), (330, 130))
TITLES = {
    "burst": "burst: 100,000 tasks at once, blocks of one node",
    "steady": "steady: 100 tasks a second, blocks of eight nodes, with troubles",
    "datasets": "datasets: 4000 tasks a minute, blocks of eight nodes",
    "ebb": "ebb: a tide of tasks, blocks of eight nodes",
    "ebb-newest": "ebb-newest: the same, newest blocks first",
}
BLOCKS = (("wanted", 1, "#444444", "5 4"), ("pending", 2, "#e69f00", ""), ("running", 3, "#0072b2", ""), ("busy", 4, "#009e73", ""))
TASKS = (("tasks waiting", 5, "#d55e00", ""), ("tasks with a node", 6, "#56b4e9", ""))


def ticks(most):
    step = 1
    while most / step > 5:
        step *= 2 if str(step)[0] in "15" else 2.5
    step = int(step) if step >= 1 else 1
    return [step * i for i in range(int(most / step) + 1)]


def panel(samples, curves, top, height, minutes):
    most = max(1, max(sample[index] for sample in samples for _, index, _, _ in curves))
    span = WIDTH - LEFT - RIGHT

    def x(seconds):
        return LEFT + span * seconds / (60 * minutes)

    def y(value):
        return top + height * (1 - value / (1.04 * most))

    out = []
    for sample, after in zip(samples, samples[1:]):
        if not sample[7]:
            out.append(f'<rect x="{x(sample[0]):.1f}" y="{top}" width="{x(after[0]) - x(sample[0]) + 0.3:.1f}" height="{height}" fill="#eeeeee"/>')
    for value in ticks(most):
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="#dddddd"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:,}</text>')
    for minute in range(0, minutes + 1, 5):
        out.append(f'<line x1="{x(60 * minute):.1f}" x2="{x(60 * minute):.1f}" y1="{top + height}" y2="{top + height + 5}" stroke="#666666"/>')
        out.append(f'<text x="{x(60 * minute):.1f}" y="{top + height + 18}" text-anchor="middle">{minute}</text>')
    for _, index, colour, dashes in curves:
        points = " ".join(f"{x(sample[0]):.1f},{y(sample[index]):.1f}" for sample in samples)
        dash = f' stroke-dasharray="{dashes}"' if dashes else ""
        out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.6"{dash}/>')
    out.append(f'<rect x="{LEFT}" y="{top}" width="{span}" height="{height}" fill="none" stroke="#666666"/>')
    at = LEFT
    for name, _, colour, dashes in curves:
        dash = f' stroke-dasharray="{dashes}"' if dashes else ""
        out.append(f'<line x1="{at}" x2="{at + 22}" y1="{top - 9}" y2="{top - 9}" stroke="{colour}" stroke-width="2.5"{dash}/>')
        out.append(f'<text x="{at + 28}" y="{top - 5}">{name if "task" in name else name + " blocks"}</text>')
        at += 60 + 7 * len(name) + (45 if "task" not in name else 0)
    return out


def draw(scenario):
    samples = scenario["samples"]
    minutes = -(-samples[-1][0] // 60)
    height = PANELS[-1][0] + PANELS[-1][1] + 46
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="18" font-size="14" font-weight="bold">{TITLES[scenario["name"]]}</text>',
    ]
    for curves, (top, tall) in zip((BLOCKS, TASKS), PANELS):
        out += panel(samples, curves, top, tall, minutes)
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{height - 8}" text-anchor="middle">minutes; grey: the batch system gives no answer</text>')
    return "\n".join(out) + "\n</svg>\n"


def main():
    lines, folder = sys.argv[1:3]
    scenarios = [json.loads(line) for line in Path(lines).read_text().splitlines() if line.startswith("{")]
    for scenario in scenarios:
        Path(folder, f"scaling-{scenario['name']}.svg").write_text(draw(scenario))
        del scenario["samples"]
    json.dump({"name": "scaling", "nodes": 10000, "scenarios": scenarios}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
