"""What a Globus Compute endpoint and its client do on AMQP, with pika.

Reads one JSON object on stdin: {"agent": url, "stream": url, "endpoint": id, "other": id, "stream_queue": name}.
Writes one line for each step: "ok STEP" or "FAILED STEP reason"; ends with "done".
"""

import json
import sys

import pika
from pika.exceptions import AMQPError


def publish_kwargs(endpoint, word):
    """As the registration answer gives them; the endpoint splats them into basic_publish."""
    return {
        "exchange": word,
        "routing_key": f"{endpoint}.{word}",
        "mandatory": True,
        "properties": {"delivery_mode": 2},
    }


def publish(channel, kwargs, body):
    kwargs = dict(kwargs)
    kwargs["properties"] = pika.BasicProperties(**kwargs["properties"])
    channel.basic_publish(body=body, **kwargs)


def published(order, word):
    with pika.BlockingConnection(pika.URLParameters(order["agent"])) as connection:
        channel = connection.channel()
        channel.exchange_declare(passive=True, exchange=word)
        channel.queue_declare(passive=True, queue=word)
        channel.confirm_delivery()
        for i in range(20):
            publish(channel, publish_kwargs(order["endpoint"], word), f"{word} {i}".encode())


def consumed(order):
    with pika.BlockingConnection(pika.URLParameters(order["agent"])) as connection:
        channel = connection.channel()
        got = []
        queue = f"{order['endpoint']}.tasks"
        for method, properties, body in channel.consume(queue, exclusive=True, inactivity_timeout=20):
            assert method is not None, f"only {len(got)} tasks within 20 s"
            assert properties.headers["task_uuid"] == str(len(got)), properties.headers
            got.append(body)
            if len(got) == 10:
                channel.basic_ack(method.delivery_tag, multiple=True)
                break
        assert got == [f"task {i}".encode() for i in range(10)], got
        left = channel.queue_declare(queue=queue, passive=True).method.message_count
        assert left == 0, f"{left} tasks are left"


def streamed(order):
    with pika.BlockingConnection(pika.URLParameters(order["stream"])) as connection:
        channel = connection.channel()
        method, _, body = next(channel.consume(order["stream_queue"], inactivity_timeout=20))
        assert method is not None, "no result within 20 s"
        assert body == b"a result", body
        channel.basic_ack(method.delivery_tag)


def refused(url, act):
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.confirm_delivery()
    try:
        act(channel)
        raise AssertionError("it was allowed")
    except AMQPError as e:
        code = getattr(e, "reply_code", None)
        assert code == 403, f"{type(e).__name__}: {e}"
    finally:
        if connection.is_open:
            connection.close()


def forged(order):
    kwargs = publish_kwargs(order["other"], "results")
    refused(order["agent"], lambda channel: publish(channel, kwargs, b"forged"))


def foreign(order):
    queue = f"{order['other']}.tasks"
    refused(order["agent"], lambda channel: channel.basic_consume(queue, lambda *_: None))


def absent(order):
    """A stream that is not there: the SDK counts on a 404 that closes its channel."""
    with pika.BlockingConnection(pika.URLParameters(order["stream"])) as connection:
        channel = connection.channel()
        try:
            channel.basic_consume(order["stream_queue"] + "0", lambda *_: None)
            raise AssertionError("it was allowed")
        except pika.exceptions.ChannelClosedByBroker as e:
            assert e.reply_code == 404, e


def wrong_password(order):
    url = order["agent"].replace("@", "x@", 1)
    try:
        pika.BlockingConnection(pika.URLParameters(url))
        raise AssertionError("it was let in")
    except AMQPError:
        pass


STEPS = {
    "publishes results with confirms": lambda order: published(order, "results"),
    "publishes heartbeats with confirms": lambda order: published(order, "heartbeats"),
    "consumes tasks exclusively": consumed,
    "consumes a stream": streamed,
    "is refused another's key": forged,
    "is refused another's tasks": foreign,
    "learns that a stream is absent": absent,
    "is refused with a wrong password": wrong_password,
}


def main():
    order = json.load(sys.stdin)
    failures = 0
    for name, step in STEPS.items():
        try:
            step(order)
            print("ok", name, flush=True)
        except Exception as e:  # noqa: BLE001 - told to whoever runs this
            failures += 1
            print("FAILED", name, f"{type(e).__name__}: {e}", flush=True)
    print("done", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
