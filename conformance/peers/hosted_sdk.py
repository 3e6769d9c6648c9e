"""The globus-compute-sdk against a service elsewhere.

Reads one JSON object on stdin: {"way": "connect"|"helper", "token_file", "url", "ca", "endpoint", "function"}.
"connect": the unmodified SDK, which calls http://localhost:5000. "helper": beamlet_sdk, which calls url over TLS.
Writes one line for each step: "ok STEP" or "FAILED STEP reason"; ends with "done".
"""

import json
import sys
import time
from pathlib import Path

ROUNDS = 20


def unmodified(order):
    from globus_compute_sdk import Client
    from globus_compute_sdk.serialize import JSONData
    from globus_sdk import AccessTokenAuthorizer

    token = Path(order["token_file"]).read_text().strip()
    return Client(
        local_compute_services=True,
        authorizer=AccessTokenAuthorizer(token),
        data_serialization_strategy=JSONData(),
    )


def helped(order):
    import beamlet_sdk
    from globus_compute_sdk.serialize import JSONData

    return beamlet_sdk.client(order["url"], ca=order["ca"], data_serialization_strategy=JSONData())


def executor(order, client):
    if order["way"] == "helper":
        import beamlet_sdk

        return beamlet_sdk.executor(order["endpoint"], client=client, json=True)
    from globus_compute_sdk import Executor
    from globus_compute_sdk.serialize import ComputeSerializer, JSONData

    return Executor(
        endpoint_id=order["endpoint"],
        client=client,
        serializer=ComputeSerializer(strategy_data=JSONData()),
        result_serializers=[JSONData()],
    )


def polled(order, client):
    task = client.run(endpoint_id=order["endpoint"], function_id=order["function"], echo=42)
    deadline = time.time() + 60
    while client.get_task(task)["pending"]:
        assert time.time() < deadline, "not done within 60 s"
        time.sleep(0.2)
    assert client.get_result(task)["echo"] == 42, client.get_result(task)


def streamed(order, client):
    with executor(order, client) as ex:
        for offset in (0, 100):
            futures = [
                ex.submit_to_registered_function(order["function"], kwargs={"echo": offset + i})
                for i in range(ROUNDS)
            ]
            got = [future.result(timeout=60)["echo"] for future in futures]
            assert got == [offset + i for i in range(ROUNDS)], got


def registered(order, client):
    from globus_compute_sdk.errors import TaskExecutionFailed  # noqa: F401 - the SDK is whole

    function = client.register_source_code("def f(x):\n    return x\n" + "#" * 200_000, "f")
    told = client.get_function(function)
    assert told["function_name"] == "f", told


def refused(order, client):
    import uuid

    import globus_sdk

    try:
        client.get_function(str(uuid.uuid4()))
        raise AssertionError("there is no such function")
    except globus_sdk.GlobusAPIError as e:
        assert (e.http_status, e.code) == (404, "FUNCTION_NOT_FOUND"), e


STEPS = {
    "polls for a result": polled,
    "has results streamed": streamed,
    "registers 200 kB of source": registered,
    "sees the service's own errors": refused,
}


def main():
    order = json.load(sys.stdin)
    failures = 0
    client = unmodified(order) if order["way"] == "connect" else helped(order)
    for name, step in STEPS.items():
        try:
            step(order, client)
            print("ok", name, flush=True)
        except Exception as e:  # noqa: BLE001 - told to whoever runs this
            failures += 1
            print("FAILED", name, f"{type(e).__name__}: {e}", flush=True)
    print("done", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
