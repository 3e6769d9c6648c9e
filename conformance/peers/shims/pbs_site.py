"""The pretend site: its server, its queues, what it knows and refuses."""

import os
import pwd
import sys
from dataclasses import dataclass

SERVER = "pbs01"
HOST = "pbs01.lab"
VERSION = "23.06.06"

# Exit statuses of PBS's commands: its error numbers modulo 256.
ACCOUNT, JOB_FINISHED, USER_LIMIT = 32, 35, 38
UNKNOWN_JOB, NOT_PERMITTED, UNKNOWN_HOST, NO_SERVER = 153, 159, 160, 162
BAD_VALUE, UNKNOWN_QUEUE, QUEUE_OFF, UNKNOWN_RESOURCE, LIMITS = 166, 170, 173, 187, 188


@dataclass(frozen=True)
class Queue:
    partition: str = "debug"
    enabled: bool = True
    started: bool = True
    private: bool = False
    longest: int | None = None  # seconds
    shortest: int | None = None
    per_user: int | None = None  # jobs that wait or run


QUEUES = {
    "workq": Queue(),
    "debug": Queue(longest=3600, shortest=5),
    "high": Queue("high"),
    "short": Queue("short", longest=60),
    "few": Queue(per_user=2),
    "held": Queue(started=False),
    "off": Queue(enabled=False),
    "priv": Queue(private=True),
}
DEFAULT_QUEUE = "workq"
REFUSED_ACCOUNT = "badproj"

# Of a chunk, and of a job as a whole; sizes and texts are passed on unread.
NUMBERS = {"ncpus", "ngpus", "mpiprocs", "ompthreads", "naccelerators"}
CHUNK = NUMBERS | {"mem", "vmem", "host", "vnode", "system", "arch"}
WHOLE = {"walltime", "place", "filesystems", "select", "nodes", "software", "cput"} | CHUNK


class Failure(Exception):
    """What a command says on stderr, and its exit status."""

    def __init__(self, status, *lines):
        super().__init__("\n".join(lines))
        self.status = status


def user():
    return pwd.getpwuid(os.getuid()).pw_name


def home():
    """Where jobs are remembered: beside the configuration of the Slurm they run on, unless it is told otherwise."""
    given = os.environ.get("PBS_SHIM_HOME")
    if given:
        return given
    if "SLURM_CONF" not in os.environ:
        raise Failure(UNKNOWN_HOST, "SLURM_CONF is not set: the shim does not know which Slurm it rests on")
    return os.path.join(os.path.dirname(os.environ["SLURM_CONF"]), "pbs")


def say(text):
    print(text, file=sys.stderr)
