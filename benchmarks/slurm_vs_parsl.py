"""Joins the rounds of `benchmarks/run slurm-vs-parsl`: files of Beamlet and of Parsl, workers of a node, load before,
seconds between Parsl's looks."""

import json
import os
import platform
import statistics
import sys


def rounds(file):
    with open(file) as text:
        return [round(seconds, 2) for seconds in json.load(text)["rounds_s"]]


def main():
    ours, theirs = rounds(sys.argv[1]), rounds(sys.argv[2])
    beamlet, peer = statistics.median(ours), statistics.median(theirs)
    report = {
        "name": "slurm-vs-parsl",
        "beamlet": beamlet,
        "peer": peer,
        "ratio": round(peer / beamlet, 3),
        "unit": "s, less is better",
        "peer_name": "Parsl SlurmProvider, SrunLauncher, HighThroughputExecutor, htex_auto_scale",
        "details": {
            "share_of_the_peers_time": round(beamlet / peer, 3),
            "tasks": 9,
            "seconds_of_a_task": 2,
            "nodes": 3,
            "workers_per_node": int(sys.argv[3]),
            "peer_strategy_period_s": int(sys.argv[5]),
            "beamlet_rounds_s": ours,
            "peer_rounds_s": theirs,
            "beamlet": "from the client through REST, store, broker, agent and Slurm, and back on the result stream; "
            "an endpoint's first round makes its start caches",
            "peer": "tasks submitted in the process of the executor",
            "machine": {
                "cpus": os.cpu_count(),
                "machine": platform.machine(),
                "load_average_before": float(sys.argv[4]),
                "load_average_after": os.getloadavg()[0],
            },
        },
    }
    json.dump(report, sys.stdout)
    print()


if __name__ == "__main__":
    main()
