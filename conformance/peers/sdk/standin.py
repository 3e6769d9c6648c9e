"""A Globus Compute endpoint in one file: registers over REST, speaks AMQP with pika, runs functions.

It stands in for the real agent where a test is about the SDK and the service. Tasks are unpacked,
run and packed by the SDK's own serializer. What it has taken it keeps, also while it is stopped.
"""

import json
import os
import threading
import time
import traceback
import uuid

import pika
from globus_compute_sdk.serialize import ComputeSerializer, JSONData

LARGEST_RESULT = 10 * 1024 * 1024
JSON_RESULTS = "globus_compute_sdk.serialize.concretes.JSONData"


def message(kind, data):
    return b"\x01" + json.dumps({"message_type": kind, "data": data}).encode()


class StandIn:
    """One endpoint. Registered again under its id, it goes on where it was."""

    def __init__(self, client, name="standin", endpoint_id=None, heartbeat_period=2, **registration):
        self.client = client
        self.name = name
        self.heartbeat_period = heartbeat_period
        self.registration = registration
        self.endpoint_id = endpoint_id
        self.seen = []  # ids of delivered tasks, in order
        self.waiting = []  # taken and not run yet
        self.hold = threading.Event()  # set: tasks are run
        self.hold.set()
        self.repeat_results = 1
        self.stopping = threading.Event()
        self.threads = []

    def start(self):
        metadata = {
            "endpoint_version": "4.15.0",
            "python_version": "3.11",
            "hostname": "localhost",
            "local_user": "tester",
            "endpoint_config": "engine: {type: ThreadPoolEngine}",
            "user_config_template": "",
            "user_config_schema": {"type": "object"},
        }
        answer = self.client.register_endpoint(
            self.name, self.endpoint_id, metadata=metadata, public=False, high_assurance=False,
            **self.registration)
        assert self.endpoint_id in (None, answer["endpoint_id"]), answer["endpoint_id"]
        self.endpoint_id = answer["endpoint_id"]
        self.answer = answer
        self.stopping.clear()
        ready = threading.Event()
        self.threads = [
            threading.Thread(target=self._tasks, args=(ready,), daemon=True),
            threading.Thread(target=self._beat, daemon=True),
        ]
        for thread in self.threads:
            thread.start()
        assert ready.wait(30), "the stand-in found no task queue"
        return self

    def stop(self, say_so=True):
        self.stopping.set()
        for thread in self.threads:
            thread.join(30)
        if say_so:
            self.beat_once(active=False)

    def _publisher(self, info):
        connection = pika.BlockingConnection(pika.URLParameters(info["connection_url"]))
        channel = connection.channel()
        # As the real one does: both must be there already.
        channel.exchange_declare(passive=True, exchange=info["exchange"])
        channel.queue_declare(passive=True, queue=info["queue"])
        channel.confirm_delivery()
        return connection, channel

    def _publish(self, channel, info, body):
        how = dict(info["queue_publish_kwargs"])
        how["properties"] = pika.BasicProperties(**how["properties"])
        channel.basic_publish(body=body, **how)

    def beat_once(self, **state):
        info = self.answer["heartbeat_queue_info"]
        connection, channel = self._publisher(info)
        self._publish(channel, info, self._report(**state))
        connection.close()

    def _report(self, active=True):
        state = {
            "heartbeat_period": self.heartbeat_period,
            "active": active,
            "total_workers": 1,
            "idle_workers": 1,
            "pending_tasks": 0,
            "outstanding_tasks": 0,
            "managers": 1,
        }
        return message("ep_status_report", {
            "endpoint_id": self.endpoint_id, "global_state": state, "task_statuses": {}})

    def _beat(self):
        info = self.answer["heartbeat_queue_info"]
        while not self.stopping.is_set():
            try:
                connection, channel = self._publisher(info)
                while not self.stopping.is_set():
                    self._publish(channel, info, self._report())
                    wait = time.monotonic() + self.heartbeat_period
                    while time.monotonic() < wait and not self.stopping.is_set():
                        connection.sleep(0.1)
                connection.close()
            except pika.exceptions.AMQPError:
                self.stopping.wait(0.5)

    def _tasks(self, ready):
        while not self.stopping.is_set():
            try:
                self._consume(ready)
            except pika.exceptions.AMQPError:
                self.stopping.wait(0.5)

    def _consume(self, ready):
        info = self.answer["task_queue_info"]
        results = self.answer["result_queue_info"]
        connection = pika.BlockingConnection(pika.URLParameters(info["connection_url"]))
        channel = connection.channel()
        publishing, out = self._publisher(results)

        def taken(ch, method, properties, body):
            self.seen.append(properties.headers["task_uuid"])
            self.waiting.append((properties, body))
            ch.basic_ack(method.delivery_tag)

        channel.basic_consume(info["queue"], taken, exclusive=True)
        ready.set()
        while not self.stopping.is_set():
            connection.process_data_events(time_limit=0.05)
            publishing.process_data_events(time_limit=0)
            while self.waiting and self.hold.is_set():
                answer = self._run(*self.waiting[0])
                for _ in range(self.repeat_results):
                    self._publish(out, results, answer)
                self.waiting.pop(0)
        connection.close()
        publishing.close()

    def _run(self, properties, body):
        assert body[:1] == b"\x01", body[:1]
        task = json.loads(body[1:])
        assert task["message_type"] == "task", task["message_type"]
        data = task["data"]
        assert properties.headers["function_uuid"]
        uuid.UUID(properties.headers["function_uuid"])
        started = time.time_ns()
        result = {
            "task_id": data["task_id"],
            "details": {
                "os": "Linux",
                "python_version": ".".join(map(str, __import__("sys").version_info[:3])),
                "dill_version": __import__("dill").__version__,
                "globus_compute_sdk_version": __import__("globus_compute_sdk").__version__,
                "endpoint_id": self.endpoint_id,
            },
            "error_details": None,
        }
        try:
            wanted = properties.headers.get("result_serializers") or []
            result["data"] = run_task(data["task_id"], data["task_buffer"], wanted)
        except MaxResultSizeExceeded as e:
            result["data"] = f"Traceback (most recent call last):\nMaxResultSizeExceeded: {e}"
            result["error_details"] = {"code": "MaxResultSizeExceeded", "user_message": str(e)}
        except Exception:
            result["data"] = traceback.format_exc()
            result["error_details"] = {
                "code": "RemoteExecutionError",
                "user_message": "An error occurred during the execution of this task",
            }
        result["task_statuses"] = [
            {"timestamp": started, "state": "execution-start", "actor": "worker"},
            {"timestamp": time.time_ns(), "state": "execution-end", "actor": "worker"},
        ]
        return message("result", result)


class MaxResultSizeExceeded(Exception):
    pass


def run_task(task_id, task_buffer, result_serializers):
    serializer = ComputeSerializer()
    code, args, kwargs = serializer.unpack_buffers(task_buffer)
    if code.startswith("st\n") and ":java:" in code:
        return java_task(code, args, kwargs)
    os.environ["GC_TASK_UUID"] = task_id
    function, args, kwargs = map(serializer.deserialize, (code, args, kwargs))
    value = function(*args, **kwargs)
    if JSON_RESULTS in result_serializers:
        serializer = ComputeSerializer(strategy_data=JSONData())
    packed = serializer.serialize(value)
    if len(packed) > LARGEST_RESULT:
        raise MaxResultSizeExceeded(f"{len(packed)} characters, limit {LARGEST_RESULT}")
    return packed


def java_task(code, args, kwargs):
    """As an agent of another language would: JSON in, JSON out, the code is text."""
    assert args.startswith("11\n") and kwargs.startswith("11\n"), (args, kwargs)
    value = {"code": code[3:].split(":", 1)[1], "args": json.loads(args[3:]),
             "kwargs": json.loads(kwargs[3:])}
    return "11\n" + json.dumps(value, ensure_ascii=False)
