"""The Python functions of the suite chaos, as the published SDK writes functions down.

    python chaos_functions.py

Prints one object of JSON: {name: {"code": packed, "python_version": ...}}.
"""

import json
import platform

from globus_compute_sdk import ShellFunction
from globus_compute_sdk.serialize import ComputeSerializer, PureSourceTextInspect


def note(path, label, seconds):
    """Leaves a line for each time it runs."""
    import os
    import time

    fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(fd, (label + "\n").encode())
    os.close(fd)
    time.sleep(seconds)
    return {"label": label}


def work(path, label, seconds):
    import os
    import time

    fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(fd, (label + "\n").encode())
    os.close(fd)
    end = time.monotonic() + seconds
    total = 0
    for i in range(1000):
        total += i * i
    time.sleep(max(0, end - time.monotonic()))
    return {"label": label, "total": total}


def large(label, size):
    return {"label": label, "text": "x" * size}


def fails(path, label):
    import os

    fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(fd, (label + "\n").encode())
    os.close(fd)
    raise ValueError("meant to fail: " + label)


command = ShellFunction("echo {label} >> {path}; sleep {seconds}; echo ran {label}", return_dict=True)
by_value = ComputeSerializer()
by_source = ComputeSerializer(strategy_code=PureSourceTextInspect())


def packed(function, serializer=by_value):
    return {
        "code": serializer.pack_buffers([serializer.serialize(function)]),
        "python_version": platform.python_version(),
    }


if __name__ == "__main__":
    print(
        json.dumps(
            {
                "note": packed(note),
                "work": packed(work, by_source),
                "large": packed(large),
                "fails": packed(fails),
                "command": packed(command),
            }
        )
    )
