package org.beamlet.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.beamlet.worker.frame.FrameReader;
import org.beamlet.worker.frame.FrameWriter;
import org.beamlet.worker.frame.FromWorker;
import org.beamlet.worker.frame.ToWorker;
import org.beamlet.worker.functions.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParentWatchTest {
    @Test
    void nothingBeginsBeforeTheParentHasBeenToldWhatItGetsBack() throws Exception {
        ToWorker.Run first = ToWorker.Run.of(Tasks.misbehave("behave"));
        ToWorker.Run recalled = ToWorker.Run.of(Tasks.misbehave("behave"));
        ToWorker.Run later = ToWorker.Run.of(Tasks.misbehave("behave"));
        HeldPipe told = new HeldPipe();
        try (PipedOutputStream parent = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(parent, 64 * 1024)) {
            ParentWatch watch =
                    new ParentWatch(
                            new FrameReader<>(in, ToWorker.class),
                            new FrameWriter(told),
                            () -> {},
                            () -> {});
            watch.start();
            FrameWriter says = new FrameWriter(parent);
            says.write(first);
            assertThat(watch.next()).isEqualTo(first);
            // What was taken runs, and so another thread reads.
            says.write(List.of(recalled, later, new ToWorker.Recall(List.of(recalled.taskId()))));
            told.reached.await();

            CompletableFuture<ToWorker> next = CompletableFuture.supplyAsync(() -> next(watch));

            TimeUnit.MILLISECONDS.sleep(200);
            assertThat(next).isNotDone();
            told.open.countDown();
            assertThat(next.join()).isEqualTo(later);
            assertThat(told.frame()).isEqualTo(new FromWorker.Returned(List.of(recalled.taskId())));
        }
    }

    private static ToWorker next(ParentWatch watch) {
        try {
            return watch.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps whoever writes waiting, as a pipe does that nobody reads. */
    private static final class HeldPipe extends ByteArrayOutputStream {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        @Override
        public void flush() throws IOException {
            reached.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        FromWorker frame() throws IOException {
            return new FrameReader<>(new ByteArrayInputStream(toByteArray()), FromWorker.class)
                    .next()
                    .orElseThrow();
        }
    }
}
