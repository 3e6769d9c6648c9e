"""Joins the rounds of `benchmarks/run slurm-vs-parsl`: files of Beamlet and of Parsl, workers of a node, load before,
seconds between Parsl's looks."""

import json
import os
import platform
import statistics
import sys


TASKS, SECONDS, NODES = 9, 2, 3


def rounds(file):
    with open(file) as text:
        return [round(seconds, 2) for seconds in json.load(text)["rounds_s"]]


def main():
    ours, theirs = rounds(sys.argv[1]), rounds(sys.argv[2])
    beamlet, peer = statistics.median(ours), statistics.median(theirs)
    workers = int(sys.argv[3])
    # What the tasks alone take on all workers of all nodes, whoever starts them.
    asleep = -(-TASKS // (NODES * workers)) * SECONDS
    report = {
        "name": "slurm-vs-parsl",
        "beamlet": round(beamlet, 2),
        "peer": round(peer, 2),
        "ratio": round(peer / beamlet, 3),
        "unit": "s, less is better",
        "peer_name": "Parsl SlurmProvider, SrunLauncher, HighThroughputExecutor, htex_auto_scale",
        "details": {
            "share_of_the_peers_time": round(beamlet / peer, 3),
            "tasks": TASKS,
            "seconds_of_a_task": SECONDS,
            "nodes": NODES,
            "workers_per_node": workers,
            "asleep_s": asleep,
            "beamlet_besides_s": round(beamlet - asleep, 2),
            "peer_besides_s": round(peer - asleep, 2),
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
