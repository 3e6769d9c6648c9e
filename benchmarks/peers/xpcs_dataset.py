"""Writes the XPCS benchmark set: raw.h5, qmap.h5 and bench_metadata.hdf in the folder given.

Poisson counts (mean about one photon) around a ring pattern, 16 bit, uncompressed, one frame a chunk; a qmap
of concentric rings with 27 dynamic and 270 static bins over about 79 % of the pixels. Seeded, so that both
programs of a pair read the same bytes.
"""

import argparse
import pathlib

import h5py
import numpy as np


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--frames", type=int, default=2000)
    arguments.add_argument("--size", type=int, default=512)
    options = arguments.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    random = np.random.Generator(np.random.PCG64(20261121))
    n, size = options.frames, options.size

    y, x = np.mgrid[0:size, 0:size]
    radius = np.hypot(y - size / 2 + 0.5, x - size / 2 + 0.5) / (size / 2)
    profile = 0.3 + 1.5 * np.exp(-2.0 * radius)

    with h5py.File(options.folder / "raw.h5", "w") as file:
        data = file.create_dataset(
            "/entry/data/data", (n, size, size), "u2", chunks=(1, size, size)
        )
        for begin in range(0, n, 50):
            count = min(50, n - begin)
            data[begin : begin + count] = random.poisson(
                np.broadcast_to(profile, (count, size, size))
            )

    write_qmap(options.folder / "qmap.h5", radius)
    write_metadata(options.folder / "bench_metadata.hdf")


def write_qmap(path, radius):
    """Rings of radius 0.02 to 1: 270 static, ten of them a dynamic one."""
    mask = ((radius > 0.02) & (radius < 1.0)).astype(np.uint8)
    edge = np.linspace(0.02, 1.0, 271)
    static = np.where(mask, np.digitize(radius, edge), 0)
    dynamic = np.where(mask, (static - 1) // 10 + 1, 0)
    with h5py.File(path, "w") as file:
        qmap = file.create_group("qmap")
        qmap["mask"] = mask
        qmap["blemish"] = mask
        qmap["static_roi_map"] = static.astype(np.uint32)
        qmap["dynamic_roi_map"] = dynamic.astype(np.uint32)
        q = (edge[:-1] + edge[1:]) / 2 * 0.02
        qmap["static_v_list_dim0"] = q
        qmap["static_v_list_dim1"] = np.zeros(1)
        qmap["dynamic_v_list_dim0"] = q.reshape(27, 10).mean(axis=1)
        qmap["dynamic_v_list_dim1"] = np.zeros(1)
        qmap["static_num_pts"] = np.array([270, 1])
        qmap["dynamic_num_pts"] = np.array([27, 1])
        qmap["static_index_mapping"] = np.arange(270)
        qmap["dynamic_index_mapping"] = np.arange(27)


def write_metadata(path):
    with h5py.File(path, "w") as file:
        file["/entry/schema_version"] = "0.0.1"
        file["/entry/instrument/detector_1/frame_time"] = 0.001


if __name__ == "__main__":
    main()
