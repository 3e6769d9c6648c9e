"""Joins the figures of Beamlet and of its peer into the one object that a benchmark prints."""

import json
import os
import platform
import sys


def main():
    name, ours, theirs = sys.argv[1:4]
    with open(ours) as file:
        beamlet = json.load(file)
    with open(theirs) as file:
        peer = json.load(file)
    key, unit, peer_name = "tasks_per_s", "tasks/s", "Parsl HighThroughputExecutor"
    report = {
        "name": name,
        "beamlet": round(beamlet[key], 2),
        "peer": round(peer[key], 2),
        "ratio": round(beamlet[key] / peer[key], 3),
        "unit": unit,
        "peer_name": peer_name,
        "details": {
            "beamlet": beamlet,
            "peer": peer,
            "machine": {
                "cpus": os.cpu_count(),
                "machine": platform.machine(),
                "load_average": os.getloadavg()[0],
            },
        },
    }
    if "p50_ms" in beamlet and "p50_ms" in peer:
        report["latency_ratio_p50"] = round(peer["p50_ms"] / beamlet["p50_ms"], 3)
    json.dump(report, sys.stdout)
    print()


if __name__ == "__main__":
    main()
