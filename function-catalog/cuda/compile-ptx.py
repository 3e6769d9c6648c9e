#!/usr/bin/env python3
"""Makes PTX of each .cu file in src/main/cuda, and assembles it for an A100 and an H100 to see that it can be.

Only needed after a change of a .cu file. NVRTC and ptxas come from the Python packages nvidia-cuda-nvrtc-cu12 and
nvidia-cuda-nvcc-cu12, pinned to CUDA 12.2, so that any driver from 535 on takes the PTX; they are installed into
target/ptx-tools where they are not there. No GPU is needed, nor any other part of CUDA.
"""

import ctypes
import hashlib
import pathlib
import subprocess
import sys

VERSION = "12.2.140"
ARCHITECTURE = "compute_80"
MODULE = pathlib.Path(__file__).resolve().parent.parent
SOURCES = MODULE / "src/main/cuda"
PTX = MODULE / "src/main/resources/org/beamlet/catalog/xpcs/kernel/cuda"
TOOLS = MODULE / "target/ptx-tools"
NVRTC = TOOLS / "nvidia/cuda_nvrtc/lib"
PTXAS = TOOLS / "nvidia/cuda_nvcc/bin/ptxas"


def install():
    if PTXAS.exists() and (NVRTC / "libnvrtc.so.12").exists():
        return
    packages = [f"nvidia-cuda-nvrtc-cu12=={VERSION}", f"nvidia-cuda-nvcc-cu12=={VERSION}"]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", TOOLS, *packages], check=True
    )
    PTXAS.chmod(0o755)


def compiled(nvrtc, name, source):
    program = ctypes.c_void_p()
    call(nvrtc.nvrtcCreateProgram(ctypes.byref(program), source, name.encode(), 0, None, None), "create")
    options = [f"--gpu-architecture={ARCHITECTURE}".encode(), b"--fmad=true"]
    outcome = nvrtc.nvrtcCompileProgram(program, len(options), (ctypes.c_char_p * len(options))(*options))
    size = ctypes.c_size_t()
    nvrtc.nvrtcGetProgramLogSize(program, ctypes.byref(size))
    log = ctypes.create_string_buffer(size.value)
    nvrtc.nvrtcGetProgramLog(program, log)
    if outcome != 0:
        sys.exit(f"error: {name} does not compile\n{log.value.decode()}")
    call(nvrtc.nvrtcGetPTXSize(program, ctypes.byref(size)), "size")
    ptx = ctypes.create_string_buffer(size.value)
    call(nvrtc.nvrtcGetPTX(program, ptx), "ptx")
    return ptx.value.decode()


def call(outcome, what):
    if outcome != 0:
        sys.exit(f"error: NVRTC answered {outcome} ({what})")


def main():
    install()
    # Loaded first: NVRTC looks for it by name.
    ctypes.CDLL(str(NVRTC / "libnvrtc-builtins.so.12.2"), mode=ctypes.RTLD_GLOBAL)
    nvrtc = ctypes.CDLL(str(NVRTC / "libnvrtc.so.12"))
    PTX.mkdir(parents=True, exist_ok=True)
    for file in sorted(SOURCES.glob("*.cu")):
        source = file.read_bytes()
        ptx = compiled(nvrtc, file.name, source)
        target = PTX / f"{file.stem}.ptx"
        header = f"// source {file.name} sha256 {hashlib.sha256(source).hexdigest()}\n// nvrtc {VERSION} {ARCHITECTURE}\n"
        target.write_text(header + ptx)
        for arch in ("sm_80", "sm_90"):
            done = subprocess.run(
                [PTXAS, "-v", f"-arch={arch}", target, "-o", "/dev/null"], capture_output=True, text=True
            )
            if done.returncode != 0:
                sys.exit(f"error: ptxas refuses {target} for {arch}\n{done.stderr}")
            print(f"{file.name} {arch}")
            print(done.stderr)


if __name__ == "__main__":
    main()
