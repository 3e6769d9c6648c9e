"""What users of the published globus-compute-sdk do, one function for each acceptance test.

    python acceptance.py NAME

Reads one line of JSON on stdin: {"url": ..., "token": ..., "other_token": ..., "access_log": ...}, and
where these lead through forwarders other_url, direct_url and direct_token.
A line "do WORD" on stdout asks whoever runs this to do something; a line on stdin says it is done.
"""

import json
import os
import subprocess
import sys
import time
import uuid
import warnings

import globus_compute_sdk
from globus_compute_sdk import Client, Executor
from globus_compute_sdk.errors import TaskExecutionFailed, TaskPending, VersionMismatch
from globus_compute_sdk.sdk.client import _ComputeWebClient
from globus_compute_sdk.serialize import ComputeSerializer, JSONData
from globus_sdk import AccessTokenAuthorizer, ComputeAPIError

from standin import StandIn

PATIENCE = 180
warnings.simplefilter("ignore")


def client(order, token="token", check=True):
    authorizer = AccessTokenAuthorizer(order[token])
    made = Client(do_version_check=False, authorizer=authorizer)
    # The address is fixed to localhost:5000 in local mode; tests take free ports.
    url = order.get("other_url", order["url"]) if token == "other_token" else order["url"]
    made._compute_web_client = _ComputeWebClient(base_url=url, authorizer=authorizer)
    if check:
        made.version_check()
    return made


def owner(order):
    """The owner of the endpoint, who is elsewhere and has a way to the service of their own."""
    if "direct_url" not in order:
        return client(order)
    return client({**order, "url": order["direct_url"], "token": order["direct_token"]})


def ask(word):
    print("do", word, flush=True)
    answer = sys.stdin.readline().strip()
    assert answer.startswith("done"), answer
    return answer[5:]


def until(what, look):
    end = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < end, f"never saw that {what}"
        time.sleep(0.1)


def refused(call, status, code):
    try:
        call()
    except ComputeAPIError as e:
        assert (e.http_status, e.code) == (status, code), e
        assert e.message, e
        return e
    raise AssertionError(f"{code} was not raised")


def requests(order, made):
    """All lines of the access log so far; it is written behind, so one of our own must be there."""
    mark = str(uuid.uuid4())
    refused(lambda: made.get_function(mark), 404, "FUNCTION_NOT_FOUND")
    lines = []

    def complete():
        with open(order["access_log"]) as log:
            lines[:] = log.read().splitlines()
        return any(mark in line for line in lines)

    until("the log is complete", complete)
    return lines


def online(made, endpoint):
    return made.get_endpoint_status(endpoint)["status"] == "online"


# What tasks run: sent by value, because this file is the main program.


def double(x):
    return 2 * x


def square(x):
    return x * x


def fails():
    return 1 / 0


def large(size):
    return "x" * size


def same(x):
    return x


def pause(seconds, value):
    import time

    time.sleep(seconds)
    return value


def shakes_hands(order):
    made = client(order)
    from packaging.version import Version

    answer = made._compute_web_client.v2.get_version(service="all").data
    assert Version(answer["api"]) >= Version("0.3.5"), answer
    bare = made._compute_web_client.v2.get_version()
    assert json.loads(bare.text) == answer["api"], bare.text


def is_too_old(order):
    try:
        client(order)
    except VersionMismatch as e:
        assert "99.0.0" in str(e), e
        return
    raise AssertionError("no VersionMismatch")


def goes_round(order):
    made = client(order)
    agent = StandIn(owner(order)).start()
    agent.hold.clear()
    function = made.register_function(double)
    task = made.run(21, endpoint_id=agent.endpoint_id, function_id=function)
    first = made.get_task(task)
    assert first["pending"] is True, first
    assert first["status"] in ("received", "waiting-for-ep"), first
    try:
        made.get_result(task)
        raise AssertionError("no TaskPending")
    except TaskPending:
        pass
    agent.hold.set()
    until("the task is done", lambda: not made.get_task(task)["pending"])
    done = made.get_task(task)
    assert (done["status"], done["result"]) == ("success", 42), done
    assert isinstance(done["completion_t"], str) and float(done["completion_t"]) > 1e9, done
    assert made.get_result(task) == 42
    shown = made.get_function(function)
    assert shown["function_name"] == "double", shown
    assert shown["metadata"]["sdk_version"] == globus_compute_sdk.__version__, shown
    agent.stop()


def submits_batches(order):
    made = client(order)
    agent = StandIn(owner(order)).start()
    function = made.register_function(double)
    batch = made.create_batch()
    for i in range(10):
        batch.add(function, (i,))
    answer = made.batch_run(agent.endpoint_id, batch)
    assert set(answer) >= {"request_id", "task_group_id", "endpoint_id", "tasks"}, answer
    for key in ("request_id", "task_group_id", "endpoint_id"):
        uuid.UUID(answer[key])
    assert answer["endpoint_id"] == agent.endpoint_id
    tasks = answer["tasks"][function]
    assert len(set(tasks)) == 10, tasks
    unknown = str(uuid.uuid4())
    results = {}

    def complete():
        results.update(made.get_batch_result(tasks + [unknown]))
        return all(not results.get(task, {}).get("pending", True) for task in tasks)

    until("all are done", complete)
    assert [results[task]["result"] for task in tasks] == [2 * i for i in range(10)]
    assert unknown not in results
    agent.stop()


def streams_results(order):
    made = client(order)
    agent = StandIn(owner(order)).start()
    before = len(requests(order, made))
    with Executor(agent.endpoint_id, client=made) as executor:
        futures = [executor.submit(double if i % 2 else square, i) for i in range(20)]
        assert [f.result(PATIENCE) for f in futures] == [
            2 * i if i % 2 else i * i for i in range(20)]
        again = [executor.submit(double, i) for i in range(5)]
        assert [f.result(PATIENCE) for f in again] == [0, 2, 4, 6, 8]
    lines = requests(order, made)[before:]
    assert any("/submit" in line for line in lines), lines
    polled = [line for line in lines if "/v2/tasks" in line or "batch_status" in line]
    assert not polled, polled
    agent.stop()


def reports_failures(order):
    made = client(order)
    agent = StandIn(owner(order)).start()
    with Executor(agent.endpoint_id, client=made) as executor:
        bad = executor.submit(fails)
        good = [executor.submit(double, i) for i in range(3)]
        try:
            bad.result(PATIENCE)
            raise AssertionError("no TaskExecutionFailed")
        except TaskExecutionFailed as e:
            assert "ZeroDivisionError" in str(e), e
        assert [f.result(PATIENCE) for f in good] == [0, 2, 4]
        try:
            made.get_task(bad.task_id)
            raise AssertionError("no TaskExecutionFailed")
        except TaskExecutionFailed as e:
            assert "ZeroDivisionError" in str(e), e
            assert float(e.completion_t) > 1e9, e.completion_t
    agent.stop()


def submit_and_leave(order):
    """In a process of its own: three tasks run, two are left when it ends without a good-bye."""
    executor = Executor(order["endpoint"], client=client(order))
    done = [executor.submit(double, i) for i in range(3)]
    assert [f.result(PATIENCE) for f in done] == [0, 2, 4]
    ask("hold")
    pending = [executor.submit(double, i) for i in range(3, 5)]
    until("they are submitted", lambda: all(f.task_id for f in pending))
    print(executor.task_group_id, flush=True)
    os._exit(0)


def reload(order):
    """In another one: says what is done, then all results."""
    with Executor(order["endpoint"], client=client(order)) as executor:
        futures = list(executor.reload_tasks(order["group"]))
        print(json.dumps([len(futures), sum(f.done() for f in futures)]), flush=True)
        print(json.dumps(sorted(f.result(PATIENCE) for f in futures)), flush=True)


def another(name, order, **more):
    process = subprocess.Popen(
        [sys.executable, "-B", os.path.abspath(__file__), name],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    say(process, json.dumps({**order, **more}))
    return process


def say(process, line):
    process.stdin.write(line + "\n")
    process.stdin.flush()


def reattaches(order):
    made = client(order)
    agent = StandIn(owner(order)).start()
    with another("submit_and_leave", order, endpoint=agent.endpoint_id) as first:
        assert first.stdout.readline().strip() == "do hold"
        agent.hold.clear()
        say(first, "done")
        group = first.stdout.readline().strip()
        first.wait(PATIENCE)
    expect_reloaded(order, agent, group, [5, 3], [0, 2, 4, 6, 8])
    # A group without a stream of its own: the SDK gives up where it finds none.
    agent.hold.clear()
    batch = made.create_batch()
    batch.add(made.register_function(double), (50,))
    group = made.batch_run(agent.endpoint_id, batch)["task_group_id"]
    expect_reloaded(order, agent, group, [1, 0], [100])
    agent.stop()


def expect_reloaded(order, agent, group, counts, results):
    with another("reload", order, endpoint=agent.endpoint_id, group=group) as second:
        assert json.loads(second.stdout.readline()) == counts
        agent.hold.set()
        assert json.loads(second.stdout.readline()) == results
        assert second.wait(PATIENCE) == 0


def crosses_languages(order):
    made = client(order)
    made.fx_serializer = ComputeSerializer(strategy_data=JSONData())
    agent = StandIn(owner(order)).start()
    source = "java:org.example.Correlate::g2"
    with Executor(agent.endpoint_id, client=made) as executor:
        executor.serializer = ComputeSerializer(strategy_data=JSONData())
        executor.result_serializers = [JSONData()]
        function = executor.register_source_code(source, "g2")
        source_function = executor.register_source_code("def twice(x):\n    return 2 * x\n", "twice")
        assert executor.submit_to_registered_function(source_function, args=[21]).result(PATIENCE) == 42
        value = executor.submit_to_registered_function(
            function, args=[(1, 2)], kwargs={"emoji": {"😀": "𝄞"}}).result(PATIENCE)
        assert value["code"].endswith(source), value
        assert value["args"] == [[1, 2]], value
        assert value["kwargs"] == {"emoji": {"😀": "𝄞"}}, value
        assert executor.submit(same, (1, "😀")).result(PATIENCE) == [1, "😀"]
    agent.stop()


def raises_errors(order):
    made, other = client(order), client(order, "other_token")
    agent = StandIn(owner(order)).start()
    function = made.register_function(double)
    unknown = str(uuid.uuid4())
    refused(lambda: made.get_function(unknown), 404, "FUNCTION_NOT_FOUND")
    refused(lambda: made.get_task(unknown), 404, "TASK_NOT_FOUND")
    refused(lambda: made.run(1, endpoint_id=unknown, function_id=function), 404, "ENDPOINT_NOT_FOUND")
    refused(lambda: made.run(1, endpoint_id=agent.endpoint_id, function_id=unknown), 404,
            "FUNCTION_NOT_FOUND")
    refused(lambda: other.get_function(function), 403, "FUNCTION_ACCESS_FORBIDDEN")
    refused(lambda: made.get_function("nonsense"), 400, "INVALID_UUID")
    agent.stop()
    listed = StandIn(owner(order), "listed", allowed_functions=[function]).start()
    refused(lambda: made.run(1, endpoint_id=listed.endpoint_id,
                             function_id=made.register_function(square)), 403, "FUNCTION_NOT_PERMITTED")
    listed.stop()
    before = len(requests(order, made))
    wrong = client({**order, "token": "bl_wrong"}, check=False)
    refused(lambda: wrong.get_function(function), 401, "INVALID_AUTH_TOKEN")
    tried = [line for line in requests(order, made)[before:] if " 401 " in line]
    # A forwarder refuses strangers itself.
    assert len(tried) == (0 if "direct_url" in order else 1), tried


def meets_limits(order):
    made = client(order)
    agent = StandIn(owner(order)).start()
    function = made.register_function(same)
    too_large = "x" * (11 * 1024 * 1024)
    refused(lambda: made.run(too_large, endpoint_id=agent.endpoint_id, function_id=function), 413,
            "TASK_PAYLOAD_TOO_LARGE")
    task = made.run(11 * 1024 * 1024, endpoint_id=agent.endpoint_id,
                    function_id=made.register_function(large))

    def failed():
        try:
            return not made.get_task(task)["pending"]
        except TaskExecutionFailed as e:
            assert "MaxResultSizeExceeded" in str(e), e
            return True

    until("the large result fails", failed)
    nearly = made.run(6 * 1024 * 1024, endpoint_id=agent.endpoint_id,
                      function_id=made.register_function(large))
    until("six megabytes come back", lambda: not made.get_task(nearly)["pending"])
    assert len(made.get_result(nearly)) == 6 * 1024 * 1024
    agent.stop()


def waits_when_told(order):
    """The service grants five requests in six seconds, and more calls than that are made."""
    made = client(order)
    function = made.register_function(double)
    for _ in range(12):
        assert made.get_function(function)["function_name"] == "double"
    assert any(" 429 " in line for line in requests(order, made)), "no request was refused"


def repeats_nothing(order):
    """Every other registration and submission is answered 503, or not at all, after it was done."""
    made = client(order)
    agent = StandIn(owner(order)).start()
    function = made.register_function(double)
    batch = made.create_batch()
    for i in range(5):
        batch.add(function, (i,))
    answer = made.batch_run(agent.endpoint_id, batch)
    tasks = answer["tasks"][function]
    group = made._compute_web_client.v2.get_task_group(answer["task_group_id"])
    assert sorted(t["id"] for t in group["tasks"]) == sorted(tasks), group
    until("all have run", lambda: len(agent.seen) >= 5)
    time.sleep(1)
    assert sorted(agent.seen) == sorted(tasks), agent.seen
    assert [e["uuid"] for e in made.get_endpoints()] == [agent.endpoint_id]
    agent.stop()


def lists_and_stops(order):
    made, other = client(order), client(order, "other_token")
    agent = StandIn(owner(order), "mine", heartbeat_period=2).start()
    until("it is online", lambda: online(made, agent.endpoint_id))
    assert agent.endpoint_id in [e["uuid"] for e in made.get_endpoints()]
    assert agent.endpoint_id in [e["uuid"] for e in made.get_endpoints(role="any")]
    assert agent.endpoint_id not in [e["uuid"] for e in other.get_endpoints(role="any")]
    mine = next(e for e in made.get_endpoints() if e["uuid"] == agent.endpoint_id)
    assert set(mine) >= {"uuid", "name", "display_name", "owner"}, mine
    uuid.UUID(mine["owner"])
    shown = made.get_endpoint_metadata(agent.endpoint_id)
    assert shown["multi_user"] is False and shown["user_config_schema"] == {"type": "object"}, shown
    allowed = made.get_allowed_functions(agent.endpoint_id)
    assert allowed["endpoint_id"] == agent.endpoint_id and allowed["restricted"] is False, allowed

    agent.stop(say_so=False)  # as if it had been killed
    assert online(made, agent.endpoint_id), "a heartbeat may be late"
    began = time.monotonic()
    until("it is offline", lambda: not online(made, agent.endpoint_id))
    assert time.monotonic() - began < 3 * 2 + 4, "three periods are six seconds"
    agent.start()
    until("it is online again", lambda: online(made, agent.endpoint_id))
    agent.stop()
    until("its good-bye is heard", lambda: not online(made, agent.endpoint_id))

    locked = made.stop_endpoint(agent.endpoint_id)
    assert locked["endpoint_id"] == agent.endpoint_id, locked
    time.strptime(locked["lock_expiration_timestamp"], "%Y-%m-%dT%H:%M:%S.%f")
    refused(agent.start, 423, "RESOURCE_LOCKED")
    function = made.register_function(double)
    assert made.delete_function(function).data == {"result": 302}
    refused(lambda: made.get_function(function), 404, "FUNCTION_NOT_FOUND")
    assert made.delete_endpoint(agent.endpoint_id).data == {"result": 302}
    refused(lambda: made.get_endpoint_metadata(agent.endpoint_id), 404, "ENDPOINT_NOT_FOUND")


def survives_trouble(order):
    made = client(order)
    agent = StandIn(owner(order)).start()
    agent.repeat_results = 2
    outcomes = []
    with Executor(agent.endpoint_id, client=made) as executor:
        assert executor.submit(double, 1).result(PATIENCE) == 2
        agent.hold.clear()
        futures = [executor.submit(double, i) for i in range(10)]
        for future in futures:
            future.add_done_callback(outcomes.append)
        until("all are submitted", lambda: all(f.task_id for f in futures))
        until("all are delivered", lambda: len(agent.seen) >= 11)
        agent.stop(say_so=False)
        # Service and broker end and start: the SDK must ask for new credentials and finish.
        ask("restart")
        agent.hold.set()
        agent.start()
        assert [f.result(PATIENCE) for f in futures] == [2 * i for i in range(10)]
        assert executor.submit(double, 7).result(PATIENCE) == 14
        assert len(outcomes) == 10, outcomes
    assert len(agent.seen) == len(set(agent.seen)) == 12, agent.seen
    agent.stop()


def uses_local_mode(order):
    made = Client(local_compute_services=True, authorizer=AccessTokenAuthorizer(order["token"]))
    agent = StandIn(owner(order)).start()
    with Executor(endpoint_id=agent.endpoint_id, client=made) as executor:
        assert executor.submit(pow, 2, 5).result(PATIENCE) == 32
    agent.stop()


if __name__ == "__main__" and len(sys.argv) == 2:
    globals()[sys.argv[1]](json.loads(sys.stdin.readline()))
    print("passed", globus_compute_sdk.__version__, flush=True)
