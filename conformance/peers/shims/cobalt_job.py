"""A job of the pretend Cobalt, on its first node.

Called by Slurm with the folder, the limit in seconds, the files of output, errors and Cobalt's own remarks, qsub's
words, the number of variables and these, and the script with its arguments.
"""

import os
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), ".."))

from shims import keeper, slurm  # noqa: E402 - after the path is known

FRONT_END = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "cobalt")
PATIENCE = float(os.environ.get("COBALT_SHIM_KILL_DELAY", "2"))


def main(words):
    number = os.environ["SLURM_JOB_ID"]
    folder, limit = words[0], int(words[1])
    out, err, log = (word.replace("{id}", number) for word in words[2:5])
    count = int(words[6])
    variables = dict(item.partition("=")[::2] for item in words[7 : 7 + count])
    command = words[7 + count :]
    nodes = slurm.names(os.environ["SLURM_JOB_NODELIST"])
    # Beside Slurm's own files, which go with the cluster: nobody removes it if the node is lost.
    place = tempfile.mkdtemp(prefix=f"cobalt.{number}.", dir=os.path.dirname(os.environ["SLURM_CONF"]))
    node_file = written(place, "nodes", "".join(f"{node}\n" for node in nodes))
    path = slurm.quoted(os.path.realpath(FRONT_END))
    environment = keeper.bare_environment("SLURM_CONF", "SLURMD_NODENAME", "CUDA_VISIBLE_DEVICES") | {
        "COBALT_JOBID": number,
        "COBALT_NODEFILE": node_file,
        "COBALT_JOBSIZE": str(len(nodes)),
        "COBALT_PARTNAME": ",".join(nodes),
        "COBALT_STARTTIME": str(int(time.time())),
        "COBALT_ENDTIME": str(int(time.time()) + limit),
        "PATH": f"{os.path.realpath(FRONT_END)}:{os.environ.get('PATH', '/usr/bin:/bin')}",
        # Scripts are login shells (bash -el), and a profile may replace the PATH; aprun is in it all the same.
        "BASH_ENV": written(place, "path", f"PATH={path}:$PATH\nunset BASH_ENV\n"),
    }
    try:
        with open(log, "a", encoding="utf-8") as remarks, open(out, "ab") as o, open(err, "ab") as e:
            remark(remarks, f"submitted by: {words[5]}")
            remark(remarks, f"job {number} starts on {','.join(nodes)}")
            remarks.flush()
            process = keeper.begin(command, command[0], "", folder, environment | variables, o, e)
            ending = keeper.keep(process, limit, PATIENCE)
            remark(remarks, ENDINGS[ending.why].format(code=ending.code))
    finally:
        shutil.rmtree(place, ignore_errors=True)


def written(folder, name, text):
    file = os.path.join(folder, name)
    with open(file, "w", encoding="utf-8") as made:
        made.write(text)
    return file


ENDINGS = {
    "ended": "the script ended with exit code {code}",
    "walltime": "the script was killed: its time was over",
    "deleted": "the script was killed: the job was deleted",
    "stopped": "the script was killed by the machine's own scheduler",
}


def remark(file, text):
    file.write(f"{time.strftime('%a %b %d %H:%M:%S %Y')} {text}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
