#!/usr/bin/env python3
"""Makes src/test/resources/hdf5/filters.h5: frames through each filter that detectors use.

Run as `make_hdf5_filters.py FILE` where h5py and hdf5plugin are installed. A dataset's name ends
in what its values are: `_ramp` or `_noise`, see below; tests compute them anew.
"""
import os
import sys

import h5py
import hdf5plugin
import numpy as np

RAMP = (5, 37, 59)
NOISE = (3, 16, 20)


def ramp(shape, dtype):
    return (np.arange(np.prod(shape)) * 7 % 251).reshape(shape).astype(dtype)


def noise(shape, dtype):
    mixed = np.arange(np.prod(shape), dtype=np.uint64) * np.uint64(2654435761) % np.uint64(2**32)
    return (mixed >> np.uint64(16)).reshape(shape).astype(dtype)


def main(path):
    with h5py.File(path, "w", libver=("v110", "v110")) as out:

        def add(name, dtype, chunk=(2, 37, 59), noisy=(1, 16, 20), shape=RAMP, **filters):
            out.create_dataset(name + "_ramp", data=ramp(shape, dtype), chunks=chunk, **filters)
            if noisy:
                wide = "u2" if np.dtype(dtype).itemsize == 1 else dtype
                out.create_dataset(
                    name + "_noise", data=noise(NOISE, wide), chunks=noisy, **filters)

        add("none", "u2")
        add("gzip", "u4", compression="gzip")
        add("gzip_shuffle_fletcher", "u2", compression="gzip", shuffle=True, fletcher32=True)
        add("gzip_tiles", ">i4", chunk=(2, 20, 25), noisy=(2, 7, 9), compression="gzip")
        add("lzf", "i2", compression="lzf")
        add("lzf_shuffle", "f4", compression="lzf", shuffle=True)
        add("lz4", "u2", **hdf5plugin.LZ4())
        add("lz4_small_blocks", "u1", **hdf5plugin.LZ4(nbytes=4096))
        add("zstd", "u2", **hdf5plugin.Zstd())
        add("zstd_shuffle", "f8", shuffle=True, **hdf5plugin.Zstd(clevel=9))
        add("bitshuffle", "u2", **hdf5plugin.Bitshuffle(cname="none"))
        add("bitshuffle_blocks", "u4", **hdf5plugin.Bitshuffle(nelems=64, cname="none"))
        for dtype in ("u1", "u2", "u4", "f8"):
            add("bitshuffle_lz4_" + dtype, dtype, **hdf5plugin.Bitshuffle(cname="lz4"))
        add("bitshuffle_zstd", "u2", **hdf5plugin.Bitshuffle(cname="zstd"))
        add("bitshuffle_tiles", "u2", chunk=(3, 17, 31), **hdf5plugin.Bitshuffle(cname="lz4"))
        dtypes = ["u1", "u2", "u4", "f8", "i2", "f4"]
        modes = {
            "plain": hdf5plugin.Blosc.NOSHUFFLE,
            "shuffle": hdf5plugin.Blosc.SHUFFLE,
            "bits": hdf5plugin.Blosc.BITSHUFFLE,
        }
        # Several blocks in a chunk, and a rest.
        os.environ["BLOSC_BLOCKSIZE"] = "2048"
        at = 0
        for codec in ("blosclz", "lz4", "lz4hc", "snappy", "zlib", "zstd"):
            for mode, shuffle in modes.items():
                dtype = dtypes[at % len(dtypes)]
                at += 1
                try:
                    add(
                        f"blosc_{codec}_{mode}",
                        dtype,
                        noisy=(1, 16, 20) if mode == "bits" else None,
                        **hdf5plugin.Blosc(cname=codec, clevel=5, shuffle=shuffle))
                except (ValueError, OSError) as fault:
                    print(codec, mode, fault)
        for codec in ("blosclz", "lz4", "zlib"):
            add(
                f"blosc_long_{codec}",
                "u4",
                shape=(4, 150, 210),
                chunk=(3, 150, 210),
                noisy=None,
                **hdf5plugin.Blosc(cname=codec, clevel=1, shuffle=hdf5plugin.Blosc.SHUFFLE))
        add("blosc_copied", "u4", **hdf5plugin.Blosc(cname="lz4", clevel=0))
        add("blosc_tiles", "u2", chunk=(2, 20, 25), **hdf5plugin.Blosc(cname="zstd"))
        for codec in ("blosclz", "lz4", "lz4hc", "zlib", "zstd"):
            add("blosc2_" + codec, "u2", **hdf5plugin.Blosc2(cname=codec))
        add("blosc2_bits", "u4", **hdf5plugin.Blosc2(filters=hdf5plugin.Blosc2.BITSHUFFLE))
        add("blosc2_plain", "u1", **hdf5plugin.Blosc2(filters=hdf5plugin.Blosc2.NOFILTER))
        add("blosc2_tiles", "f8", chunk=(2, 20, 25), **hdf5plugin.Blosc2())
        # Blocks along each axis, with a rest.
        add(
            "blosc2_long",
            "u2",
            shape=(2, 301, 403),
            chunk=(2, 301, 403),
            noisy=None,
            **hdf5plugin.Blosc2(cname="zstd", clevel=9))
        zeros = np.zeros((2, 16, 20), "u2")
        for name, chunk in (("zeros", (1, 16, 20)), ("zero_tiles", (1, 9, 11))):
            out.create_dataset("blosc2_" + name, data=zeros, chunks=chunk, **hdf5plugin.Blosc2())
        # What is no frame of a detector.
        kinds = out.create_group("kinds")
        kinds["text"] = np.full((5, 2, 2), b"text")
        kinds["complex"] = np.ones((5, 2, 2), "c16")
        kinds["halves"] = np.ones((5, 2, 2), "f2")
        kinds["flags"] = np.arange(20).reshape(5, 2, 2) % 3 == 0
        kinds.create_dataset("strings", shape=(5, 2, 2), dtype=h5py.string_dtype())
        # A map as a qmap has it.
        out.create_dataset(
            "map", data=ramp((37, 59), "i8"), chunks=(20, 25), **hdf5plugin.Blosc(cname="lz4"))
        print(len(out), "datasets")


if __name__ == "__main__":
    main(sys.argv[1])
