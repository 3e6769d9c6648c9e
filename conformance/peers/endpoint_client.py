"""What users do with Globus Compute's SDK, against a manager endpoint that really runs.

Called with the name of a scenario; reads one JSON object on stdin: {"token": text, "endpoint": id, "folder": path,
"broker_port": number} and whatever the scenario needs. Prints what went wrong, or "ok" as its last line.
"""

import json
import os
import sys
import time

from globus_compute_sdk import Client, Executor, ShellFunction
from globus_compute_sdk.errors import TaskExecutionFailed, TaskPending
from globus_compute_sdk.sdk.batch import Batch  # noqa: F401 - part of the SDK's surface
from globus_compute_sdk.serialize import ComputeSerializer, JSONData
from globus_sdk import AccessTokenAuthorizer
from globus_sdk.services.compute.errors import ComputeAPIError

PATIENCE = 150


def client(order, **more):
    return Client(local_compute_services=True, authorizer=AccessTokenAuthorizer(order["token"]), **more)


def executor(order, **more):
    return Executor(endpoint_id=order["endpoint"], client=client(order), **more)


def until(what, look, patience=PATIENCE):
    end = time.monotonic() + patience
    while True:
        seen = look()
        if seen:
            return seen
        assert time.monotonic() < end, f"never saw that {what}"
        time.sleep(0.2)


# Functions that the endpoint runs.


def double(x):
    return 2 * x


def slow_double(x):
    import time

    time.sleep(2)
    return 2 * x


def fail():
    return 1 / 0


def echo(*args, **kwargs):
    return {"args": args, "kwargs": kwargs}


def where():
    import os

    return os.getpid()


def name():
    import os

    return os.environ["GLOBUS_COMPUTE_ENDPOINT_NAME"]


def hold(marker, seconds):
    """Says which process it runs in, then keeps it busy."""
    import os
    import time

    with open(marker + ".new", "w") as f:
        f.write(str(os.getpid()))
    os.rename(marker + ".new", marker)
    time.sleep(seconds)
    return "held"


def taken(marker):
    """Waits until the endpoint has taken a task for good: it acknowledges half a second after it began."""
    until("it runs", lambda: os.path.exists(marker))
    time.sleep(2)


def cut_connections(port):
    """Ends the connections of this process to the broker, as a network may; later results need new ones."""
    import os
    import socket

    cut = 0
    for name in os.listdir("/proc/self/fd"):
        try:
            s = socket.socket(fileno=os.dup(int(name)))
        except OSError:
            continue
        try:
            if s.getpeername()[1] == port:
                s.shutdown(socket.SHUT_RDWR)
                cut += 1
        except (OSError, IndexError, TypeError):
            pass
        finally:
            s.close()
    return cut


# Scenarios.


def round_trip(order):
    c = client(order)
    function = c.register_function(slow_double)
    task = c.run(21, endpoint_id=order["endpoint"], function_id=function)
    try:
        c.get_result(task)
        raise AssertionError("there is a result before the task can be done")
    except TaskPending:
        pass
    done = until("it is done", lambda: (seen := c.get_task(task)) and not seen["pending"] and seen)
    assert done["status"] == "success" and done["result"] == 42, done
    assert isinstance(done["completion_t"], str), done
    assert c.get_result(task) == 42


def batch(order):
    c = client(order)
    function = c.register_function(double)
    b = c.create_batch()
    for i in range(10):
        b.add(function, args=(i,))
    answer = c.batch_run(order["endpoint"], b)
    assert {"request_id", "task_group_id", "endpoint_id", "tasks"} <= set(answer), answer
    assert answer["endpoint_id"] == order["endpoint"], answer
    ids = answer["tasks"][str(function)]
    assert len(ids) == 10, ids
    unknown = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69"
    seen = until("all are done", lambda: finished(c.get_batch_result([*ids, unknown]), ids))
    assert unknown not in seen, seen
    assert [seen[i]["result"] for i in ids] == [2 * i for i in range(10)], seen


def finished(seen, ids):
    return seen if all(not seen[i]["pending"] for i in ids) else None


def push(order):
    c = client(order)
    asked = []
    web = type(c._compute_web_client.v2)
    for name in ("get_task", "get_task_batch"):
        setattr(web, name, lambda *a, _name=name, **k: asked.append(_name))
    with Executor(endpoint_id=order["endpoint"], client=c) as ex:
        first = [ex.submit(double if i % 2 else pow, *((i,) if i % 2 else (i, 2))) for i in range(20)]
        assert [f.result(PATIENCE) for f in first] == [2 * i if i % 2 else i**2 for i in range(20)]
        assert ex.submit(pow, 2, 5).result(PATIENCE) == 32
    assert not asked, asked


def failure(order):
    with executor(order) as ex:
        futures = [ex.submit(fail), ex.submit(double, 4)]
        assert futures[1].result(PATIENCE) == 8
        error = futures[0].exception(PATIENCE)
        assert isinstance(error, TaskExecutionFailed) and "ZeroDivisionError" in str(error), error
        task = futures[0].task_id
    try:
        client(order).get_task(task)
        raise AssertionError("get_task does not raise")
    except TaskExecutionFailed as e:
        assert "ZeroDivisionError" in str(e), e


def submit_and_leave(order):
    """First half of reattach: another process takes over."""
    ex = executor(order)
    futures = [ex.submit(slow_double, i) for i in range(3)]
    until("they are sent", lambda: all(f.task_id for f in futures))
    c = client(order)
    b = c.create_batch(create_websocket_queue=False) if "create_websocket_queue" in batch_arguments() else c.create_batch()
    b.add(c.register_function(double), args=(9,))
    with open(os.path.join(order["folder"], "groups.json"), "w") as f:
        json.dump({"executor": str(ex.task_group_id), "client": str(c.batch_run(order["endpoint"], b)["task_group_id"])}, f)
    print("ok", flush=True)
    os._exit(0)


def batch_arguments():
    import inspect

    return inspect.signature(Client.create_batch).parameters


def reattach(order):
    with open(os.path.join(order["folder"], "groups.json")) as f:
        groups = json.load(f)
    with executor(order) as ex:
        futures = ex.reload_tasks(groups["executor"])
        assert sorted(f.result(PATIENCE) for f in futures) == [0, 2, 4]
    with executor(order) as ex:
        # Its group had no stream when it was submitted.
        assert [f.result(PATIENCE) for f in ex.reload_tasks(groups["client"])] == [18]


def json_values(order):
    c = client(order)
    c.fx_serializer = ComputeSerializer(strategy_data=JSONData())
    with Executor(endpoint_id=order["endpoint"], client=c) as ex:
        ex.serializer = ComputeSerializer(strategy_data=JSONData())
        ex.result_serializers = [JSONData()]
        said = ex.submit(echo, {"beam": "\N{GRINNING FACE}é"}, pair=(1, 2)).result(PATIENCE)
    assert said == {"args": [{"beam": "\N{GRINNING FACE}é"}], "kwargs": {"pair": [1, 2]}}, said


def configuration(order):
    with executor(order, user_endpoint_config={"n": 3}) as ex:
        first = ex.submit(where).result(PATIENCE)
    with executor(order, user_endpoint_config={"n": 3}) as ex:
        assert ex.submit(where).result(PATIENCE) == first, "the same configuration started another"
        other = ex.submit(where)
        assert other.result(PATIENCE) == first
    with executor(order) as ex:
        assert ex.submit(where).result(PATIENCE) != first, "no configuration is another one"


def bad_configuration(order):
    with executor(order, user_endpoint_config={"n": "three"}) as ex:
        error = ex.submit(where).exception(PATIENCE)
    assert isinstance(error, ComputeAPIError), repr(error)
    assert error.http_status == 422 and error.code == "SEMANTICALLY_INVALID", error
    assert "'three' is not of type 'integer'" in error.message, error.message
    with executor(order, user_endpoint_config={"user_runtime": {}}) as ex:
        error = ex.submit(where).exception(PATIENCE)
    assert isinstance(error, ComputeAPIError) and error.http_status == 422, repr(error)


def shell(order):
    with executor(order) as ex:
        said = ex.submit(ShellFunction("echo {what}; exit 3"), what="beam").result(PATIENCE)
    assert said.returncode == 3 and said.stdout.strip() == "beam", said


def idle(order):
    """An endpoint that stops when it has nothing to do comes again when it has."""
    config = {"n": 1, "idle": 1}
    with executor(order, user_endpoint_config=config) as ex:
        first = ex.submit(where).result(PATIENCE)
        until("the idle process is gone", lambda: not os.path.exists(f"/proc/{first}"))
        again = ex.submit(where).result(PATIENCE)
        assert again != first, again


def cluster_engine(order):
    with executor(order, user_endpoint_config={"engine": "cluster"}) as ex:
        assert ex.submit(pow, 2, 10).result(2 * PATIENCE) == 1024
        error = ex.submit(fail).exception(PATIENCE)
        assert "ZeroDivisionError" in str(error), error


def described(order):
    c = client(order)
    seen = c.get_endpoint_metadata(order["endpoint"])
    assert seen["uuid"] == order["endpoint"] and "multi_user" in seen, seen
    assert seen["user_config_schema"]["properties"]["n"] == {"type": "integer"}, seen
    assert "ThreadPoolEngine" in seen["user_config_template"], seen
    assert [e["uuid"] for e in c.get_endpoints()] == [order["endpoint"]], c.get_endpoints()
    allowed = c.get_allowed_functions(order["endpoint"])
    assert dict(allowed) == {"endpoint_id": order["endpoint"], "restricted": False, "functions": []}, allowed
    assert c.get_endpoint_status(order["endpoint"])["status"] == "online"


def online(order):
    c = client(order)
    until("it is online", lambda: c.get_endpoint_status(order["endpoint"])["status"] == "online")


def offline_within(order):
    c = client(order)
    began = time.monotonic()
    until("it is offline", lambda: c.get_endpoint_status(order["endpoint"])["status"] == "offline", order["seconds"])
    took = time.monotonic() - began
    print(f"offline after {took:.1f} s", flush=True)


def refused_offline(order):
    with executor(order) as ex:
        error = ex.submit(where).exception(PATIENCE)
    assert isinstance(error, ComputeAPIError) and error.code == "ENDPOINT_NOT_STARTED", repr(error)
    assert "globus-compute-endpoint start" in error.message, error.message


def cut(order):
    """Broker connections end mid-run: first the user's, then the endpoint's."""
    with executor(order) as ex:
        running = ex.submit(slow_double, 5)
        assert ex.submit(double, 1).result(PATIENCE) == 2
        assert cut_connections(order["broker_port"]) > 0, "the SDK has no connection to the broker"
        assert running.result(PATIENCE) == 10
        assert ex.submit(cut_connections, order["broker_port"]).result(PATIENCE) > 0
        assert ex.submit(double, 6).result(PATIENCE) == 12


def through_restart(order):
    """The service is killed and started again meanwhile."""
    marker = os.path.join(order["folder"], "in-flight")
    with executor(order) as ex:
        held = ex.submit(hold, marker, 8)
        quick = [ex.submit(slow_double, i) for i in range(6)]
        until("it runs", lambda: os.path.exists(marker))
        print("in flight", flush=True)
        assert held.result(2 * PATIENCE) == "held"
        assert [f.result(PATIENCE) for f in quick] == [2 * i for i in range(6)]
    print("no result was lost", flush=True)


def killed(order):
    """The processes of the endpoint are killed after they took the task."""
    marker = os.path.join(order["folder"], "taken")
    with executor(order, user_endpoint_config={"n": 6}) as ex:
        lost = ex.submit(hold, marker, 600)
        taken(marker)
        print("taken", flush=True)
        error = lost.exception(order["seconds"])
        assert isinstance(error, TaskExecutionFailed), repr(error)
        print(str(error).strip(), flush=True)
        assert "without a result" in str(error), error


def killed_and_back(order):
    """Only the user endpoint is killed: what it had is lost, what comes later runs."""
    marker = os.path.join(order["folder"], "taken-alone")
    with executor(order, user_endpoint_config={"n": 5}) as ex:
        lost = ex.submit(hold, marker, 600)
        taken(marker)
        with open(marker) as f:
            os.kill(int(f.read()), 9)
        later = ex.submit(double, 7)
        assert later.result(2 * PATIENCE) == 14
        error = lost.exception(PATIENCE)
        assert isinstance(error, TaskExecutionFailed) and "without a result" in str(error), repr(error)


def duplicate(order):
    """The endpoint sends a second, different result of a task from its store of unsent ones."""
    from pathlib import Path

    outcomes = []
    with executor(order) as ex:
        future = ex.submit(double, 8)
        future.add_done_callback(lambda f: outcomes.append(f.result()))
        assert future.result(PATIENCE) == 16
        unsent = Path(order["folder"], "endpoints", ex.submit(name).result(PATIENCE), "unacked_results", future.task_id)
        text = json.dumps({"message_type": "result", "data": {"task_id": str(future.task_id), "data": "11\n666"}})
        unsent.write_bytes(b"\x01" + text.encode())
        until("it was sent", lambda: not unsent.exists())
        assert ex.submit(double, 9).result(PATIENCE) == 18
    assert outcomes == [16], outcomes
    assert client(order).get_result(future.task_id) == 16


SCENARIOS = {
    f.__name__: f
    for f in (
        round_trip,
        batch,
        push,
        failure,
        submit_and_leave,
        reattach,
        json_values,
        configuration,
        bad_configuration,
        shell,
        idle,
        cluster_engine,
        described,
        online,
        offline_within,
        refused_offline,
        cut,
        through_restart,
        killed,
        killed_and_back,
        duplicate,
    )
}


if __name__ == "__main__":
    SCENARIOS[sys.argv[1]](json.load(sys.stdin))
    print("ok", flush=True)
