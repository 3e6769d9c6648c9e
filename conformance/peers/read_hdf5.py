"""Reads with h5py what Beamlet's HDF5 writer wrote, and compares every value with what belongs there."""

import sys

import h5py
import numpy as np


def main():
    with h5py.File(sys.argv[1]) as file:
        data = file["/entry/big"]
        if data.dtype != np.dtype("<f4") or data.shape[1:] != (1024, 1024):
            sys.exit(f"unexpected dataset: {data.dtype} {data.shape}")
        pattern = (np.arange(1024 * 1024) % 997).reshape(1024, 1024).astype("f4")
        for index in range(data.shape[0]):
            if not np.array_equal(data[index], pattern + np.float32(index * 1000)):
                sys.exit(f"plane {index} differs")
        print(f"{data.shape[0]} planes agree")


if __name__ == "__main__":
    main()
