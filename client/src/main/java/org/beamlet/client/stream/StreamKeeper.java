package org.beamlet.client.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.beamlet.client.http.Backoff;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.error.ErrorKind;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.rest.StreamAddress;
import org.jspecify.annotations.Nullable;

/** Keeps the stream of one task group open, whatever happens to its connections. */
public final class StreamKeeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StreamKeeper.class.getName());

    /** Without a stream for so long, waiting tasks are given up. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Supplier<StreamAddress> addresses;
    private final ResultStreams streams;
    private final Events events;
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Thread keeper;

    /** What the keeper tells and asks. */
    public interface Events {
        void received(byte[] body);

        /** A stream is open again after one was lost: results may have passed it by. */
        void reopened();

        /** {@return whether anybody waits for results} */
        boolean needed();

        void gaveUp(BeamletException why);
    }

    /**
     * Prepares a keeper.
     *
     * @param addresses asked for fresh credentials before every connection
     */
    public StreamKeeper(Supplier<StreamAddress> addresses, ResultStreams streams, Events events) {
        this.addresses = addresses;
        this.streams = streams;
        this.events = events;
    }

    /** Opens the stream, in the background; further calls do nothing. */
    public synchronized void open(TaskGroupId group) {
        if (keeper == null && !closed.get()) {
            keeper = Thread.ofVirtual().name("result-stream").start(() -> keep(group));
        }
    }

    private void keep(TaskGroupId group) {
        Failures failures = new Failures();
        boolean again = false;
        while (!closed.get()) {
            CountDownLatch lost = new CountDownLatch(1);
            try (ResultStream _ = connect(group, lost)) {
                if (again) {
                    events.reopened();
                }
                again = true;
                failures.clear();
                lost.await();
            } catch (BeamletException e) {
                failures.note(e);
            } catch (InterruptedException _) {
                // Only close() interrupts.
                return;
            } catch (RuntimeException e) {
                failures.note(unexpected(e));
            }
            if (!closed.get() && !pause(failures.pause())) {
                return;
            }
        }
    }

    private ResultStream connect(TaskGroupId group, CountDownLatch lost) {
        return streams.open(addresses.get(), group, new Listener(lost));
    }

    private static BeamletException unexpected(RuntimeException fault) {
        return new BeamletException(
                ErrorCode.INTERNAL_ERROR,
                "the result stream failed: " + fault,
                "report this with the trace",
                fault);
    }

    private static boolean pause(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    @Override
    public void close() {
        closed.set(true);
        Thread thread = keeper;
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Hands messages on and wakes the keeper when they stop. */
    private final class Listener implements StreamListener {
        private final CountDownLatch lost;

        Listener(CountDownLatch lost) {
            this.lost = lost;
        }

        @Override
        public void received(byte[] body, Runnable acknowledge) {
            events.received(body);
            acknowledge.run();
        }

        @Override
        public void lost(String why) {
            LOG.log(System.Logger.Level.INFO, "result stream lost, opening another: {0}", why);
            lost.countDown();
        }
    }

    /** How often and how long nothing has worked. */
    private final class Failures {
        private int count;
        private @Nullable Instant since;

        void clear() {
            count = 0;
            since = null;
        }

        void note(BeamletException why) {
            count++;
            Instant now = Instant.now();
            Instant began = since == null ? now : since;
            since = began;
            LOG.log(System.Logger.Level.INFO, "no result stream yet: {0}", why.getMessage());
            boolean hopeless = why.kind() == ErrorKind.USER || began.plus(PATIENCE).isBefore(now);
            if (hopeless && events.needed()) {
                events.gaveUp(why);
                since = null;
            }
        }

        Duration pause() {
            return backoff.pause(Math.max(1, count));
        }
    }
}
