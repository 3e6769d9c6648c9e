package org.beamlet.client;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamlet.client.stream.ResultStream;
import org.beamlet.client.stream.ResultStreams;
import org.beamlet.client.stream.StreamListener;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.protocol.rest.StreamAddress;
import org.jspecify.annotations.Nullable;

/** Streams in memory, delivered and lost by the test. */
final class FakeStreams implements ResultStreams {
    private final BlockingQueue<Opened> opened = new LinkedBlockingQueue<>();
    private final List<StreamAddress> addresses = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();

    @Override
    public ResultStream open(StreamAddress address, TaskGroupId group, StreamListener listener) {
        addresses.add(address);
        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE, "the broker is away", "wait for it");
        }
        Opened stream = new Opened(group, listener);
        opened.add(stream);
        return stream;
    }

    void refuse(int times) {
        refusals.set(times);
    }

    List<StreamAddress> addresses() {
        return addresses;
    }

    Opened next() throws InterruptedException {
        Opened stream = opened.poll(2, TimeUnit.MINUTES);
        if (stream == null) {
            throw new AssertionError("no stream was opened");
        }
        return stream;
    }

    /** One stream. */
    static final class Opened implements ResultStream {
        private final TaskGroupId group;
        private final StreamListener listener;
        private final AtomicInteger acknowledged = new AtomicInteger();
        private final AtomicBoolean closed = new AtomicBoolean();

        Opened(TaskGroupId group, StreamListener listener) {
            this.group = group;
            this.listener = listener;
        }

        TaskGroupId group() {
            return group;
        }

        void deliver(TaskId task, Object value) {
            deliver(
                    new Message.Result(
                            task.value(), Serialized.json(value).text(), null, null, null));
        }

        void fail(TaskId task, String code, String userMessage, String trace) {
            deliver(
                    new Message.Result(
                            task.value(),
                            trace,
                            null,
                            new Message.ErrorDetails(code, userMessage),
                            null));
        }

        void deliver(Message.@Nullable Result result) {
            deliver(result == null ? new byte[0] : MessageCodec.encode(result));
        }

        void deliver(byte[] body) {
            listener.received(body, acknowledged::incrementAndGet);
        }

        int acknowledged() {
            return acknowledged.get();
        }

        boolean closed() {
            return closed.get();
        }

        void lose() {
            listener.lost("the test cut it");
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
