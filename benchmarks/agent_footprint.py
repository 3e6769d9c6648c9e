"""Memory and start-up of the agent's processes: `agent_footprint.py BEAMLET_HOME AGENT_PID`. Waits for one node manager
with its workers; prints one JSON object. Resident memory is VmRSS; the node manager's start is from its JVM's to its Hello."""

import glob
import json
import os
import re
import sys
import time
from datetime import datetime

IDLE_S = 15


def command(pid):
    try:
        with open("/proc/%s/cmdline" % pid, "rb") as file:
            return file.read().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def resident_mb(pid):
    with open("/proc/%s/status" % pid) as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1024


def started(pid):
    """Seconds since the epoch."""
    with open("/proc/%s/stat" % pid) as file:
        ticks = int(file.read().rsplit(")", 1)[1].split()[19])
    with open("/proc/stat") as file:
        boot = int(re.search(r"^btime (\d+)", file.read(), re.M).group(1))
    with open("/proc/uptime") as file:
        uptime = float(file.read().split()[0])
    # btime has whole seconds only.
    return max(boot, time.time() - uptime) + ticks / os.sysconf("SC_CLK_TCK")


def find(home, word):
    return sorted(
        int(path.split("/")[2]) for path in glob.glob("/proc/[0-9]*/cmdline") if word in command(path.split("/")[2]) and home in command(path.split("/")[2])
    )


def workers(manager):
    with open("/proc/%d/task/%d/children" % (manager, manager)) as file:
        direct = [int(pid) for pid in file.read().split()]
    # Forked by any thread of the manager.
    for task in os.listdir("/proc/%d/task" % manager):
        with open("/proc/%d/task/%s/children" % (manager, task)) as file:
            direct += [int(pid) for pid in file.read().split()]
    return sorted({pid for pid in direct if "WorkerMain" in command(pid)})


def welcomed(home):
    """When the node manager was let in, by its own log."""
    for path in glob.glob(os.path.join(home, "endpoints/*/blocks/*/*")):
        try:
            with open(path, errors="replace") as file:
                for line in file:
                    if "welcomed" in line:
                        return datetime.strptime(line.split()[0], "%Y-%m-%dT%H:%M:%S.%f%z").timestamp()
        except (OSError, IsADirectoryError):
            pass
    return None


def main():
    home, agent = sys.argv[1], int(sys.argv[2])
    deadline = time.monotonic() + 60
    managers, slots = [], []
    while time.monotonic() < deadline and len(slots) < 2:
        time.sleep(0.2)
        managers = find(home, "NodeManagerMain")
        slots = workers(managers[0]) if managers else []
    time.sleep(IDLE_S)
    if not managers or not slots:
        sys.exit("error: no node manager with workers within 60 s; see agent.log")
    hello = welcomed(home)
    found = {
        "agent_idle_mb": resident_mb(agent),
        "node_manager_idle_mb": resident_mb(managers[0]),
        "worker_before_tasks_mb": max(resident_mb(pid) for pid in slots),
        "node_manager_start_s": None if hello is None else hello - started(managers[0]),
    }
    report = {
        "name": "agent-footprint",
        "beamlet": round(found["agent_idle_mb"], 1),
        "peer": None,
        "ratio": None,
        "unit": "MB, agent idle",
        "details": {key: value and round(value, 3) for key, value in found.items()},
    }
    json.dump(report, sys.stdout)
    print()


if __name__ == "__main__":
    main()
