package org.beamlet.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import org.beamlet.node.wire.ArtifactPart;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file on its way to a node that reads slowly. */
class ArtifactStreamTest {
    private static final int BYTES = 40_000_000;

    @TempDir Path folder;

    @Test
    void noMoreIsReadThanTheNodeHasRoomFor() throws Exception {
        byte[] content = new byte[BYTES];
        new Random(1).nextBytes(content);
        Path file = Files.write(folder.resolve("large"), content);
        SlowNode node = new SlowNode();
        ArtifactStream stream = new ArtifactStream(node);

        Thread sending = Thread.startVirtualThread(() -> stream.send("large", () -> file));
        node.readAll();
        sending.join();

        assertThat(node.mostWaiting()).isEqualTo(1);
        assertThat(node.bytes()).isEqualTo(BYTES);
        assertThat(node.sum()).isEqualTo(sum(content));
    }

    @Test
    void aNodeThatGoesAwayEndsTheReading() throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("large"), new byte[BYTES]);
        SlowNode node = new SlowNode();
        ArtifactStream stream = new ArtifactStream(node);

        Thread sending = Thread.startVirtualThread(() -> stream.send("large", () -> file));
        node.read();
        node.goAway();
        sending.join();

        assertThat(node.bytes()).isLessThan(BYTES);
    }

    private static long sum(byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(content);
        return sum.getValue();
    }

    /** Has room for one piece; the next may come once that was read. */
    private static final class SlowNode extends ServerCallStreamObserver<ArtifactPart> {
        private final CRC32 sum = new CRC32();
        private Runnable whenReady = () -> {};
        private Runnable whenCancelled = () -> {};
        private @Nullable ArtifactPart waiting;
        private int held;
        private int most;
        private long bytes;
        private boolean completed;
        private boolean cancelled;

        void readAll() throws InterruptedException {
            while (read()) {
                // The next piece.
            }
        }

        /** {@return whether there was one more piece} */
        boolean read() throws InterruptedException {
            synchronized (this) {
                while (waiting == null && !completed) {
                    wait();
                }
                if (waiting == null) {
                    return false;
                }
                waiting.getData().asReadOnlyByteBufferList().forEach(sum::update);
                bytes += waiting.getData().size();
                waiting = null;
                held--;
            }
            whenReady.run();
            return true;
        }

        void goAway() {
            synchronized (this) {
                cancelled = true;
            }
            whenCancelled.run();
        }

        synchronized int mostWaiting() {
            return most;
        }

        synchronized long bytes() {
            return bytes;
        }

        synchronized long sum() {
            return sum.getValue();
        }

        @Override
        public synchronized boolean isReady() {
            return held == 0;
        }

        @Override
        public synchronized boolean isCancelled() {
            return cancelled;
        }

        @Override
        public synchronized void onNext(ArtifactPart part) {
            waiting = part;
            held++;
            most = Math.max(most, held);
            notifyAll();
        }

        @Override
        public synchronized void onCompleted() {
            completed = true;
            notifyAll();
        }

        @Override
        public synchronized void onError(Throwable why) {
            completed = true;
            notifyAll();
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            whenReady = handler;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            whenCancelled = handler;
        }

        @Override
        public void setCompression(String compression) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}
    }
}
