"""boost_corr's correlators on a GPU, frames being in the host's memory. Prints one JSON object.

Multi-tau: frames a second. Its memory is left as it comes: queues as large as fit 36 GB. The frames are 16 bit in pinned
memory, in batches of 8 as its own loader makes them, and copied while the correlator works. Two-time: seconds for all maps of
a series, from the first frame to the last map in the host's memory.
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
# Frames, dynamic bins, pixels of each, static bins of each: those of TwoTimeRate.
TWO_TIME = ((2000, 27, 7700, 10), (5000, 27, 7700, 10))
FRAMES = 2000
ROUNDS = 3
DEVICE = "cuda:0"


def load(folder, name):
    """One of its modules, without the package's readers, which want more installed than is needed here."""
    path = next(pathlib.Path(folder).rglob(f"boost_corr/{name}.py"))
    package = types.ModuleType("boost_corr")
    package.__path__ = [str(path.parent)]
    sys.modules["boost_corr"] = package
    if "tqdm" not in sys.modules and importlib.util.find_spec("tqdm") is None:
        # Draws a progress bar, which is not asked for.
        bars = types.ModuleType("tqdm")
        bars.tqdm = bars.trange = None
        sys.modules["tqdm"] = bars
    spec = importlib.util.spec_from_file_location(f"boost_corr.{name}", path)
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def wait():
    if DEVICE != "cpu":
        torch.cuda.synchronize()


def rate(make, size, frames):
    pixels = size * size
    generator = torch.Generator().manual_seed(size)
    batches = [
        torch.poisson(torch.ones(8, pixels), generator=generator).to(torch.int32).pin_memory() for _ in range(16)
    ]
    rates = []
    for _ in range(ROUNDS + 1):
        machine = make(
            (size, size), frame_num=frames, queue_size=8, auto_queue=True, device=DEVICE, normalize_frame=True
        )
        torch.cuda.synchronize()
        begin = time.perf_counter()
        for n in range(frames // 8):
            machine.process(batches[n % 16].to(DEVICE, non_blocking=True))
        machine.post_process()
        torch.cuda.synchronize()
        rates.append(frames / (time.perf_counter() - begin))
        del machine
        torch.cuda.empty_cache()
    return statistics.median(rates[1:])


def slices(count, size):
    return [slice(n * size, (n + 1) * size) for n in range(count)]


def two_time(make, frames, bins, pixels, statics):
    places = bins * pixels
    generator = torch.Generator().manual_seed(frames)
    batch = torch.poisson(torch.ones(8, places), generator=generator).to(torch.int32)
    batch = batch.pin_memory() if DEVICE != "cpu" else batch
    bounds = {
        "dq_idx": list(range(1, bins + 1)),
        "dq_slc": slices(bins, pixels),
        "sq_idx": list(range(1, bins * statics + 1)),
        "sq_slc": slices(bins * statics, pixels // statics),
    }
    seconds = []
    for _ in range(ROUNDS + 1):
        wait()
        begin = time.perf_counter()
        machine = make(bounds, frames, det_size=(bins, pixels), device=DEVICE)
        for _ in range(frames // 8):
            machine.process(batch.to(DEVICE, non_blocking=True))
        machine.post_processing(smooth_method="sqmap")
        for _ in machine.get_twotime_generator():
            pass
        wait()
        seconds.append(time.perf_counter() - begin)
        del machine
        if DEVICE != "cpu":
            torch.cuda.empty_cache()
    return statistics.median(seconds[1:])


def main():
    make = load(sys.argv[1], "multitau").MultitauCorrelator
    report = {"name": "boost_corr", "gpu": torch.cuda.get_device_name(0), "torch": torch.__version__, "rates": []}
    for size in SIZES:
        try:
            report["rates"].append({"pixels": size * size, "frames_per_s": round(rate(make, size, FRAMES), 1)})
        except torch.OutOfMemoryError as e:
            report["rates"].append({"pixels": size * size, "failed": str(e)[:200]})
    make = load(sys.argv[1], "twotime").TwotimeCorrelator
    report["two_time"] = []
    for frames, bins, pixels, statics in TWO_TIME:
        entry = {"frames": frames, "bins": bins, "pixels": bins * pixels}
        try:
            entry["seconds"] = round(two_time(make, frames, bins, pixels, statics), 3)
        except torch.OutOfMemoryError as e:
            entry["failed"] = str(e)[:200]
        report["two_time"].append(entry)
    json.dump(report, sys.stdout)
    print()


if __name__ == "__main__":
    main()
