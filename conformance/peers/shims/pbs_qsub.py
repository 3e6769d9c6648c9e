"""qsub of PBS Pro."""

import os
import sys
import time

from shims import pbs_request, pbs_store, slurm
from shims import pbs_site as site
from shims.pbs_site import Failure

JOB = os.path.join(os.path.dirname(os.path.realpath(__file__)), "pbs_job.py")


def qsub(words):
    if words == ["--version"]:
        print(f"pbs_version = {site.VERSION}")
        return 0
    return pbs_store.guarded("qsub", lambda: submit(words))


def submit(words):
    request, script = pbs_request.parse(words)
    options, wanted = request.options, request.resources
    queue_name = destination(options.get("-q", ""))
    queue = site.QUEUES[queue_name]
    chunks = pbs_request.chunks(wanted)
    limit = pbs_request.seconds(wanted.get("walltime"))
    default_place = "free" if "select" in wanted else "pack"
    place = pbs_request.check_place(wanted.get("place", default_place))
    admit(queue, queue_name, limit, options.get("-A"))
    never = impossible(chunks, slurm.cluster())
    held = "-h" in options
    number = slurm.submit(
        [sys.executable, JOB, os.path.abspath(site.home())],
        *slurm_options(request, queue, chunks, limit, place, held, never),
    )
    folder = os.getcwd()
    now = time.time()
    job_name = options["-N"]
    record = {
        "number": number,
        "name": job_name,
        "owner": site.user(),
        "queue": queue_name,
        "account": options.get("-A"),
        "folder": folder,
        "out": output(options.get("-o"), folder, f"{job_name}.o{number}"),
        "err": output(options.get("-e"), folder, f"{job_name}.e{number}"),
        "join": options.get("-j", "n"),
        "keep": options.get("-k", "n"),
        "mail": options.get("-m", "a"),
        "shell": options.get("-S"),
        "priority": int(options.get("-p", "0")),
        "rerun": options.get("-r", "y") == "y",
        "resources": described(wanted, chunks, place),
        "count": chunks.count,
        "each": chunks.each,
        "walltime": limit,
        "variables": variables(request, queue_name, folder),
        "arguments": " ".join(words),
        "hold": "u" if held else "n",
        "never": never,
        "deleted": None,
        "state": "H" if held else "Q",
        "substate": 20 if held else 10,
        "comment": None,
        "ctime": now,
        "mtime": now,
    }
    with open(pbs_store.path(number, "SC"), "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(script)
    os.chmod(file.name, 0o700)
    # Last: the job waits for it.
    pbs_store.write(number, "json", record)
    if "-z" not in options:
        print(pbs_store.name(number))
    return 0


def destination(text):
    queue, _, server = text.partition("@")
    if server not in ("", site.SERVER, site.HOST):
        raise Failure(
            site.UNKNOWN_HOST, "Unknown Host.", f"qsub: cannot connect to server {site.SERVER} (errno=15008)"
        )
    queue = queue or site.DEFAULT_QUEUE
    if queue not in site.QUEUES:
        raise Failure(site.UNKNOWN_QUEUE, "qsub: Unknown queue")
    return queue


def admit(queue, queue_name, limit, account):
    if not queue.enabled:
        raise Failure(site.QUEUE_OFF, "qsub: Queue is not enabled")
    if queue.private:
        raise Failure(site.NOT_PERMITTED, "qsub: Unauthorized Request ")
    if limit is not None and not (queue.shortest or 0) <= limit <= (queue.longest or limit):
        raise Failure(site.LIMITS, "qsub: Job violates queue and/or server resource limits")
    if account == site.REFUSED_ACCOUNT:
        raise Failure(site.ACCOUNT, f"qsub: Invalid account '{account}' (request rejected by site hook)")
    if queue.per_user is not None:
        mine = [r for r in pbs_store.refresh() if r["queue"] == queue_name and r["owner"] == site.user()]
        if sum(r["state"] != "F" for r in mine) >= queue.per_user:
            raise Failure(site.USER_LIMIT, "qsub: would exceed queue generic's per-user limit")


def impossible(chunks, cluster):
    """Accepted all the same, and never run."""
    for key, has in (("ncpus", cluster.cpus), ("ngpus", cluster.gpus)):
        needs = int(chunks.each.get(key, 0))
        if needs > has:
            return f"Can Never Run: Insufficient amount of resource: {key} (R: {needs} A: {has} T: {has})"
    if chunks.count > cluster.nodes:
        return "Can Never Run: Not enough total nodes available"
    return None


def slurm_options(request, queue, chunks, limit, place, hold, never):
    longest = 60 if queue.longest is None else queue.longest // 60
    # Slurm counts minutes; the job itself watches the seconds.
    minutes = longest if limit is None else min(-(-max(limit, 1) // 60), longest)
    options = [
        f"--partition={queue.partition}",
        f"--time={minutes}",
        f"--job-name={request.options['-N']}",
        "--chdir=/",
        "--requeue" if request.options.get("-r", "y") == "y" else "--no-requeue",
    ]
    if hold or never or not queue.started:
        options.append("--hold")
    # What can never run is a place in the queue for the shim alone.
    if not never:
        options += [f"--nodes={chunks.count}", "--ntasks-per-node=1", f"--cpus-per-task={chunks.each['ncpus']}"]
        if int(chunks.each.get("ngpus", 0)):
            options.append(f"--gpus-per-node={chunks.each['ngpus']}")
        if "excl" in place:
            options.append("--exclusive")
    return options


def described(wanted, chunks, place):
    """Resource_List: what was asked for, and what follows from it."""
    given = {key: value for key, value in wanted.items() if key not in ("nodes", *site.NUMBERS)}
    total = {
        key: chunks.count * int(chunks.each[key]) for key in ("ncpus", "ngpus", "mpiprocs") if key in chunks.each
    }
    if "mem" in chunks.each and chunks.count == 1:
        given["mem"] = chunks.each["mem"]
    if "walltime" in wanted:
        limit = pbs_request.seconds(wanted["walltime"])
        given["walltime"] = f"{limit // 3600:02}:{limit // 60 % 60:02}:{limit % 60:02}"
    found = given | total | {"nodect": chunks.count, "place": place, "select": wanted.get("select", chunks.text)}
    return dict(sorted(found.items()))


def output(asked, folder, name):
    """Where output goes: a path on this machine, whose other names are forgotten."""
    host, colon, path = (asked or "").partition(":")
    path = os.path.join(folder, path if colon and "/" not in host else asked or "")
    return os.path.join(path, name) if os.path.isdir(path) else path


def variables(request, queue, folder):
    environment = os.environ
    origin = {
        "PBS_O_HOME": environment.get("HOME", ""),
        "PBS_O_LOGNAME": site.user(),
        "PBS_O_PATH": environment.get("PATH", ""),
        "PBS_O_MAIL": f"/var/mail/{site.user()}",
        "PBS_O_SHELL": environment.get("SHELL", "/bin/bash"),
        "PBS_O_WORKDIR": folder,
        "PBS_O_SYSTEM": "Linux",
    }
    named = {}
    if "-V" in request.options:
        named |= {key: value for key, value in environment.items() if not key.startswith("SLURM")}
    for item in request.variables:
        key, joined, value = item.partition("=")
        if joined or key in environment:
            named[key] = value if joined else environment[key]
    return origin | named | {"PBS_O_QUEUE": queue, "PBS_O_HOST": site.HOST}
