"""Keeps a job's script within its limits: what a scheduler's daemon on a node does for it."""

import os
import pwd
import signal
import subprocess
import time
from dataclasses import dataclass

DELETE = signal.SIGUSR1
DESTROY = signal.SIGUSR2


@dataclass(frozen=True)
class Ending:
    code: int  # what a shell's $? would be; 256 and the signal if one killed the outermost process
    why: str  # "ended", "walltime", "deleted", or "stopped" by Slurm
    seconds: float


def keep(process, seconds, patience):
    """Waits for a process that leads a group of its own.

    At its limit, at DELETE and when Slurm wants to stop it, it gets SIGTERM, and SIGKILL some seconds later; at DESTROY
    SIGKILL alone.
    """
    begun = time.monotonic()
    asked = []
    for number in (DELETE, DESTROY, signal.SIGTERM):
        signal.signal(number, lambda received, _frame: asked.append(received))
    why, kill_at = "ended", None
    while (code := process.poll()) is None:
        now = time.monotonic()
        if asked and why == "ended":
            why = "stopped" if asked[0] == signal.SIGTERM else "deleted"
        elif why == "ended" and seconds is not None and now - begun >= seconds:
            why = "walltime"
        if why != "ended" and kill_at is None and DESTROY not in asked:
            blow(process.pid, signal.SIGTERM)
            kill_at = now + patience
        if DESTROY in asked or (kill_at is not None and now >= kill_at):
            blow(process.pid, signal.SIGKILL)
            kill_at = now + 1
        time.sleep(0.05)
    # What the script left in its group does not outlive it.
    blow(process.pid, signal.SIGKILL)
    return Ending(256 - code if code < 0 else code, why, time.monotonic() - begun)


def blow(group, number):
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        pass


def begin(words, name, text, folder, environment, out, err):
    """Starts words[0], called name, with text as its input, at the head of a group."""
    process = subprocess.Popen(
        [name, *words[1:]],
        executable=words[0],
        stdin=subprocess.PIPE,
        stdout=out,
        stderr=err,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    try:
        process.stdin.write(text.encode())
        process.stdin.close()
    except BrokenPipeError:
        pass
    return process


def bare_environment(*kept):
    """What a login gives, and those of this process that are named."""
    account = pwd.getpwuid(os.getuid())
    given = {
        "HOME": account.pw_dir,
        "LOGNAME": account.pw_name,
        "USER": account.pw_name,
        "SHELL": account.pw_shell or "/bin/sh",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
    }
    return given | {name: os.environ[name] for name in kept if name in os.environ}
