"""Memory and start-up of the agent's processes: `agent_footprint.py BEAMLET_HOME AGENT_PID BEAMLET`. Waits for one node manager
with its workers; once it has made the start caches, it is ended, and others start from them. Prints one JSON object.
Resident memory is VmRSS; a node manager's start is from its JVM's to the agent's answer to its Hello."""

import glob
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from datetime import datetime

IDLE_S = 15
STARTS = 5


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
    direct = []
    # Forked by any thread of the manager.
    for task in os.listdir("/proc/%d/task" % manager):
        try:
            with open("/proc/%d/task/%s/children" % (manager, task)) as file:
                direct += [int(pid) for pid in file.read().split()]
        except OSError:
            pass  # The thread has ended since.
    return sorted({pid for pid in direct if "WorkerMain" in command(pid)})


def welcomed(home, after):
    """When the node manager that began then was let in, by its own log."""
    for path in glob.glob(os.path.join(home, "endpoints/*/blocks/*/*")):
        try:
            with open(path, errors="replace") as file:
                for line in file:
                    if "welcomed" in line:
                        at = datetime.strptime(line.split()[0], "%Y-%m-%dT%H:%M:%S.%f%z").timestamp()
                        if at > after:
                            return at
        except (OSError, IsADirectoryError):
            pass
    return None


def await_(what, limit, look):
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    sys.exit("error: no %s within %d s; see agent.log" % (what, limit))


def manager_with_workers(home, other_than):
    managers = [pid for pid in find(home, "NodeManagerMain") if pid != other_than]
    slots = workers(managers[0]) if managers else []
    return (managers[0], slots) if len(slots) == 2 else None


def start_of(home, manager):
    began = started(manager)
    return await_("answer to its Hello", 30, lambda: welcomed(home, began)) - began


def starts_with_caches(home, beamlet, first):
    await_(
        "start caches",
        120,
        lambda: len(glob.glob(os.path.join(home, "endpoints/*/tasks_working_dir/cache/*.aot"))) == 2,
    )
    name = os.path.basename(glob.glob(os.path.join(home, "endpoints/*"))[0])
    subprocess.run([beamlet, "endpoint", "scale", name, "1"], check=True, stdout=subprocess.DEVNULL)
    manager, found = first, []
    for _ in range(STARTS):
        os.kill(manager, signal.SIGTERM)
        manager, _ = await_("node manager", 120, lambda: manager_with_workers(home, manager))
        found.append(start_of(home, manager))
        time.sleep(2)
    return found


def main():
    home, agent, beamlet = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    manager, slots = await_("node manager with workers", 60, lambda: manager_with_workers(home, None))
    time.sleep(IDLE_S)
    found = {
        "agent_idle_mb": resident_mb(agent),
        "node_manager_idle_mb": resident_mb(manager),
        "worker_before_tasks_mb": max(resident_mb(pid) for pid in slots),
        "first_node_manager_start_s": start_of(home, manager),
    }
    starts = starts_with_caches(home, beamlet, manager)
    found["node_manager_start_s"] = statistics.median(starts)
    found["node_manager_start_least_s"] = min(starts)
    found["node_manager_start_most_s"] = max(starts)
    report = {
        "name": "agent-footprint",
        "beamlet": round(found["agent_idle_mb"], 1),
        "peer": None,
        "ratio": None,
        "unit": "MB, agent idle",
        "details": {key: round(value, 3) for key, value in found.items()},
    }
    json.dump(report, sys.stdout)
    print()


if __name__ == "__main__":
    main()
