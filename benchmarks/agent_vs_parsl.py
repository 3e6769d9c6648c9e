"""Joins the parts of `benchmarks/run agent-vs-parsl`: FOLDER holds PART.beamlet.json and PART.peer.json of each part that ran."""

import json
import os
import platform
import sys

SETTINGS = {
    "journal": "fsynced (fdatasync) before a task is acknowledged to its source and before its node manager may forget its outcome; "
    "shared by those that wait. The no-op may run twice, so it begins, and its outcome leaves, meanwhile",
    "link": "gRPC over mutual TLS",
    "workers": "2, each a process of its own",
    "prefetch_capacity": 16,
    "agent_java_options": "-XX:+UseSerialGC -Xms16m -Xmx1g, as ./beamlet endpoint start",
    "start_caches": "made before it is measured, as an endpoint's first block makes them; first_of_a_new_endpoint_s is without",
    "peer": "Parsl HighThroughputExecutor, 2 workers, prefetch 16, encrypted, one local block, Python no-op",
}


def read(folder, part, side):
    file = os.path.join(folder, "%s.%s.json" % (part, side))
    if not os.path.exists(file):
        return None
    with open(file) as text:
        return json.load(text)


def quotient(a, b, key):
    return round(a[key] / b[key], 3) if a and b and key in a and key in b else None


def main():
    folder = sys.argv[1]
    parts = ["local", "amqp", "latency", "first", "python", "curves"]
    ours = {part: read(folder, part, "beamlet") for part in parts}
    theirs = {part: read(folder, part, "peer") for part in parts}
    noop = theirs["local"] or theirs["latency"] or theirs["amqp"] or theirs["python"]
    headline = ours["local"] or ours["amqp"] or ours["python"]
    report = {
        "name": "agent-vs-parsl",
        "beamlet": headline and round(headline["tasks_per_s"], 1),
        "peer": noop and round(noop["tasks_per_s"], 1),
        "ratio": quotient(ours["local"], theirs["local"], "tasks_per_s"),
        "ratio_amqp": quotient(ours["amqp"], theirs["amqp"], "tasks_per_s"),
        "ratio_python": quotient(ours["python"], theirs["python"], "tasks_per_s"),
        "ratio_latency_p50": quotient(theirs["latency"], ours["latency"], "p50_ms"),
        "ratio_first_result": quotient(theirs["first"], ours["first"], "first_result_s"),
        "unit": "tasks/s",
        "peer_name": "Parsl HighThroughputExecutor",
        "details": {
            "settings": SETTINGS,
            "beamlet": {part: found for part, found in ours.items() if found},
            "peer": {part: found for part, found in theirs.items() if found},
            "machine": {
                "cpus": os.cpu_count(),
                "machine": platform.machine(),
                "load_average_after": os.getloadavg()[0],
                "load_average_before": float(sys.argv[2]),
            },
        },
    }
    json.dump(report, sys.stdout)
    print()


if __name__ == "__main__":
    main()
