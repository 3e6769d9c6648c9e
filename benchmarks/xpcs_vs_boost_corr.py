"""Joins the figures of xpcs-vs-boost-corr: by part, seconds and peak memory of both, and their ratios."""

import json
import os
import pathlib
import platform
import sys

FRAMES = 2000


def main():
    folder, threads, load = pathlib.Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    report = {"name": "xpcs-vs-boost-corr", "unit": "frames/s", "peer_name": "boost_corr on CPU"}
    details = {"threads": threads}
    for part in ("multitau", "twotime"):
        if not (folder / f"{part}.beamlet.json").exists():
            continue
        ours = json.loads((folder / f"{part}.beamlet.json").read_text())
        theirs = json.loads((folder / f"{part}.peer.json").read_text())
        ratio = round(theirs["seconds"] / ours["seconds"], 3)
        if part == "twotime":
            report["ratio_twotime"] = ratio
        if "ratio" not in report:
            report["beamlet"] = round(FRAMES / ours["seconds"], 2)
            report["peer"] = round(FRAMES / theirs["seconds"], 2)
            report["ratio"] = ratio
        details[part] = {
            "beamlet": ours,
            "peer": theirs,
            "ratio": ratio,
            "memory_ratio": round(theirs["peak_mib"] / ours["peak_mib"], 2),
        }
    report["details"] = details | {
        "machine": {
            "cpus": os.cpu_count(),
            "machine": platform.machine(),
            "load_average": load,
        }
    }
    json.dump(report, sys.stdout)
    print()


if __name__ == "__main__":
    main()
