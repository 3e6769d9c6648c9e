"""What the agent's benchmark shows beside Parsl's HighThroughputExecutor: the first result of an executor without blocks,
and the rate by the number of tasks and by the size of their argument. Prints one JSON object."""

import argparse
import json
import logging
import statistics
import sys
import tempfile
import time


def noop(payload=None):
    return None


def configuration(folder, blocks):
    from parsl.config import Config
    from parsl.executors import HighThroughputExecutor
    from parsl.providers import LocalProvider

    executor = HighThroughputExecutor(
        label="bench",
        address="127.0.0.1",
        max_workers_per_node=2,
        prefetch_capacity=16,
        encrypted=True,
        provider=LocalProvider(init_blocks=blocks, min_blocks=blocks, max_blocks=1),
    )
    # Its own strategy and period, which start the first block.
    return Config(executors=[executor], strategy="simple", retries=0, run_dir=folder, initialize_logging=False)


def first():
    import parsl

    with tempfile.TemporaryDirectory() as folder, parsl.load(configuration(folder, 0)):
        app = parsl.python_app(noop)
        time.sleep(1.5)
        begin = time.perf_counter()
        app().result()
        seconds = time.perf_counter() - begin
    return {"first_result_s": seconds}


def rate(app, tasks, payload):
    begin = time.perf_counter()
    for future in [app(payload) for _ in range(tasks)]:
        future.result()
    return tasks / (time.perf_counter() - begin)


def curves(quick):
    import parsl

    with tempfile.TemporaryDirectory() as folder, parsl.load(configuration(folder, 1)):
        app = parsl.python_app(noop)
        rate(app, 1000, None)
        sizes = [10, 1000, 10_000 if quick else 100_000]
        queued = {str(size): rate(app, size, None) for size in sizes}
        payloads = {}
        for size in (0, 1024, 1024 * 1024):
            tasks = 50 if size > 100_000 else 2000
            payloads[str(size)] = statistics.median(rate(app, tasks, "x" * size) for _ in range(2))
    return {"queued_tasks": queued, "payload_bytes": payloads}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("part", choices=["first", "curves"])
    arguments.add_argument("--quick", action="store_true")
    options = arguments.parse_args()
    logging.getLogger("parsl").setLevel(logging.WARNING)
    json.dump(first() if options.part == "first" else curves(options.quick), sys.stdout)
    print()


if __name__ == "__main__":
    main()
