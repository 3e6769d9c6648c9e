package org.beamlet.agent.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Lines of bounded length over a socket. */
final class Lines {
    private Lines() {}

    /** Reads up to the end of the line; empty at the end of the input. */
    static Optional<String> read(SocketChannel channel, int longest) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.min(longest, 4096));
        int seen = 0;
        while (true) {
            for (; seen < bytes.position(); seen++) {
                if (bytes.get(seen) == '\n') {
                    return Optional.of(new String(bytes.array(), 0, seen, StandardCharsets.UTF_8));
                }
            }
            if (!bytes.hasRemaining()) {
                if (bytes.capacity() >= longest) {
                    throw new IOException("a line is longer than %d bytes".formatted(longest));
                }
                ByteBuffer larger =
                        ByteBuffer.allocate((int) Math.min(longest, 2L * bytes.capacity()));
                bytes = larger.put(bytes.flip());
            }
            if (channel.read(bytes) < 0) {
                return Optional.empty();
            }
        }
    }

    static void write(SocketChannel channel, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Whatever waits for the other side longer than that ends with an error. */
    static void closeAfter(SocketChannel channel, Duration limit) {
        var _ =
                CompletableFuture.runAsync(
                        () -> close(channel),
                        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // Nobody waits for it any more.
        }
    }
}
