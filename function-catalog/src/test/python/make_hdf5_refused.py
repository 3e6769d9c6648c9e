#!/usr/bin/env python3
"""Makes src/test/resources/hdf5/refused.h5: small frames through filters that are not read.

Run as `make_hdf5_refused.py FILE` where h5py and hdf5plugin are installed.
"""
import sys

import h5py
import hdf5plugin
import numpy as np


def main(path):
    frames = (np.arange(6 * 8 * 8) % 251).reshape(6, 8, 8).astype("u2")
    with h5py.File(path, "w", libver=("v110", "v110")) as out:

        def add(name, data=frames, **filters):
            out.create_dataset(name, data=data, chunks=(1, 8, 8), **filters)

        add("szip", compression="szip")
        add("scale-offset", scaleoffset=0)
        add("zfp", frames.astype("f4"), **hdf5plugin.Zfp(reversible=True))
        add("bzip2", **hdf5plugin.BZip2())
        # N-bit is no option of h5py: numbers of 12 bits, in two bytes.
        twelve = h5py.h5t.STD_U16LE.copy()
        twelve.set_precision(12)
        creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        creation.set_chunk((1, 8, 8))
        creation.set_filter(h5py.h5z.FILTER_NBIT, h5py.h5z.FLAG_OPTIONAL, ())
        space = h5py.h5s.create_simple(frames.shape)
        nbit = h5py.h5d.create(out.id, b"n-bit", twelve, space, creation)
        nbit.write(h5py.h5s.ALL, h5py.h5s.ALL, frames)
        print(len(out), "datasets")


if __name__ == "__main__":
    main(sys.argv[1])
