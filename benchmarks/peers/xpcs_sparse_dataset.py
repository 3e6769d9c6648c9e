"""Writes a sparse XPCS benchmark set: raw.bin (Rigaku 500k words), qmap.h5 and bench_metadata.hdf in the folder given.

A word is frame << 40 | pixel << 16 | count, sorted by frame. Counts are Poisson, about 0.02 photons a pixel, on 512 x 1024
pixels; the qmap has 27 dynamic and 270 static rings over about 40 % of them. Seeded.
"""

import argparse
import pathlib

import h5py
import numpy as np

from xpcs_dataset import write_metadata, write_qmap

ROWS, COLUMNS = 512, 1024


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--frames", type=int, default=2000)
    options = arguments.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    random = np.random.Generator(np.random.PCG64(20261123))

    y, x = np.mgrid[0:ROWS, 0:COLUMNS]
    radius = np.hypot(y - ROWS / 2 + 0.5, x - COLUMNS / 2 + 0.5) / (ROWS / 2)
    profile = (0.006 + 0.03 * np.exp(-2.0 * radius)).ravel()
    with open(options.folder / "raw.bin", "wb") as file:
        for frame in range(options.frames):
            counts = random.poisson(profile)
            if frame == options.frames - 1:
                counts[0] = max(counts[0], 1)  # the last frame is known by its last word
            pixels = np.flatnonzero(counts).astype(np.uint64)
            words = (np.uint64(frame) << np.uint64(40)) | (pixels << np.uint64(16)) | counts[pixels].astype(np.uint64)
            words.astype("<u8").tofile(file)
    write_qmap(options.folder / "qmap.h5", radius)
    write_metadata(options.folder / "bench_metadata.hdf")


if __name__ == "__main__":
    main()
