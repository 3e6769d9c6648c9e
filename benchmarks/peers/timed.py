"""Runs a command on so many processors and prints its wall time and the peak memory of its largest process."""

import json
import os
import resource
import subprocess
import sys
import time


def main():
    threads, output, *command = sys.argv[1:]
    cpus = sorted(os.sched_getaffinity(0))[: int(threads)]
    environment = dict(os.environ, OMP_NUM_THREADS=threads, MKL_NUM_THREADS=threads)
    with open(output, "w") as out:
        begin = time.perf_counter()
        code = subprocess.call(
            command,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
            preexec_fn=lambda: os.sched_setaffinity(0, cpus),
        )
        seconds = time.perf_counter() - begin
    if code != 0:
        with open(output) as log:
            sys.exit(log.read()[-4000:])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    json.dump({"seconds": seconds, "peak_mib": peak / 1024}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
