"""mpiexec and aprun: processes on a job's nodes, by srun."""

import os
import sys

# Options of MPICH's, Open MPI's and Cray's that make no difference to pretend nodes, by the words that follow them.
IGNORED = {
    "--bind-to": 1,
    "-bind-to": 1,
    "--cpu-bind": 1,
    "--depth": 1,
    "-d": 1,
    "-cc": 1,
    "-j": 1,
    "--map-by": 1,
    "--allow-run-as-root": 0,
    "--line-buffer": 0,
    "-l": 0,
    "-b": 0,
    "-q": 0,
}
COUNT = {"-n", "-np", "--np"}
PER_NODE = {"-ppn", "--ppn", "-N"}
NODE_FILE = {"--hostfile", "-hostfile", "--machinefile", "-f"}


class Wrong(Exception):
    pass


def mpiexec(words):
    return run("mpiexec", words, PER_NODE, NODE_FILE, ["--kill-on-bad-exit=1"])


def aprun(words):
    return run("aprun", words, {"-N"}, set(), [])


def run(name, words, per_node_options, file_options, more):
    try:
        arguments = command(words, per_node_options, file_options, more)
    except (Wrong, OSError) as e:
        print(f"{name}: {e}", file=sys.stderr)
        return 1
    os.execvp("srun", arguments)


def command(words, per_node_options, file_options, more):
    job = os.environ.get("PBS_JOBID") or os.environ.get("COBALT_JOBID")
    if not job:
        raise Wrong("this is not inside a job: neither PBS_JOBID nor COBALT_JOBID is set")
    count = per_node = file = None
    variables = []
    words = list(words)
    while words and words[0].startswith("-"):
        option, joined, value = words.pop(0).partition("=")
        if option in IGNORED:
            if not joined:
                del words[: IGNORED[option]]
            continue
        if option not in COUNT | per_node_options | file_options | {"--env", "-e", "-env", "--pmi"}:
            raise Wrong(f"{option} is not imitated by this shim")
        if not joined:
            if not words:
                raise Wrong(f"{option} needs a value")
            value = words.pop(0)
        if option in COUNT:
            count = number(option, value)
        elif option in per_node_options:
            per_node = number(option, value)
        elif option in file_options:
            file = value
        elif option != "--pmi":
            variables.append(value)
    if not words:
        raise Wrong("there is no command to run")
    lines = listed(file or os.environ.get("PBS_NODEFILE") or os.environ["COBALT_NODEFILE"])
    nodes = list(dict.fromkeys(lines))
    if not nodes:
        raise Wrong("the file of nodes is empty")
    if count is None:
        count = len(nodes) * per_node if per_node else len(lines)
    if per_node is None:
        per_node = -(-count // len(nodes))
    used = nodes[: -(-count // per_node)]
    if len(used) * per_node < count:
        raise Wrong(f"{count} processes, {per_node} on each, need more than the {len(nodes)} nodes of the job")
    return [
        "srun",
        f"--jobid={job.split('.')[0]}",
        "--overlap",
        "--overcommit",
        "--mpi=none",
        "--input=none",
        f"--nodes={len(used)}",
        f"--nodelist={','.join(used)}",
        f"--ntasks={count}",
        f"--ntasks-per-node={per_node}",
        *more,
        *(["--export=ALL," + ",".join(variables)] if variables else []),
        *words,
    ]


def number(option, value):
    if not value.isdigit() or int(value) == 0:
        raise Wrong(f"{option} needs a number, not '{value}'")
    return int(value)


def listed(file):
    with open(file, encoding="utf-8") as lines:
        return [line.split()[0] for line in lines if line.strip()]
