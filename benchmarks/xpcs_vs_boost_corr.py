"""XPCS, file to file, beside boost_corr on CPU: the same sets, the same cores, in turn.

A run is a whole process: start, reading, correlating, writing the result. Memory is the peak resident set of the largest
process (boost_corr's sixteen loaders are not counted). Prints one JSON object.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PARTS = {
    # part: kind of the set, type of analysis, whether the pictures are drawn that boost_corr does not know
    "multitau": ("dense", "Multitau", True),
    "sparse": ("sparse", "Multitau", True),
    "twotime": ("dense", "Twotime", False),
    "twotime-plots": ("dense", "Twotime", True),
}
CURVE_FRAMES = (250, 500, 1000, 2000)
CURVE_SIZES = (128, 256, 512)


def say(*words):
    print(*words, file=sys.stderr, flush=True)


class Bench:
    def __init__(self, options):
        self.options = options
        self.root = HERE.parent
        cores = sorted(os.sched_getaffinity(0))
        if options.threads > len(cores):
            sys.exit(f"error: there are {len(cores)} cores; use --threads {len(cores)} or fewer")
        self.cores = ",".join(map(str, cores[: options.threads]))
        self.begun = False

    def set(self, kind, frames=2000, size=512):
        folder = self.options.work / f"{kind}-{frames}-{size}"
        if not (folder / "bench_metadata.hdf").exists():
            say("writing the set", folder.name)
            script = "xpcs_dataset.py" if kind == "dense" else "xpcs_sparse_dataset.py"
            line = [self.options.python, HERE / "peers" / script, folder, "--frames", str(frames)]
            subprocess.run(line + (["--size", str(size)] if kind == "dense" else []), check=True)
        return folder

    def timed(self, line, extra):
        """Seconds, peak memory in bytes, stdout and stderr of a process that must succeed."""
        environment = os.environ | extra
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            begin = time.perf_counter()
            process = subprocess.Popen(
                ["taskset", "-c", self.cores, *map(str, line)], stdout=out, stderr=err, env=environment, cwd=self.root
            )
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - begin
            process.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            err.seek(0)
            texts = out.read(), err.read()
        return process.returncode, seconds, usage.ru_maxrss * 1024, *texts

    def beamlet(self, folder, kind, analysis, plots, output):
        raw = folder / ("raw.h5" if kind == "dense" else "raw.bin")
        line = [self.root / "beamlet", "run", "xpcs.correlate", "--in-process", "--json"]
        arguments = {"raw": raw, "qmap": folder / "qmap.h5", "output": output, "crop_ratio_threshold": 1.1}
        if analysis != "Multitau":
            arguments["type"] = analysis
        if not plots:
            arguments["plots"] = "false"
        for name, value in arguments.items():
            line += ["--arg", f"{name}={value}"]
        code, seconds, memory, out, err = self.timed(line, {})
        if code != 0:
            sys.exit(f"error: this Beamlet does not run {analysis} on {raw.name}\n{(out + err)[-2000:]}")
        result = json.loads(out)["result"]
        return {"seconds": seconds, "peak_bytes": memory, "own_seconds": result.get("seconds")}

    def peer(self, folder, kind, analysis, plots, output):
        raw = folder / ("raw.h5" if kind == "dense" else "raw.bin")
        line = [
            self.options.python, "-m", "boost_corr.cli", "-r", raw, "-q", folder / "qmap.h5", "-o", output,
            "-i", "-1", "-t", analysis, "-w", "-v", "--crop-ratio-threshold", "1.1",
        ]  # fmt: skip
        threads = str(self.options.threads)
        code, seconds, memory, out, err = self.timed(line, {"OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads})
        if code != 0:
            sys.exit(f"error: boost_corr failed\n{err[-4000:]}")
        own = re.search(r"correlation finished in ([\d.]+)s", err)
        return {"seconds": seconds, "peak_bytes": memory, "own_seconds": float(own.group(1)) if own else None}

    def first_runs(self, folder, kind, analysis):
        """One run of each that is not counted: what is compiled and cached only once is there then."""
        for name, run in (("beamlet", self.beamlet), ("peer", self.peer)):
            output = pathlib.Path(tempfile.mkdtemp(prefix="xpcs-", dir=self.options.work))
            try:
                seconds = run(folder, kind, analysis, False, output)["seconds"]
            finally:
                shutil.rmtree(output)
            say(f"{name}: {seconds:.2f} s, first run, not counted")
        # Beamlet's start cache is made in the background.
        end = time.monotonic() + 60
        while list((self.root / "client/target/start-caches").glob("run-*.aot.*")) and time.monotonic() < end:
            time.sleep(0.5)

    def rounds(self, kind, analysis, plots, frames=2000, size=512):
        folder = self.set(kind, frames, size)
        warm(folder)
        if not self.begun:
            self.begun = True
            self.first_runs(folder, kind, analysis)
        found = {"beamlet": [], "peer": []}
        for _ in range(self.options.rounds):
            for name, run in (("beamlet", self.beamlet), ("peer", self.peer)):
                output = pathlib.Path(tempfile.mkdtemp(prefix="xpcs-", dir=self.options.work))
                try:
                    found[name].append(run(folder, kind, analysis, plots, output))
                finally:
                    shutil.rmtree(output)
                say(f"{kind} {analysis} {frames}x{size} {name}: {found[name][-1]['seconds']:.2f} s")
        return {name: summary(runs, frames) for name, runs in found.items()}


def warm(folder):
    """Reads files into the page cache, in pieces: a child's peak memory begins with its parent's."""
    for path in folder.iterdir():
        with open(path, "rb", buffering=0) as file:
            while file.read(1 << 20):
                pass


def summary(runs, frames):
    seconds = [run["seconds"] for run in runs]
    return {
        "frames_per_s": round(frames / statistics.median(seconds), 2),
        "seconds": [round(value, 3) for value in seconds],
        "own_seconds": [run["own_seconds"] for run in runs],
        "peak_mb": round(max(run["peak_bytes"] for run in runs) / 1e6),
    }


def pair(pairs):
    ours, theirs = pairs["beamlet"], pairs["peer"]
    return {
        "beamlet": ours["frames_per_s"],
        "peer": theirs["frames_per_s"],
        "ratio": round(ours["frames_per_s"] / theirs["frames_per_s"], 3),
        "memory_ratio": round(theirs["peak_mb"] / ours["peak_mb"], 2),
        "details": pairs,
    }


def curves(bench):
    frames = {str(n): pair(bench.rounds("dense", "Multitau", True, n, 512)) for n in CURVE_FRAMES}
    pixels = {str(size * size): pair(bench.rounds("dense", "Multitau", True, 1000, size)) for size in CURVE_SIZES}
    return {"frames": frames, "pixels": pixels}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("parts", help="such as multitau,curves")
    arguments.add_argument("--python", required=True, help="with boost_corr in it")
    arguments.add_argument("--work", type=pathlib.Path, required=True, help="where the sets lie")
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--rounds", type=int, default=3)
    bench = Bench(arguments.parse_args())
    bench.options.work.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    report = {"name": "xpcs-vs-boost-corr", "unit": "frames/s", "peer_name": "boost_corr on CPU", "parts": {}}
    for part in bench.options.parts.split(","):
        report["parts"][part] = curves(bench) if part == "curves" else pair(bench.rounds(*PARTS[part]))
    first = next((p for p in report["parts"].values() if "ratio" in p), None)
    if first:
        report |= {key: first[key] for key in ("beamlet", "peer", "ratio", "memory_ratio")}
    if "ratio" in report["parts"].get("twotime", {}):
        report["ratio_twotime"] = report["parts"]["twotime"]["ratio"]
    report["machine"] = {
        "cpus": os.cpu_count(),
        "threads": bench.options.threads,
        "machine": platform.machine(),
        "load_average_before": load,
    }
    json.dump(report, sys.stdout)
    print()


if __name__ == "__main__":
    main()
