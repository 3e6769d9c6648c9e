"""Runs Python functions for a Beamlet node manager, one task at a time.

Frames (four bytes of length, the highest first, then JSON) come on stdin and go out on descriptor 3; stdout and stderr belong
to the functions. Needs Python 3.8 or later and, for functions in the SDK's default form, the package dill.
"""

import base64
import collections
import importlib
import io
import json
import math
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import time
import traceback
import types

LARGEST_RESULT = 10 * 1024 * 1024
LARGEST_FRAME = 64 * 1024 * 1024
FUNCTIONS_KEPT = 64

PROGRESS_PERIOD = 0.2
PARTIAL_PERIOD = 0.5
LARGEST_PARTIAL = 64 * 1024
LONGEST_WORDS = 200
DEEPEST_PARTIAL = 100
LARGEST_WHOLE = 2**63


class Refused(Exception):
    """A task that cannot be begun or whose result cannot be sent; the text says what to do."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


def pickles():
    """The SDK's own module, or Python's, which is enough for plain values."""
    try:
        return importlib.import_module("dill")
    except ImportError:
        return pickle


def loads(text):
    try:
        return pickles().loads(base64.b64decode(text))
    except ModuleNotFoundError as e:
        if e.name is None or e.name.split(".")[0] != "dill":
            raise
        raise Refused(
            "PAYLOAD_INVALID",
            "the endpoint's Python (%s, %s) lacks what globus-compute-sdk brings along to read functions in its default form; have "
            "the endpoint's admin install globus-compute-sdk there, or name another Python in worker_init (export BEAMLET_PYTHON=...)"
            % (sys.executable, sys.version.split()[0]),
        ) from None


SHELL_MODULE = "globus_compute_sdk.sdk.shell_function"
MPI_MODULE = "globus_compute_sdk.sdk.mpi_function"


class ShellResult:
    """What a command did; its fields are those that the SDK's own class has."""

    def __init__(self, cmd, stdout, stderr, returncode, exception_name=None):
        self.cmd = cmd
        self.stdout = stdout
        self.stderr = stderr
        self.returncode = returncode
        self.exception_name = exception_name


class ShellFunction:
    """A command line to run; made by the SDK, of whose class it has the fields."""

    def __call__(self, **kwargs):
        return self.run(self.cmd.format(**kwargs))

    def run(self, command):
        folder = os.environ.get("GC_TASK_SANDBOX_DIR") or os.getcwd()
        os.makedirs(folder, exist_ok=True)
        names = [given or "%s.%s" % (os.environ["GC_TASK_UUID"], kind) for given, kind in ((self.stdout, "stdout"), (self.stderr, "stderr"))]
        paths = [os.path.join(folder, name) for name in names]
        for path in paths:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        trouble = None
        with open(paths[0], "ab") as out, open(paths[1], "ab") as err:
            process = subprocess.Popen(["/bin/bash", "-c", command], stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=folder)
            try:
                status = process.wait(self.walltime)
                trouble = "subprocess.CalledProcessError" if status else None
            except subprocess.TimeoutExpired:
                status, trouble = 124, "subprocess.TimeoutExpired"
                ask_to_end(process)
        texts = [self.snippet(path) for path in paths]
        for path, given in zip(paths, (self.stdout, self.stderr)):
            if not given:
                os.remove(path)
        if getattr(self, "return_dict", False):
            return dict(cmd=command, stdout=texts[0], stderr=texts[1], returncode=status, exception_name=trouble)
        return ShellResult(command, texts[0], texts[1], status, trouble)

    def snippet(self, path):
        with open(path, "rb") as f:
            return b"".join(collections.deque(f, self.snippet_lines)).decode("utf-8", "replace")


class MPIFunction(ShellFunction):
    def __call__(self, **kwargs):
        return self.run("$PARSL_MPI_PREFIX " + self.cmd.format(**kwargs))


def stand_in():
    """Commands need nothing of the SDK but its names, which the user's side asks for."""
    try:
        importlib.import_module(SHELL_MODULE)
        return
    except ImportError:
        pass
    for name in ("globus_compute_sdk", "globus_compute_sdk.sdk", SHELL_MODULE, MPI_MODULE):
        sys.modules[name] = types.ModuleType(name)
    for kind in (ShellFunction, ShellResult):
        kind.__module__ = SHELL_MODULE
        setattr(sys.modules[SHELL_MODULE], kind.__name__, kind)
    MPIFunction.__module__ = MPI_MODULE
    sys.modules[MPI_MODULE].MPIFunction = MPIFunction


def children(pid):
    found = []
    try:
        for thread in os.listdir("/proc/%s/task" % pid):
            with open("/proc/%s/task/%s/children" % (pid, thread)) as f:
                found += map(int, f.read().split())
    except (OSError, ValueError):
        pass  # no such list on this system, or it has just ended by itself
    return found


def end_tree(pid):
    """The parents first, so that they start nothing more."""
    below = children(pid)
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
    for one in below:
        end_tree(one)


def end_children():
    """What a function started and left running ends with its task: the next one has the slot for itself."""
    left = 0
    for pid in children("self"):
        end_tree(pid)
        try:
            os.waitpid(pid, 0)
            left += 1
        except OSError:
            pass  # its own watcher was quicker
    return left


def ask_to_end(process):
    """A launcher of ranks ends those on other nodes when it is told to end, and has a moment for that."""
    for pid in [process.pid] + children(process.pid):
        try:
            os.kill(pid, signal.SIGTERM)
        except OSError:
            pass
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        pass  # what is left ends with the task


def unpack(packed):
    """Takes texts apart that follow each other, each behind its length in characters and a line feed."""
    parts, at = [], 0
    while at < len(packed):
        newline = packed.index("\n", at, at + 12)
        end = newline + 1 + int(packed[at:newline])
        if end > len(packed):
            raise ValueError("cut short")
        parts.append(packed[newline + 1 : end])
        at = end
    return parts


def pack(parts):
    return "".join("%d\n%s" % (len(part), part) for part in parts)


def from_source(text):
    name, source = text.split(":", 1)
    lines = source.splitlines(True)
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    source = "".join(line[indent:] if line.strip() else line for line in lines)
    space = {"__name__": "beamlet_function"}
    exec(compile(source, "<%s>" % name, "exec"), space)  # running what a user submitted is the purpose
    return space[name]


def from_name_and_source(payload):
    name, source = loads(payload)
    return from_source("%s:%s" % (name, source))


def first_that_works(readers):
    fault = None
    for read in readers:
        try:
            return read()
        except Exception as e:
            fault = e
    raise fault if fault is not None else ValueError("no buffer")


def combined(payload):
    parts = payload.split(":")
    return first_that_works([lambda i=i: read(parts[i] + "\n" + parts[i + 1]) for i in range(0, len(parts) - 1, 2)])


READERS = {
    "00": loads,
    "01": loads,
    "02": loads,
    "03": from_name_and_source,
    "04": from_name_and_source,
    "10": combined,
    "11": json.loads,
    "12": lambda payload: first_that_works([lambda p=p: read(p) for p in unpack(payload)]),
    "13": lambda payload: first_that_works([lambda p=p: read(p) for p in unpack(payload)]),
    "st": from_source,
    "sd": from_source,
}


def read(buffer):
    kind, newline, payload = buffer[:2], buffer[2:3], buffer[3:]
    if newline != "\n" or kind not in READERS:
        raise Refused("PAYLOAD_INVALID", "a buffer of the unknown kind %r; submit with a published SDK" % kind)
    return READERS[kind](payload)


def write_json(value):
    return "11\n" + json.dumps(value)


def write_binary(value):
    return "00\n" + base64.encodebytes(pickles().dumps(value)).decode("ascii")


def write_all(value):
    parts = []
    for write in (write_json, write_binary):
        try:
            parts.append(write(value))
        except Refused:
            raise
        except Exception:
            pass
    if not parts:
        raise TypeError("a result of type %s cannot be sent" % type(value).__name__)
    return "13\n" + pack(parts)


WRITERS = {"JSONData": write_json, "DillDataBase64": write_binary, "AllDataStrategies": write_all}


def write(value, wanted):
    """The first of the wanted forms that can hold the value; the default one where none is wanted."""
    fault = None
    for path in wanted or ["DillDataBase64"]:
        writer = WRITERS.get(path.rsplit(".", 1)[-1])
        if writer is None:
            fault = fault or ValueError("results cannot be written as %s" % path)
            continue
        try:
            return writer(value)
        except Exception as e:
            fault = e
    raise fault


def minor(version):
    return ".".join(version.split(".")[:2])


def check_version(buffer, version):
    """Bytecode of one minor version crashes another: refuses it before it is read."""
    here = sys.version.split()[0]
    if not version or minor(version) == minor(here) or buffer[:2] not in ("01", "02"):
        return
    try:
        by_value = b"_create_code" in base64.b64decode(buffer[3:])
    except ValueError:
        return  # whoever reads it says what is wrong with it
    if by_value:
        raise Refused(
            "PYTHON_VERSION_MISMATCH",
            "the function was registered by Python %s and this endpoint runs Python %s (%s), which cannot run the other's bytecode; "
            "register it with Python %s, ask the endpoint's admin for %s (export BEAMLET_PYTHON=... in worker_init), or send its "
            "source text: Executor(..., serializer=ComputeSerializer(strategy_code=PureSourceTextInspect()))"
            % (version, here, sys.executable, minor(here), minor(version)),
        )


class Functions:
    """Functions that were read lately, by their text: the next task of the same one starts at once."""

    def __init__(self):
        self.kept = collections.OrderedDict()

    def of(self, buffer):
        if buffer in self.kept:
            self.kept.move_to_end(buffer)
        else:
            self.kept[buffer] = read(buffer)
            if len(self.kept) > FUNCTIONS_KEPT:
                self.kept.popitem(last=False)
        return self.kept[buffer]


def trace():
    """The present error without the frames of this file."""
    kind, error, frames = sys.exc_info()
    while frames is not None and frames.tb_frame.f_code.co_filename == __file__:
        frames = frames.tb_next
    return "".join(traceback.format_exception(kind, error, frames))


def require_plain(value, depth=0):
    """JSON that every reader on the way takes; Python would also write what others refuse."""
    if depth > DEEPEST_PARTIAL:
        raise ValueError("a partial result is nested deeper than %d; report fewer levels" % DEEPEST_PARTIAL)
    if isinstance(value, dict):
        for key, one in value.items():
            if not isinstance(key, str):
                raise TypeError("a partial result has the key %r; keys are texts" % (key,))
            require_plain(one, depth + 1)
    elif isinstance(value, (list, tuple)):
        for one in value:
            require_plain(one, depth + 1)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a partial result holds %r, which JSON has no word for; report None instead" % value)
    elif isinstance(value, int):
        if not -LARGEST_WHOLE <= value < LARGEST_WHOLE:
            raise ValueError("a partial result holds a whole number of more than 64 bits; report it as a float or a text")
    elif not isinstance(value, (str, type(None))):
        raise TypeError(
            "a partial result holds a %s; report numbers, texts, lists and dicts (float(x), x.tolist())" % type(value).__name__
        )


class Report:
    """What one task tells while it runs: no more than a reader can follow, and nothing once it is over.

    A step that comes too soon is dropped, since another follows. A partial result that comes too soon is kept, and goes with the
    next step, the next partial result or the end.
    """

    def __init__(self, worker, task_id):
        self.worker = worker
        self.task_id = task_id
        self.lock = threading.Lock()
        self.over = False
        self.kept = None
        self.seq = 0
        self.progress_at = self.partial_at = -math.inf

    def closed(self):
        # A copy that the function forked shares the pipe, and would write amid frames of this process.
        return self.over or os.getpid() != self.worker.pid

    def progress(self, fraction, what):
        if self.closed():
            return  # before the lock, which a forked copy may have got from a thread that it lacks
        fraction = float(fraction)
        words = str(what).encode("utf-8", "replace").decode("utf-8")[:LONGEST_WORDS]
        with self.lock:
            now = time.monotonic()
            if self.closed() or now - self.progress_at < PROGRESS_PERIOD:
                return
            self.progress_at = now
            fraction = 0.0 if math.isnan(fraction) else min(1.0, max(0.0, fraction))
            self.worker.say("progress", task_id=self.task_id, fraction=fraction, what=words)
            self.tell(now)

    def partial(self, value):
        if self.closed():
            return
        if not isinstance(value, dict):
            raise TypeError('a partial result is a %s; report a dict such as {"frames": 100}' % type(value).__name__)
        require_plain(value)
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        size = len(text.encode("utf-8"))
        if size > LARGEST_PARTIAL:
            raise ValueError(
                "a partial result has %d bytes, of %d that can be sent; report less, and write what is larger to a file"
                % (size, LARGEST_PARTIAL)
            )
        with self.lock:
            if not self.closed():
                # As text, since the function may go on to change what it has reported.
                self.kept = text
                self.tell(time.monotonic())

    def tell(self, now):
        if self.kept is not None and now - self.partial_at >= PARTIAL_PERIOD:
            self.partial_at = now
            self.send()

    def send(self):
        text, self.kept = self.kept, None
        self.seq += 1
        self.worker.say("partial", task_id=self.task_id, seq=self.seq, value=json.loads(text))

    def close(self):
        """Tells the last partial result, which is all that is left of a task that then fails."""
        with self.lock:
            if self.kept is not None and not self.closed():
                self.send()
            self.over = True


REPORT_MODULE = "beamlet_task"


def offer_reports(worker):
    """The module `beamlet_task`, by which a function tells of the task that runs it."""

    def progress(fraction, what=""):
        """Tells which part of the work is done, from 0 to 1, and in a few words what it is at."""
        if worker.report is not None:
            worker.report.progress(fraction, what)

    def partial(value):
        """Tells what was found so far: a dict that JSON can hold, at most 64 KiB; the latest counts."""
        if worker.report is not None:
            worker.report.partial(value)

    module = types.ModuleType(REPORT_MODULE, offer_reports.__doc__)
    for tell in (progress, partial):
        tell.__module__ = REPORT_MODULE
        setattr(module, tell.__name__, tell)
    sys.modules[REPORT_MODULE] = module


class Worker:
    def __init__(self, incoming, outgoing):
        self.incoming = incoming
        self.outgoing = outgoing
        self.functions = Functions()
        self.told = queue.Queue()
        self.pid = os.getpid()
        self.folder = os.getcwd()
        self.replaced = {}
        self.report = None
        self.speaking = threading.Lock()

    def say(self, kind, **fields):
        body = json.dumps(dict(fields, type=kind)).encode("utf-8")
        with self.speaking:
            self.outgoing.write(struct.pack(">I", len(body)) + body)
            self.outgoing.flush()

    def explain(self):
        """Where the function is, for whoever asks why it takes so long."""
        frame = sys._current_frames().get(threading.main_thread().ident)
        lines = [line for line in traceback.format_stack(frame)[-30:] if __file__ not in line] if frame else []
        self.say("explained", stack="".join(lines).rstrip(), deadlock="")

    def listen(self):
        """Gathers frames; without a manager this process ends, whatever its function is doing."""
        frame = self.next()
        while frame is not None and frame["type"] in ("run", "explain"):
            if frame["type"] == "run":
                self.told.put(frame)
            else:
                self.explain()
            frame = self.next()
        if frame is None:
            os._exit(0)
        self.told.put(None)

    def next(self):
        header = self.incoming.read(4)
        if len(header) < 4:
            return None
        (length,) = struct.unpack(">I", header)
        if not 0 < length <= LARGEST_FRAME:
            return None
        body = self.incoming.read(length)
        return json.loads(body.decode("utf-8")) if len(body) == length else None

    def serve(self):
        threading.Thread(target=self.listen, name="manager", daemon=True).start()
        self.say("ready", pid=self.pid)
        frame = self.told.get()
        while frame is not None:
            self.run(frame)
            frame = self.told.get()

    def run(self, task):
        began = time.time_ns()
        self.say("started", task_id=task["task_id"], at_ns=began, **self.printed())
        self.report = Report(self, task["task_id"])
        try:
            result = self.result(task)
            ended = time.time_ns()
        except BaseException as e:  # SystemExit and KeyboardInterrupt end the function, not this worker
            self.end_if_forked()
            code = e.code if isinstance(e, Refused) else "RemoteExecutionError"
            text = str(e) if isinstance(e, Refused) else self.summary(e)
            self.report.close()
            self.flush()
            self.clean()
            self.say(
                "failed",
                task_id=task["task_id"],
                started_at_ns=began,
                ended_at_ns=time.time_ns(),
                code=code,
                user_message=text,
                trace=text if isinstance(e, Refused) else trace(),
            )
            return
        self.end_if_forked()
        self.report.close()
        self.flush()
        self.clean()
        self.say("done", task_id=task["task_id"], started_at_ns=began, ended_at_ns=ended, result=result)

    @staticmethod
    def printed():
        """How long the files with the output are, so that what is printed before anyone reads on is known as the task's."""
        try:
            return {"printed": {"out": os.fstat(1).st_size, "err": os.fstat(2).st_size}}
        except OSError:
            return {}  # a function closed one

    def clean(self):
        """Leaves the next task a process without children, in the folder where it was."""
        left = end_children()
        if left:
            print("beamlet: %d processes that the task left running were ended" % left, file=sys.stderr, flush=True)
        os.chdir(self.folder)
        os.environ.pop("GC_TASK_SANDBOX_DIR", None)
        for name, value in self.replaced.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self.replaced = {}

    def settle(self, task):
        """Tells the function which task it is, in a folder of its own where the endpoint wants that."""
        os.environ["GC_TASK_UUID"] = task["task_id"]
        for name, value in (task.get("environment") or {}).items():
            self.replaced[name] = os.environ.get(name)
            os.environ[name] = value
        if os.environ.get("BEAMLET_SANDBOX"):
            folder = os.path.join(self.folder, task["task_id"])
            os.makedirs(folder, mode=0o700, exist_ok=True)
            os.chdir(folder)
            os.environ["GC_TASK_SANDBOX_DIR"] = folder

    def end_if_forked(self):
        """A function that forked returns twice; the copy has nothing to tell."""
        if os.getpid() != self.pid:
            os._exit(0)

    @staticmethod
    def summary(error):
        if isinstance(error, SystemExit):
            return "the function called sys.exit(%r); return a value instead" % error.code
        return "".join(traceback.format_exception_only(type(error), error)).strip().splitlines()[-1]

    @staticmethod
    def flush():
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                pass  # the function closed it

    def result(self, task):
        try:
            parts = unpack(task["task_buffer"])
        except ValueError:
            parts = []
        if len(parts) != 3:
            raise Refused("PAYLOAD_INVALID", "the task does not hold a function and two sets of arguments; submit it anew")
        check_version(parts[0], (task.get("terms") or {}).get("python_version"))
        self.settle(task)
        function = self.functions.of(parts[0])
        positional = read(parts[1]) if parts[1] else ()
        named = read(parts[2]) if parts[2] else {}
        value = function(*positional, **named)
        result = write(value, task.get("result_serializers"))
        if len(result) > LARGEST_RESULT:
            raise Refused(
                "MaxResultSizeExceeded",
                "MaxResultSizeExceeded: the result has %d characters, of %d that can be sent; write it to a file and return its path"
                % (len(result), LARGEST_RESULT),
            )
        return result


def main():
    outgoing = os.fdopen(3, "wb")
    incoming = sys.stdin.buffer
    # A function that reads stdin must not take frames away.
    sys.stdin = io.TextIOWrapper(io.BytesIO(b""))
    os.set_inheritable(3, False)
    stand_in()
    worker = Worker(incoming, outgoing)
    offer_reports(worker)
    try:
        worker.serve()
    except BrokenPipeError:
        pass  # the manager is gone, and nobody is left to tell


if __name__ == "__main__":
    main()
