"""What the pretend server remembers of its jobs, which is longer than Slurm does.

A folder with, for job 7: 7.json, which the commands write; 7.start and 7.end, which the job itself writes, so that its
end is known even if nobody asked while Slurm knew of it; 7.SC, its script; 7.OU and 7.ER, its output while it runs.
"""

import fcntl
import json
import os
import signal
import time
from contextlib import contextmanager

from shims import pbs_site as site
from shims import slurm
from shims.pbs_site import Failure

WALLTIME_EXCEEDED = -29
NODE_LOST = -20


def path(number, kind):
    return os.path.join(site.home(), f"{number}.{kind}")


def read(number, kind):
    try:
        with open(path(number, kind), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None


def write(number, kind, value):
    """At once, or not at all: another may read it meanwhile."""
    file = path(number, kind)
    with open(f"{file}.{os.getpid()}", "w", encoding="utf-8") as new:
        json.dump(value, new, indent=1)
    os.rename(new.name, file)


@contextmanager
def locked():
    os.makedirs(site.home(), exist_ok=True)
    with open(os.path.join(site.home(), "lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def numbers():
    return sorted(int(name[:-5]) for name in os.listdir(site.home()) if name.endswith(".json"))


def forget(number):
    for kind in ("json", "start", "end", "SC", "OU", "ER", "nodes"):
        try:
            os.remove(path(number, kind))
        except FileNotFoundError:
            pass


def refresh(chosen=None):
    """All jobs, or those chosen, as they are now; to be called with the lock held."""
    known = slurm.jobs()
    records = []
    for number in numbers() if chosen is None else chosen:
        record = read(number, "json")
        if record is None:
            continue
        if record["state"] != "F":
            update(record, known.get(number))
            write(number, "json", record)
        records.append(record)
    return records


def update(record, job):
    number = record["number"]
    start, end = read(number, "start"), read(number, "end")
    # Of an earlier run: it was queued again.
    if job and job.state not in slurm.ENDED and end and (job.state in slurm.WAITING or end["time"] < job.started):
        end = None
    if job is None or job.state in slurm.ENDED:
        finish(record, job, start, end)
    elif job.state in slurm.WAITING:
        waits(record, job)
    elif end:
        runs(record, start)
        ended(record, end)
        change(record, "E", 51)
    else:
        runs(record, start)
        change(record, "R", 42 if start else 41)


def change(record, state, substate):
    if (record["state"], record["substate"]) != (state, substate):
        record |= {"state": state, "substate": substate, "mtime": time.time()}


def waits(record, job):
    if "stime" in record:
        # It ran before, and was queued again.
        record["comment"] = None
        for key in ("nodes", "session", "stime"):
            record.pop(key, None)
    if record["hold"] != "n":
        record["comment"] = None
        change(record, "H", 20)
        return
    change(record, "Q", 10)
    if record["never"]:
        record["comment"] = record["never"]
    elif not site.QUEUES[record["queue"]].started:
        record["comment"] = "Not Running: Queue not started."
    elif job.reason not in ("None", "Priority", "BeginTime"):
        record["comment"] = f"Not Running: {lack(job.reason)}"


def lack(reason):
    return "Not enough free nodes available" if reason == "Resources" else reason


def runs(record, start):
    if not start:
        return
    at = time.strftime("%a %b %d at %H:%M", time.localtime(start["time"]))
    record |= {key: start[key] for key in ("nodes", "session", "runs")}
    record |= {"stime": start["time"], "comment": f"Job run at {at} on {vnodes(record)}"}


def vnodes(record):
    each = "".join(f":{key}={value}" for key, value in record["each"].items())
    return "+".join(f"({node}{each})" for node in record["nodes"])


def ended(record, end):
    record |= {"obittime": end["time"], "used": end["seconds"], "exit": end["code"]}
    if end["why"] == "walltime":
        record["exit"] = WALLTIME_EXCEEDED


def finish(record, job, start, end):
    never_ran = start is None or record["state"] in ("Q", "H") and record["deleted"]
    now = time.time()
    record["history"] = int(end["time"] if end else now)
    if never_ran:
        record["comment"] = f"{record['comment']} and terminated" if record["comment"] else None
        change(record, "F", 91)
        return
    runs(record, start)
    why = "lost"
    if end:
        ended(record, end)
        why = end["why"]
    else:
        # Nothing was left that could tell: the daemon killed it, or its node is gone.
        lost = job is not None and job.state == "NODE_FAIL"
        record |= {"obittime": now, "used": now - start["time"], "exit": NODE_LOST if lost else 265}
    limit = record["walltime"]
    late = limit is not None and record["used"] >= limit
    if job is not None and job.state == "TIMEOUT" or why == "stopped" and late:
        record["exit"], why = WALLTIME_EXCEEDED, "walltime"
    substate, words = 93, "failed"
    if record["deleted"]:
        substate, words = 91, f"terminated by {record['deleted']}"
    elif why == "walltime":
        words = "exceeded resource walltime"
    elif record["exit"] == 0:
        substate, words = 92, "finished"
    record["comment"] += f" and {words}"
    change(record, "F", substate)


def number_of(command, word):
    """Of "12", "12.pbs01" or "12.pbs01@pbs01"."""
    number, _, server = word.partition(".")
    if not number.isdigit() or server not in ("", site.SERVER, site.HOST, f"{site.SERVER}@{site.SERVER}"):
        raise Failure(1, f"{command}: illegally formed job identifier: {word}")
    return int(number)


def name(number):
    return f"{number}.{site.SERVER}"


def guarded(command, act):
    """Runs a command; gives its exit status."""
    # Ends quietly if nobody reads on, as programs in C do.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        with locked():
            return act()
    except Failure as e:
        if str(e):
            site.say(e)
        return e.status
    except slurm.Refused as e:
        site.say(f"{command}: {e}")
        return 1
    except slurm.Unreachable:
        site.say("Connection refused")
        site.say(f"{command}: cannot connect to server {site.SERVER} (errno=15010)")
        return site.NO_SERVER
