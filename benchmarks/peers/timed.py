"""Runs a command on so many processors; prints its wall time and the peak memory of all its processes together.

Memory that several of them share counts once (the kernel's proportional set size, looked at every second).
"""

import json
import os
import pathlib
import subprocess
import sys
import time

PERIOD_S = 1.0


def parents():
    found = {}
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            found[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
    return found


def tree(root):
    parent = parents()
    members = {root}
    while more := {pid for pid, of in parent.items() if of in members} - members:
        members |= more
    return members


def proportional_kib(pid):
    try:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def main():
    threads, output, *command = sys.argv[1:]
    cpus = sorted(os.sched_getaffinity(0))[: int(threads)]
    environment = dict(os.environ, OMP_NUM_THREADS=threads, MKL_NUM_THREADS=threads)
    peak = 0
    with open(output, "w") as out:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
            preexec_fn=lambda: os.sched_setaffinity(0, cpus),
        )
        while True:
            try:
                process.wait(PERIOD_S)
                break
            except subprocess.TimeoutExpired:
                peak = max(peak, sum(map(proportional_kib, tree(process.pid))))
        seconds = time.perf_counter() - begin
    if process.returncode != 0:
        with open(output) as log:
            sys.exit(log.read()[-4000:])
    json.dump({"seconds": seconds, "peak_mib": peak / 1024}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
