"""Slurm's commands, as far as the shims need them."""

import re
import subprocess
import time
from dataclasses import dataclass

# Further states that Slurm reports are on the way to one of these, or away from them.
ENDED = {
    "BOOT_FAIL",
    "CANCELLED",
    "COMPLETED",
    "DEADLINE",
    "FAILED",
    "NODE_FAIL",
    "OUT_OF_MEMORY",
    "PREEMPTED",
    "REVOKED",
    "TIMEOUT",
}
WAITING = {"PENDING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED"}


class Unreachable(Exception):
    """The controller does not answer: nothing is known about any job."""


class Refused(Exception):
    """Slurm said no; the text is its own."""


@dataclass(frozen=True)
class Job:
    number: int
    state: str
    reason: str
    nodes: str
    started: float  # or when it will; 0 where Slurm does not know
    user: str
    minutes: str
    count: int  # of nodes
    name: str
    comment: str


@dataclass(frozen=True)
class Cluster:
    nodes: int
    cpus: int  # of each node
    gpus: int


def ask(*words, text=None):
    done = subprocess.run(words, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip()
        if "Unable to contact slurm controller" in said or "Socket timed out" in said:
            raise Unreachable(said)
        raise Refused(said)
    return done.stdout


def submit(program, *options):
    """Runs the words of program on the job's first node; gives the job's number."""
    script = "#!/bin/sh\nexec " + " ".join(quoted(word) for word in program) + "\n"
    # What a user has set for sbatch is not meant for this one.
    return int(ask("sbatch", "--parsable", "--output=/dev/null", *options, text=script).split(";")[0])


def quoted(word):
    return "'" + word.replace("'", "'\\''") + "'"


def jobs():
    """All that Slurm remembers, by number."""
    seen = {}
    for line in ask("squeue", "-h", "-t", "all", "-o", "%A|%T|%r|%N|%S|%u|%l|%D|%j\x1f%k").splitlines():
        number, state, reason, nodes, started, user, limit, count, text = line.split("|", 8)
        name, _, comment = text.partition("\x1f")
        rest = (state, reason, nodes, moment(started), user, limit, int(count), name, comment)
        seen[int(number)] = Job(int(number), *rest)
    return seen


def moment(text):
    try:
        return time.mktime(time.strptime(text, "%Y-%m-%dT%H:%M:%S"))
    except ValueError:
        return 0.0


def cluster():
    rows = set()
    for line in ask("sinfo", "-h", "-N", "-o", "%N|%c|%G").splitlines():
        name, cpus, generic = line.split("|", 2)
        gpus = re.search(r"gpu[^,]*?:(\d+)", generic)
        rows.add((name, int(cpus), int(gpus.group(1)) if gpus else 0))
    return Cluster(len(rows), max(row[1] for row in rows), max(row[2] for row in rows))


def names(nodes):
    """Of "n[1-2]": ["n1", "n2"]."""
    return ask("scontrol", "show", "hostnames", nodes).split() if nodes else []


def hold(number):
    ask("scontrol", "uhold", str(number))


def release(number):
    ask("scontrol", "release", str(number))


def remark(number, comment):
    ask("scontrol", "update", f"jobid={number}", f"comment={comment}")


def cancel(number):
    ask("scancel", str(number))


def signal(number, name):
    """To what submit() runs, and to nothing that this has started."""
    ask("scancel", "--batch", f"--signal={name}", str(number))
