"""Joins what `benchmarks/run start-of-blocks` found: a folder with KIND.rounds.json and KIND.calls (of strace), the paths that stand
for the shared file system, nodes, workers of a node, load before."""

import collections
import json
import os
import platform
import re
import statistics
import sys

KINDS = ("shared", "stored", "stored-again")
CALL = re.compile(r"^\d+\s+(\w+)\((.*)$")
NAMED = re.compile(r'\((?:(?:AT_FDCWD|\d+)(?:<([^>]*)>)?, )?"([^"]*)"')
OPEN = re.compile(r"\(\d+<([^>]*)>")
OPENED = re.compile(r"=\s+\d+(<.*>)?$")


def touched(call):
    """The path that a call is about; of a name alone the name."""
    named = NAMED.search(call)
    if named:
        return os.path.join(named.group(1) or "", named.group(2))
    open_ = OPEN.search(call)
    return open_.group(1) if open_ else ""


def calls(path, shared):
    """Calls by name that touch the shared paths, and how many opened a file there."""
    by_name, opened, files = collections.Counter(), 0, set()
    begun = {}
    with open(path, errors="replace") as lines:
        for line in lines:
            line = line.rstrip("\n")
            pid = line.split(" ", 1)[0]
            if line.endswith("<unfinished ...>"):
                begun[pid] = line[: -len("<unfinished ...>")]
                continue
            resumed = re.match(r"^\d+\s+<\.\.\. \w+ resumed>(.*)$", line)
            if resumed:
                line = begun.pop(pid, "") + resumed.group(1)
            found = CALL.match(line)
            name = touched(line) if found else ""
            if not found or not any((name + "/").startswith(one) for one in shared):
                continue
            by_name[found.group(1)] += 1
            if found.group(1) in ("open", "openat") and OPENED.search(line):
                opened += 1
                files.add(name)
    return {"path_calls": sum(by_name.values()), "files_opened": opened, "different_files": len(files), "by_name": dict(by_name)}


def main():
    folder, nodes, workers, load = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    shared = [path.rstrip("/") + "/" for path in sys.argv[5:]]
    details = {"nodes": nodes, "workers_per_node": workers}
    for kind in KINDS:
        with open(os.path.join(folder, kind + ".rounds.json")) as text:
            rounds = json.load(text)
        details[kind] = {
            key: {
                "median": round(statistics.median(one[key] for one in rounds), 2),
                "rounds": [round(one[key], 2) for one in rounds],
            }
            for key in ("first_task_s", "all_results_s", "node_mb")
        }
        trace = os.path.join(folder, kind + ".calls")
        if os.path.exists(trace):
            details[kind]["shared_path"] = calls(trace, shared)
    details["machine"] = {
        "cpus": os.cpu_count(),
        "machine": platform.machine(),
        "load_average_before": load,
        "load_average_after": os.getloadavg()[0],
    }
    with_, without = (details[kind]["shared_path"]["files_opened"] for kind in ("stored-again", "shared"))
    json.dump(
        {
            "name": "start-of-blocks",
            "beamlet": with_,
            "peer": without,
            "ratio": round(without / max(1, with_), 2),
            "unit": "files opened on the shared path by a block, less is better",
            "peer_name": "Beamlet without node_storage",
            "details": details,
        },
        sys.stdout,
    )
    print()


if __name__ == "__main__":
    main()
