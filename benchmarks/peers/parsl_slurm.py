"""Parsl's blocks on a Slurm: tasks for an executor that has no block, and again once it has given its blocks back.
Prints one JSON object. Slurm is the one of SLURM_CONF."""

import argparse
import json
import logging
import subprocess
import sys
import tempfile
import time


def nap(seconds):
    import time

    time.sleep(seconds)


def configuration(folder, workers, period):
    from parsl.config import Config
    from parsl.executors import HighThroughputExecutor
    from parsl.launchers import SrunLauncher
    from parsl.providers import SlurmProvider

    executor = HighThroughputExecutor(
        label="bench",
        address="127.0.0.1",
        max_workers_per_node=workers,
        encrypted=True,
        provider=SlurmProvider(
            partition="debug",
            nodes_per_block=1,
            init_blocks=0,
            min_blocks=0,
            max_blocks=3,
            walltime="00:10:00",
            launcher=SrunLauncher(),
        ),
    )
    return Config(
        executors=[executor],
        strategy="htex_auto_scale",
        strategy_period=period,
        max_idletime=20,
        retries=0,
        run_dir=folder,
        initialize_logging=False,
    )


def await_no_job():
    while subprocess.run(["squeue", "--noheader", "--me"], check=True, capture_output=True).stdout.strip():
        time.sleep(0.2)
    # Nodes are given back a moment after their jobs.
    time.sleep(2)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, required=True)
    arguments.add_argument("--tasks", type=int, required=True)
    arguments.add_argument("--seconds", type=float, required=True)
    arguments.add_argument("--workers", type=int, required=True)
    arguments.add_argument("--period", type=int, required=True)
    options = arguments.parse_args()
    logging.getLogger("parsl").setLevel(logging.WARNING)
    import parsl

    rounds = []
    with tempfile.TemporaryDirectory() as folder, parsl.load(configuration(folder, options.workers, options.period)):
        app = parsl.python_app(nap)
        for _ in range(options.rounds):
            await_no_job()
            begin = time.perf_counter()
            for future in [app(options.seconds) for _ in range(options.tasks)]:
                future.result()
            rounds.append(time.perf_counter() - begin)
    json.dump({"rounds_s": rounds}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
