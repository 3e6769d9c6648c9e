package org.beamlet.protocol.audit;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A copy of the entries on a syslog server, where whoever can write to the audit itself cannot.
 *
 * <p>Nobody waits for the server: a thread sends, and while the server is away entries are passed
 * over. Their numbers tell which.
 */
public final class AuditSyslog implements AutoCloseable {
    private static final int MOST_WAITING = 10_000;
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration STUCK = Duration.ofMinutes(1);
    private static final Duration LAST = Duration.ofSeconds(5);

    private final SyslogServer server;
    private final SyslogLine line;
    private final Supplier<SSLContext> tls;
    private final Consumer<String> say;
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread sender;
    private volatile @Nullable SyslogLink link;
    private volatile boolean closing;
    private volatile long sinceNanos;
    private volatile boolean sending;
    private long missed;
    private long failedNanos;
    private boolean failing;

    /**
     * Begins to send what it is given.
     *
     * @param program that sends, as the server shows it
     * @param tls for servers that want it
     * @param say is told once that the server is away, and once that it is back
     */
    public AuditSyslog(
            SyslogServer server, String program, Supplier<SSLContext> tls, Consumer<String> say) {
        this.server = server;
        this.line = SyslogLine.of(program);
        this.tls = tls;
        this.say = say;
        this.sender = Thread.ofPlatform().name("audit-syslog").daemon(true).unstarted(this::run);
        sender.start();
    }

    /** Has entries sent within a moment; returns at once. */
    public void send(List<ChainedEntry> entries) {
        for (ChainedEntry entry : entries) {
            if (!waiting.offer(line.of(entry.json()))) {
                miss();
            }
        }
        if (sending && System.nanoTime() - sinceNanos > STUCK.toNanos()) {
            // A server that takes nothing and does not go away.
            drop();
        }
    }

    private void run() {
        try {
            while (!closing || !waiting.isEmpty()) {
                byte[] message = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (message != null) {
                    deliver(message);
                }
            }
        } catch (InterruptedException _) {
            // Whoever closes it does not wait any longer.
        }
        drop();
    }

    private void deliver(byte[] message) {
        if (failing && System.nanoTime() - failedNanos < PAUSE.toNanos()) {
            miss();
            return;
        }
        sinceNanos = System.nanoTime();
        sending = true;
        try {
            SyslogLink open = link;
            if (open == null) {
                open = SyslogLink.open(server, tls);
                link = open;
            }
            open.send(message);
            reached();
        } catch (IOException | RuntimeException e) {
            drop();
            miss();
            failedNanos = System.nanoTime();
            if (!failing) {
                failing = true;
                say.accept(
                        "audit entries do not reach the syslog server server=%s why=\"%s\"; the audit itself has them"
                                .formatted(server, e));
            }
        } finally {
            sending = false;
        }
    }

    private void reached() {
        if (failing) {
            failing = false;
            say.accept(
                    "audit entries reach the syslog server again server=%s not_sent=%d"
                            .formatted(server, takeMissed()));
        }
    }

    private synchronized void miss() {
        missed++;
    }

    private synchronized long takeMissed() {
        long all = missed;
        missed = 0;
        return all;
    }

    private void drop() {
        SyslogLink open = link;
        link = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                // It is gone either way.
            }
        }
    }

    /** Sends what is left, for as long as that takes no longer than a moment. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!sender.join(LAST)) {
                sender.interrupt();
                drop();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
