"""Writes a measurement with h5py as a detector does: frame after frame, while others read it.

append_hdf5.py FILE QMAP swmr|flush FRAMES SECONDS

swmr: the newest format, one frame a chunk, open for one writer and many readers.
flush: the oldest format, compressed chunks of three frames, flushed every five.
"""

import sys
import time

import h5py
import numpy as np

ROWS, COLUMNS = 24, 20


def write_qmap(path):
    with h5py.File(path, "w") as file:
        labels = (np.arange(ROWS * COLUMNS) % 4).reshape(ROWS, COLUMNS)
        file["/qmap/mask"] = (labels > 0).astype("i4")
        file["/qmap/static_roi_map"] = labels.astype("i4")
        file["/qmap/dynamic_roi_map"] = labels.astype("i4")


def frame(number):
    random = np.random.default_rng(number)
    return random.poisson(3 + 2 * np.sin(number / 9), (ROWS, COLUMNS)).astype("u2")


def main():
    path, qmap, mode, frames, seconds = sys.argv[1:]
    write_qmap(qmap)
    swmr = mode == "swmr"
    with h5py.File(path, "w", libver="latest" if swmr else "earliest") as file:
        data = file.create_dataset(
            "/entry/data/data",
            shape=(0, ROWS, COLUMNS),
            maxshape=(None, ROWS, COLUMNS),
            chunks=(1 if swmr else 3, ROWS, COLUMNS),
            dtype="u2",
            compression=None if swmr else "gzip",
        )
        if swmr:
            file.swmr_mode = True
        pause = float(seconds) / int(frames)
        for number in range(int(frames)):
            data.resize(number + 1, axis=0)
            # The moment at which a frame has a place and no content yet.
            if number % 7 == 0:
                file.flush()
                time.sleep(pause / 2)
            data[number] = frame(number)
            if swmr or number % 5 == 0:
                file.flush()
            time.sleep(pause)
    print(f"{frames} frames")


main()
