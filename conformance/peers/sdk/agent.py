"""What users of the published globus-compute-sdk do with an endpoint of Beamlet, nothing of the SDK's set to anything unusual.

    python agent.py NAME

Speaks with whoever runs it as acceptance.py does; the order names the endpoint too, which has two slots.
"""

import json
import os
import shlex
import sys
import time
from unittest import mock

import globus_compute_sdk
from globus_compute_sdk import Executor, ShellFunction
from globus_compute_sdk.errors import TaskExecutionFailed, TaskPending
from globus_compute_sdk.serialize import ComputeSerializer, JSONData, PureSourceTextInspect

from acceptance import PATIENCE, ask, client, refused, requests, say, until

# What tasks run: sent by value, because this file is the main program.


def double(x):
    return 2 * x


def square(x):
    return x * x


def slowly(x, seconds=2):
    import time

    time.sleep(seconds)
    return 2 * x


def fails():
    return 1 / 0


def same(*args, **kwargs):
    return args, kwargs


def large(size):
    return "x" * size


def where():
    import os
    import sys

    return sys.version.split()[0], os.environ.get("GC_TASK_UUID"), sorted(os.environ)


def note(path, i, seconds=0.2):
    """Leaves a line for each time it runs."""
    import os
    import time

    fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(fd, b"%d\n" % i)
    os.close(fd)
    time.sleep(seconds)
    return i


class Point:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return type(other).__name__ == "Point" and other.x == self.x


def executor(order, **more):
    return Executor(order["endpoint"], client=client(order), **more)


def goes_round(order):
    made = client(order)
    function = made.register_function(slowly)
    task = made.run(21, endpoint_id=order["endpoint"], function_id=function)
    assert made.get_task(task)["pending"] is True
    try:
        made.get_result(task)
        raise AssertionError("no TaskPending")
    except TaskPending:
        pass
    until("the task is done", lambda: not made.get_task(task)["pending"])
    done = made.get_task(task)
    assert (done["status"], done["result"]) == ("success", 42), done
    assert isinstance(done["completion_t"], str) and float(done["completion_t"]) > 1e9, done
    assert made.get_result(task) == 42


def submits_batches(order):
    made = client(order)
    function = made.register_function(double)
    batch = made.create_batch()
    for i in range(10):
        batch.add(function, (i,))
    answer = made.batch_run(order["endpoint"], batch)
    tasks = answer["tasks"][function]
    assert len(set(tasks)) == 10 and answer["endpoint_id"] == order["endpoint"], answer
    seen = {}

    def complete():
        seen.update(made.get_batch_result(tasks))
        return all(not seen.get(task, {}).get("pending", True) for task in tasks)

    until("all are done", complete)
    assert [seen[task]["result"] for task in tasks] == [2 * i for i in range(10)]


def streams_results(order):
    made = client(order)
    before = len(requests(order, made))
    with Executor(order["endpoint"], client=made) as ex:
        futures = [ex.submit(double if i % 2 else square, i) for i in range(20)]
        assert [f.result(PATIENCE) for f in futures] == [2 * i if i % 2 else i * i for i in range(20)]
        assert [ex.submit(double, i).result(PATIENCE) for i in range(3)] == [0, 2, 4]
        assert ex.submit(pow, 2, 5).result(PATIENCE) == 32
    lines = requests(order, made)[before:]
    polled = [line for line in lines if "/v2/tasks" in line or "batch_status" in line]
    assert not polled, polled


def reports_failures(order):
    with executor(order) as ex:
        bad, good = ex.submit(fails), [ex.submit(double, i) for i in range(3)]
        error = bad.exception(PATIENCE)
        assert isinstance(error, TaskExecutionFailed), error
        assert "ZeroDivisionError" in str(error) and "in fails" in str(error), error
        assert "python-worker.py" not in str(error), error
        assert [f.result(PATIENCE) for f in good] == [0, 2, 4]
        task = bad.task_id
    try:
        client(order).get_task(task)
        raise AssertionError("no TaskExecutionFailed")
    except TaskExecutionFailed as e:
        assert "ZeroDivisionError" in str(e), e


def takes_any_values(order):
    values = [None, True, 3, 2.5, "é😀", b"\x00\xff", [1], (1, (2,)), {"a": {1: 2}}, {1, 2}, 1 + 2j, Point(7), bytearray(b"x")]
    with executor(order) as ex:
        args, kwargs = ex.submit(same, *values, named=values).result(PATIENCE)
        assert list(args) == values and kwargs == {"named": values}, (args, kwargs)
        assert isinstance(args[7], tuple) and isinstance(args[7][1], tuple), args
        assert ex.submit(lambda f, x: f(f(x)), lambda x: x * 3, 2).result(PATIENCE) == 18


def submit_and_leave(order):
    """In a process of its own: three tasks are done, two run when it ends without a good-bye."""
    ex = executor(order)
    assert [f.result(PATIENCE) for f in [ex.submit(double, i) for i in range(3)]] == [0, 2, 4]
    pending = [ex.submit(slowly, i, 8) for i in range(3, 5)]
    until("they are submitted", lambda: all(f.task_id for f in pending))
    print(ex.task_group_id, flush=True)
    os._exit(0)


def reload(order):
    with Executor(order["endpoint"], client=client(order)) as ex:
        futures = list(ex.reload_tasks(order["group"]))
        print(json.dumps([len(futures), sum(f.done() for f in futures)]), flush=True)
        print(json.dumps(sorted(f.result(PATIENCE) for f in futures)), flush=True)


def another(name, order, **more):
    import subprocess

    process = subprocess.Popen(
        [sys.executable, "-B", os.path.abspath(__file__), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    say(process, json.dumps({**order, **more}))
    return process


def reattaches(order):
    with another("submit_and_leave", order) as first:
        group = first.stdout.readline().strip()
        first.wait(PATIENCE)
    with another("reload", order, group=group) as second:
        count, done = json.loads(second.stdout.readline())
        assert count == 5 and done >= 3, (count, done)
        assert json.loads(second.stdout.readline()) == [0, 2, 4, 6, 8]
        assert second.wait(PATIENCE) == 0
    # A group without a stream of its own.
    made = client(order)
    batch = made.create_batch()
    batch.add(made.register_function(slowly), (50,))
    group = made.batch_run(order["endpoint"], batch)["task_group_id"]
    with another("reload", order, group=group) as third:
        assert json.loads(third.stdout.readline())[0] == 1
        assert json.loads(third.stdout.readline()) == [100]


def crosses_languages(order):
    made = client(order)
    with Executor(order["endpoint"], client=made) as ex:
        ex.serializer = ComputeSerializer(strategy_data=JSONData())
        ex.result_serializers = [JSONData()]
        assert ex.submit(same, (1, "😀"), k={"😀": "𝄞"}).result(PATIENCE) == [[[1, "😀"]], {"k": {"😀": "𝄞"}}]
        source = ex.register_source_code("def twice(x):\n    return 2 * x\n", "twice")
        assert ex.submit_to_registered_function(source, args=[21]).result(PATIENCE) == 42
        echoed = ex.submit_to_registered_function(order["echo"], kwargs={"echo": {"😀": ["𝄞", (1, 2)]}}).result(PATIENCE)
        assert echoed["echo"] == {"😀": ["𝄞", [1, 2]]}, echoed


def calls_the_catalog(order):
    """Functions in Java, by their id, with plain arguments and no setting of any serializer."""
    with executor(order) as ex:
        value = {"b": True, "n": None, "i": 7, "f": 0.5, "s": "é😀", "l": [1, [2]], "t": (1, 2)}
        echoed = ex.submit_to_registered_function(order["echo"], kwargs={"echo": value}).result(PATIENCE)
        assert echoed["echo"] == {**value, "t": [1, 2]}, echoed
        error = ex.submit_to_registered_function(order["echo"], kwargs={"echo": Point(1)}).exception(PATIENCE)
        assert isinstance(error, TaskExecutionFailed), error
        assert "'echo'" in str(error) and "Point" in str(error), error
        error = ex.submit_to_registered_function(order["echo"], args=(1,)).exception(PATIENCE)
        assert "by its name" in str(error), error


def runs_commands(order):
    with executor(order) as ex:
        done = ex.submit(ShellFunction("echo {word}; echo aside >&2; exit 3"), word="hello").result(PATIENCE)
        assert (done.returncode, done.stdout.strip(), done.stderr.splitlines()[0]) == (3, "hello", "aside"), done
        slow = ex.submit(ShellFunction("sleep 60", walltime=1)).result(PATIENCE)
        assert slow.returncode == 124, slow
        long = ex.submit(ShellFunction("seq 5000", snippet_lines=10)).result(PATIENCE)
        assert long.returncode == 0 and long.stdout.split()[-1] == "5000" and len(long.stdout.split()) <= 10, long.stdout


def meets_limits(order):
    with executor(order) as ex:
        nine = 9 * 1024 * 1024 * 3 // 4
        assert len(ex.submit(large, nine).result(PATIENCE)) == nine
        error = ex.submit(large, 11 * 1024 * 1024).exception(PATIENCE)
        assert isinstance(error, TaskExecutionFailed) and "MaxResultSizeExceeded" in str(error), str(error)[:300]


def runs_many_functions(order):
    """Two thousand of them, each of its own text."""
    functions = [eval("lambda x: (x, %d)" % i) for i in range(2000)]
    with executor(order) as ex:
        futures = [ex.submit(f, i) for i, f in enumerate(functions)]
        assert [f.result(600) for f in futures] == [(i, i) for i in range(2000)]


def knows_its_environment(order):
    with executor(order) as ex:
        future = ex.submit(where)
        version, task, names = future.result(PATIENCE)
        assert version == sys.version.split()[0], version
        assert task == str(future.task_id), (task, future.task_id)
        assert "SET_BY_WORKER_INIT" in names, names
        assert not [n for n in names if n in ("BEAMLET_TOKEN", "UNRELATED_SECRET")], names


def names_another_version(order):
    # Registered as by another Python: what it would have sent differs in the bytecode alone.
    made = client(order)
    with mock.patch("platform.python_version", return_value="3.8.19"):
        function = made.register_function(double)
    shown = made.get_function(function)["metadata"]
    assert shown["python_version"] == "3.8.19", shown
    with Executor(order["endpoint"], client=made) as ex:
        error = ex.submit_to_registered_function(function, args=(1,)).exception(PATIENCE)
        assert "3.8.19" in str(error) and sys.version.split()[0] in str(error), error
    # As source text the version is of no consequence.
    made = client(order)
    made.fx_serializer = ComputeSerializer(strategy_code=PureSourceTextInspect())
    with mock.patch("platform.python_version", return_value="3.8.19"):
        function = made.register_function(double)
    with Executor(order["endpoint"], client=made) as ex:
        assert ex.submit_to_registered_function(function, args=(4,)).result(PATIENCE) == 8


def keeps_others_out(order):
    other = client(order, "other_token")
    function = other.register_function(double)
    error = refused(lambda: other.run(1, endpoint_id=order["endpoint"], function_id=function), 403, "ENDPOINT_ACCESS_FORBIDDEN")
    assert error.message, error


def greeting():
    """What the user's own configuration has set."""
    import os

    return os.environ.get("GREETING")


def fills_in_a_template(order):
    made = client(order)
    said = "it's \"$HOME\": {{ 7 * 7 }} # x\n  max_blocks: 9"
    init = f"export BEAMLET_PYTHON={sys.executable}; export GREETING={shlex.quote(said)}"
    config = {"slots": 1, "init": init}

    def manager(config):
        return Executor(order["manager"], client=made, user_endpoint_config=config)

    with manager(config) as one, manager({**config, "slots": 2}) as two:
        first = one.submit(greeting)
        second = two.submit(greeting)
        assert first.result(PATIENCE) == said, first.result()
        assert second.result(PATIENCE) == said, second.result()
    assert ask("user endpoints") == "2"
    # The same configuration is served by what runs already.
    with manager(dict(reversed(config.items()))) as one:
        assert one.submit(double, 21).result(PATIENCE) == 42
    assert ask("user endpoints") == "2"

    function = made.register_function(double)
    batch = made.create_batch(user_endpoint_config={"slots": "many"})
    batch.add(function, (1,))
    error = refused(lambda: made.batch_run(order["manager"], batch), 422, "SEMANTICALLY_INVALID")
    assert "slots" in error.message and "integer" in error.message, error
    with manager({"slots": 1, "init": 1}) as wrong:
        try:
            wrong.submit(double, 1).result(PATIENCE)
            raise AssertionError("nothing was refused")
        except Exception as e:
            assert "init" in str(e) and "string" in str(e), e


def survives_trouble(order):
    path = os.path.join(order["folder"], "runs")
    outcomes = []

    def submit(ex, numbers, seconds):
        futures = [ex.submit(note, path, i, seconds) for i in numbers]
        for future in futures:
            future.add_done_callback(outcomes.append)
        return futures

    def runs():
        with open(path) as f:
            return [int(line) for line in f]

    with executor(order) as ex:
        assert ex.submit(double, 1).result(PATIENCE) == 2
        futures = submit(ex, range(40), 0.2)
        until("some have run", lambda: sum(f.done() for f in futures) >= 5)
        ask("kill the agent")
        assert [f.result(PATIENCE) for f in futures] == list(range(40))
        # The SDK acknowledges results every half second, and gives up where the connection breaks before it did.
        time.sleep(2)
        futures = submit(ex, range(40, 44), 8)
        until("two run", lambda: len(runs()) >= 42)
        ask("kill the service")
        assert [f.result(PATIENCE) for f in futures] == list(range(40, 44))
        assert ex.submit(double, 7).result(PATIENCE) == 14
    assert len(outcomes) == 44, len(outcomes)
    # Managers and workers live on while the agent is gone, so nothing runs again.
    # In the order in which they ran, which tells what made one run twice.
    assert sorted(runs()) == list(range(44)), runs()


if __name__ == "__main__" and len(sys.argv) == 2:
    began = time.monotonic()
    globals()[sys.argv[1]](json.loads(sys.stdin.readline()))
    print("passed", globus_compute_sdk.__version__, round(time.monotonic() - began, 1), flush=True)
