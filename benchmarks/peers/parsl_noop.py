"""No-op tasks through Parsl's HighThroughputExecutor: the peer of the agent's own path.

One block of local workers, the shape that Parsl's own perf tool uses: sequential tasks for latency,
then submit-all-wait-all for throughput. Prints one JSON object.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time


def noop():
    return None


def percentile(values, q):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(q / 100 * (len(ordered) - 1)))]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--prefetch", type=int, default=16)
    arguments.add_argument("--latency-tasks", type=int, default=500)
    arguments.add_argument("--tasks", type=int, default=5000)
    arguments.add_argument("--repeats", type=int, default=3)
    options = arguments.parse_args()

    import logging

    import parsl
    from parsl.config import Config
    from parsl.executors import HighThroughputExecutor
    from parsl.providers import LocalProvider

    logging.getLogger("parsl").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        executor = HighThroughputExecutor(
            label="bench",
            address="127.0.0.1",
            max_workers_per_node=options.workers,
            prefetch_capacity=options.prefetch,
            encrypted=True,
            provider=LocalProvider(init_blocks=1, min_blocks=1, max_blocks=1),
        )
        config = Config(
            executors=[executor],
            strategy="none",
            retries=0,
            run_dir=folder,
            initialize_logging=False,
        )
        with parsl.load(config):
            app = parsl.python_app(noop)
            for _ in range(20):
                app().result()
            latencies = []
            for _ in range(options.latency_tasks):
                begin = time.perf_counter()
                app().result()
                latencies.append((time.perf_counter() - begin) * 1000)
            rates = []
            for _ in range(options.repeats):
                begin = time.perf_counter()
                futures = [app() for _ in range(options.tasks)]
                for future in futures:
                    future.result()
                rates.append(options.tasks / (time.perf_counter() - begin))
    json.dump(
        {
            "parsl": parsl.__version__,
            "p50_ms": percentile(latencies, 50),
            "p99_ms": percentile(latencies, 99),
            "tasks_per_s": statistics.median(rates),
            "tasks_per_s_all": rates,
        },
        sys.stdout,
    )
    print()


if __name__ == "__main__":
    main()
