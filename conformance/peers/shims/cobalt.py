"""Cobalt's qsub, qstat, qdel, qhold and qrls.

Nothing is remembered here: a job that ended is gone at once, and what Slurm's job needs to be known by is its comment,
"cobalt" and perhaps "killing".
"""

import argparse
import getopt
import os
import re
import shlex
import signal
import sys
import time

from shims import slurm
from shims.pbs_site import say, user

JOB = os.path.join(os.path.dirname(os.path.realpath(__file__)), "cobalt_job.py")
MARK, KILLING = "cobalt", "cobalt killing"
QUEUES = {"default": "debug", "debug": "debug", "high": "high", "short": "short"}
STARTING_SECONDS = 1
COLUMNS = ("JobID", "User", "WallTime", "Nodes", "State", "Location")
CELLS = {
    "JobID": lambda job: str(job.number),
    "JobName": lambda job: job.name,
    "User": lambda job: job.user,
    "WallTime": lambda job: duration(job.minutes),
    "Nodes": lambda job: str(job.count),
    "State": lambda job: state(job),
    "Location": lambda job: location(job),
}


class Failure(Exception):
    pass


def guarded(command, act):
    # Ends quietly if nobody reads on, as programs in C do.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        return act()
    except (Failure, slurm.Refused) as e:
        say(f"{command}: {e}")
        return 1
    except slurm.Unreachable:
        say(f"{command}: cannot reach the queue manager")
        return 1


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Failure(message)


def parser():
    made = Parser(prog="qsub", add_help=False, allow_abbrev=False)
    made.add_argument("-n", "--nodecount", type=int)
    made.add_argument("-t", "--time")
    made.add_argument("-q", "--queue", default="default")
    made.add_argument("-A", "--project")
    made.add_argument("-h", "--held", action="store_true")
    made.add_argument("-O", "--outputprefix")
    made.add_argument("-o", "--output")
    made.add_argument("-e", "--error")
    made.add_argument("-M", "--notify")
    for name in ("--attrs", "--jobname", "--cwd", "--mode", "--debuglog"):
        made.add_argument(name)
    made.add_argument("--env", action="append", default=[])
    made.add_argument("command", nargs=argparse.REMAINDER)
    return made


def directives(script):
    """Of the lines #COBALT, which end at the first that a shell would run."""
    words = []
    with open(script, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("#COBALT"):
                words += shlex.split(line[7:])
            elif line.strip() and not line.startswith("#"):
                break
    return words


def minutes(text):
    if not re.fullmatch(r"\d+|\d+:\d\d(:\d\d)?", text or ""):
        raise Failure("a time is needed: -t MINUTES or -t HH:MM:SS")
    parts = [int(part) for part in text.split(":")]
    total = parts[0] if len(parts) == 1 else parts[0] * 60 + parts[1] + (1 if parts[2:] and parts[2] else 0)
    if total == 0:
        raise Failure("a job of no time cannot be")
    return total


def qsub(words):
    return guarded("qsub", lambda: submit(words))


def submit(words):
    asked = parser().parse_args(words)
    if not asked.command:
        raise Failure("no script was given")
    script = os.path.join(asked.cwd or os.getcwd(), asked.command[0])
    if not (os.path.isfile(script) and os.access(script, os.X_OK)):
        raise Failure(f"command {script} is not found, or is not executable")
    # The command line comes later, and wins.
    options = words[: len(words) - len(asked.command)]
    asked = parser().parse_args([*directives(script), *options, *asked.command])
    count, limit = asked.nodecount, minutes(asked.time)
    if count is None or count < 1:
        raise Failure("a number of nodes is needed: -n NODES")
    if asked.queue not in QUEUES:
        raise Failure(f"queue '{asked.queue}' does not exist")
    if count > slurm.cluster().nodes:
        raise Failure(f"{count} nodes are more than there are")
    if QUEUES[asked.queue] == "short" and limit > 1 or limit > 60:
        raise Failure(f"queue '{asked.queue}' does not allow {limit} minutes")
    folder = os.path.realpath(asked.cwd or os.getcwd())
    prefix = asked.outputprefix or "{id}"
    variables = [item for text in asked.env for item in re.split(r":(?=\w+=)", text)]
    program = [sys.executable, JOB, folder, str(limit * 60)]
    program += [
        os.path.join(folder, asked.output or f"{prefix}.output"),
        os.path.join(folder, asked.error or f"{prefix}.error"),
        os.path.join(folder, asked.debuglog or f"{prefix}.cobaltlog"),
    ]
    program += [shlex.join(["qsub", *words]), str(len(variables)), *variables, script, *asked.command[1:]]
    number = slurm.submit(
        program,
        f"--partition={QUEUES[asked.queue]}",
        f"--nodes={count}",
        "--ntasks-per-node=1",
        "--exclusive",
        f"--time={limit}",
        f"--job-name={asked.jobname or os.path.basename(script)}",
        f"--comment={MARK}",
        "--chdir=/",
        "--no-requeue",
        *(["--hold"] if asked.held else []),
    )
    print(number)
    return 0


def present():
    """Those of Cobalt that have not ended, by number."""
    return {
        number: job
        for number, job in sorted(slurm.jobs().items())
        if job.comment.startswith(MARK) and job.state not in slurm.ENDED
    }


def state(job):
    if job.state in slurm.WAITING:
        return {"JobHeldUser": "user_hold", "JobHeldAdmin": "admin_hold"}.get(job.reason, "queued")
    if job.comment == KILLING:
        return "killing"
    if job.state == "COMPLETING":
        return "exiting"
    if job.state == "CONFIGURING" or time.time() - job.started < STARTING_SECONDS:
        return "starting"
    return "running"


def qstat(words):
    try:
        pairs, rest = getopt.getopt(words, "u:", ["user=", "header="])
    except getopt.GetoptError as e:
        say(f"qstat: {e}\nusage: qstat [-u USER] [--header COLUMN[:COLUMN...]] [JOBID...]")
        return 2
    users = {value for option, value in pairs if option in ("-u", "--user")}
    columns = COLUMNS
    for option, value in pairs:
        if option == "--header":
            columns = tuple(value.split(":"))
    return guarded("qstat", lambda: show(users, [number(word) for word in rest], columns))


def show(users, chosen, columns):
    unknown = [column for column in columns if column not in CELLS]
    if unknown:
        raise Failure(f"there is no column '{unknown[0]}' here")
    listed = present()
    rows = [
        tuple(CELLS[column](job) for column in columns)
        for n, job in listed.items()
        if (not users or job.user in users) and (not chosen or n in chosen)
    ]
    if rows:
        table(rows, columns)
    return 1 if any(n not in listed for n in chosen) else 0


def location(job):
    return "None" if job.state in slurm.WAITING or not job.nodes else job.nodes


def duration(limit):
    """Of Slurm's D-HH:MM:SS, HH:MM:SS or MM:SS."""
    parts = [int(part) for part in re.split("[-:]", limit)]
    total = 0
    for part, unit in zip(reversed(parts), (1, 60, 3600, 86400), strict=False):
        total += part * unit
    return f"{total // 3600:02}:{total // 60 % 60:02}:{total % 60:02}"


def table(rows, columns=COLUMNS):
    widths = [max(len(row[i]) for row in (columns, *rows)) for i in range(len(columns))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in (columns, *rows)]
    print("\n".join([lines[0], "=" * len(lines[0]), *lines[1:]]))


def number(word):
    if not word.isdigit():
        raise Failure(f"'{word}' is not a job's id")
    return int(word)


def each(command, words, act, title):
    def all_of_them():
        if not words:
            raise Failure("which job? give its id")
        listed, done, status = present(), [], 0
        for word in words:
            job = listed.get(number(word))
            if job is None:
                say(f"{command}: job {word} is not there")
                status = 1
                continue
            act(job)
            done.append((word, job.user))
        if done:
            print(f"      {title}")
            table(done, ("JobID", "User"))
        return status

    return guarded(command, all_of_them)


def qdel(words):
    return each("qdel", words, delete, "Deleted Jobs")


def delete(job):
    if job.state in slurm.WAITING:
        slurm.cancel(job.number)
        return
    try:
        slurm.remark(job.number, KILLING)
        if state(job) == "starting":
            # Nothing may be there yet that would take a signal.
            slurm.cancel(job.number)
        else:
            slurm.signal(job.number, "USR1")
    except slurm.Refused:
        # It ended meanwhile, or cannot be told.
        slurm.cancel(job.number)


def qhold(words):
    return each("qhold", words, lambda job: waiting(job, slurm.hold), "Held Jobs")


def qrls(words):
    return each("qrls", words, lambda job: waiting(job, slurm.release), "Released Jobs")


def waiting(job, act):
    if job.state not in slurm.WAITING:
        raise Failure(f"job {job.number} runs")
    act(job.number)
