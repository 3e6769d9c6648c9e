"""A job of the pretend PBS, on its first node: what PBS's daemon there does for it.

Called by Slurm with the folder of jobs; see pbs_store.
"""

import os
import shutil
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), ".."))

from shims import keeper, pbs_store, slurm  # noqa: E402 - after the path is known

FRONT_END = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "pbspro")
# Seconds between SIGTERM and SIGKILL; PBS's own are 10.
PATIENCE = float(os.environ.get("PBS_SHIM_KILL_DELAY", "2"))


def main():
    number = int(os.environ["SLURM_JOB_ID"])
    record = wait_for(number)
    nodes = slurm.names(os.environ["SLURM_JOB_NODELIST"])
    for kind in ("end", "start"):
        try:
            os.remove(pbs_store.path(number, kind))
        except FileNotFoundError:
            pass
    with open(pbs_store.path(number, "nodes"), "w", encoding="utf-8") as file:
        for node in nodes:
            file.write(f"{node}\n" * int(record["each"].get("mpiprocs", 1)))
    # In the folder of jobs, which goes with the cluster: nobody removes it if the node is lost.
    scratch = os.path.realpath(pbs_store.path(number, f"tmp.{os.getpid()}"))
    os.makedirs(scratch, mode=0o700)
    streams = open_streams(number, record)
    process = keeper.begin(
        *shell(record, pbs_store.path(number, "SC")),
        os.path.expanduser("~"),
        environment(number, record, scratch),
        *streams,
    )
    pbs_store.write(
        number,
        "start",
        {
            "time": time.time(),
            "nodes": nodes,
            "session": process.pid,
            "runs": int(os.environ.get("SLURM_RESTART_COUNT", "0")) + 1,
        },
    )
    ending = keeper.keep(process, record["walltime"], PATIENCE)
    if ending.why == "walltime":
        said = f"=>> PBS: job killed: walltime {int(ending.seconds)} exceeded limit {record['walltime']}\n"
        os.write(streams[1].fileno(), said.encode())
    pbs_store.write(
        number, "end", {"time": time.time(), "code": ending.code, "why": ending.why, "seconds": ending.seconds}
    )
    for stream in streams:
        stream.close()
    deliver(number, record)
    shutil.rmtree(scratch, ignore_errors=True)
    return 0


def wait_for(number):
    """qsub learns the number first, and then writes what belongs to it."""
    end = time.monotonic() + 30
    while (record := pbs_store.read(number, "json")) is None:
        if time.monotonic() > end:
            sys.exit(f"nobody described job {number}")
        time.sleep(0.02)
    return record


def shell(record, script):
    """The outermost process: a login shell that reads the name of the script."""
    program = record["shell"] or os.environ.get("SHELL") or "/bin/bash"
    # A profile may have replaced the PATH; mpiexec is in it, as where it is installed.
    text = f"PATH={slurm.quoted(os.path.realpath(FRONT_END))}:$PATH {slurm.quoted(os.path.realpath(script))}\n"
    return [program], "-" + os.path.basename(program), text


def environment(number, record, scratch):
    # Of what Slurm has set, what tells nodes apart that share one host, and what leads back to it.
    kept = keeper.bare_environment("SLURM_CONF", "SLURMD_NODENAME", "CUDA_VISIBLE_DEVICES")
    return (
        kept
        | record["variables"]
        | {
            "PBS_ENVIRONMENT": "PBS_BATCH",
            "PBS_JOBID": pbs_store.name(number),
            "PBS_JOBNAME": record["name"],
            "PBS_QUEUE": record["queue"],
            "PBS_NODEFILE": os.path.realpath(pbs_store.path(number, "nodes")),
            "PBS_JOBDIR": os.path.expanduser("~"),
            "PBS_NODENUM": "0",
            "PBS_TASKNUM": "1",
            "PBS_SHIM_HOME": os.environ["PBS_SHIM_HOME"],
            "NCPUS": record["each"]["ncpus"],
            "OMP_NUM_THREADS": record["each"].get("ompthreads", record["each"]["ncpus"]),
            "TMPDIR": scratch,
        }
    )


def open_streams(number, record):
    """In the spool until the job is over, unless it asks for them at once (-k oed)."""
    direct = record["keep"] if "d" in record["keep"] else ""
    out = open(record["out"] if "o" in direct else pbs_store.path(number, "OU"), "ab", buffering=0)
    if record["join"] in ("oe", "eo"):
        return out, out
    return out, open(record["err"] if "e" in direct else pbs_store.path(number, "ER"), "ab", buffering=0)


def deliver(number, record):
    joined = record["err"] if record["join"] == "eo" else record["out"]
    targets = {"OU": joined if record["join"] != "n" else record["out"], "ER": record["err"]}
    for kind, target in targets.items():
        spooled = pbs_store.path(number, kind)
        if not os.path.exists(spooled):
            continue
        try:
            shutil.copyfile(spooled, target)
            os.remove(spooled)
        except OSError as e:
            # Kept in the spool, where PBS leaves what it cannot deliver.
            print(f"job {number}: {e}", file=sys.stderr)


if __name__ == "__main__":
    os.environ["PBS_SHIM_HOME"] = sys.argv[1]
    sys.exit(main())
