"""Times boost_corr's command line on the benchmark set: the whole process, and its own correlation phase."""

import json
import re
import subprocess
import sys
import time


def main():
    python, folder, output = sys.argv[1:4]
    line = [
        python, "-m", "boost_corr.cli",
        "-r", f"{folder}/raw.h5", "-q", f"{folder}/qmap.h5", "-o", output,
        "-i", "-1", "-t", "Multitau", "-w", "-v", "--crop-ratio-threshold", "1.1",
    ]  # fmt: skip
    begin = time.perf_counter()
    run = subprocess.run(line, capture_output=True, text=True)
    seconds = time.perf_counter() - begin
    if run.returncode != 0:
        sys.exit(run.stderr[-4000:])
    own = re.search(r"correlation finished in [\d.]+s\. frequency = ([\d.]+) Hz", run.stderr)
    json.dump(
        {
            "frames_per_s": 2000 / seconds,
            "seconds": seconds,
            "correlation_phase_frames_per_s": float(own.group(1)) if own else None,
        },
        sys.stdout,
    )
    print()


if __name__ == "__main__":
    main()
