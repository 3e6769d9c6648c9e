"""boost_corr's multi-tau correlator on a GPU: frames a second, frames being in the host's memory. Prints one JSON object.

Its memory is left as it comes: queues as large as fit 36 GB. The frames are 16 bit in pinned memory, in batches of 8 as its
own loader makes them, and copied while the correlator works.
"""

import importlib.util
import json
import pathlib
import statistics
import sys
import time
import types

import torch

SIZES = (512, 1024, 2048)
FRAMES = 2000
ROUNDS = 3


def correlator(folder):
    """Its class, without the package's readers, which want more installed than is needed here."""
    module = next(pathlib.Path(folder).rglob("boost_corr/multitau.py"))
    package = types.ModuleType("boost_corr")
    package.__path__ = [str(module.parent)]
    sys.modules["boost_corr"] = package
    spec = importlib.util.spec_from_file_location("boost_corr.multitau", module)
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded.MultitauCorrelator


def rate(make, size, frames):
    pixels = size * size
    generator = torch.Generator().manual_seed(size)
    batches = [
        torch.poisson(torch.ones(8, pixels), generator=generator).to(torch.int32).pin_memory() for _ in range(16)
    ]
    rates = []
    for _ in range(ROUNDS + 1):
        machine = make(
            (size, size), frame_num=frames, queue_size=8, auto_queue=True, device="cuda:0", normalize_frame=True
        )
        torch.cuda.synchronize()
        begin = time.perf_counter()
        for n in range(frames // 8):
            machine.process(batches[n % 16].to("cuda:0", non_blocking=True))
        machine.post_process()
        torch.cuda.synchronize()
        rates.append(frames / (time.perf_counter() - begin))
        del machine
        torch.cuda.empty_cache()
    return statistics.median(rates[1:])


def main():
    make = correlator(sys.argv[1])
    report = {"name": "boost_corr", "gpu": torch.cuda.get_device_name(0), "torch": torch.__version__, "rates": []}
    for size in SIZES:
        try:
            report["rates"].append({"pixels": size * size, "frames_per_s": round(rate(make, size, FRAMES), 1)})
        except torch.OutOfMemoryError as e:
            report["rates"].append({"pixels": size * size, "failed": str(e)[:200]})
    json.dump(report, sys.stdout)
    print()


if __name__ == "__main__":
    main()
