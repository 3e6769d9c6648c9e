package org.beamlet.cloud.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.audit.AuditSyslog;
import org.beamlet.protocol.audit.ChainedEntry;
import org.beamlet.protocol.audit.SyslogServer;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.net.Connections;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes entries, many at a time: whoever waits for theirs waits for one commit.
 *
 * <p>An entry that cannot be written is said in the service's log; it stops nobody's work.
 */
public final class AuditLog implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AuditLog.class);
    private static final int MOST = 500;

    private final AuditTable table;
    private final Optional<Path> file;
    private final Optional<AuditSyslog> syslog;
    private final Clock clock;
    private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final Thread writer;

    private record Pending(@Nullable AuditEntry entry, CompletableFuture<Boolean> written) {}

    /**
     * Begins to take entries.
     *
     * @param file to which they are written too
     * @param syslog server to which they are sent too
     * @param kept how long they stay in the store
     */
    public AuditLog(
            Store store, Clock clock, Optional<Path> file, Optional<String> syslog, Duration kept) {
        this.table = new AuditTable(store, clock, kept);
        this.clock = clock;
        this.file = file;
        this.syslog = syslog.map(AuditLog::copies);
        file.ifPresent(AuditLog::prepare);
        this.writer = Thread.ofPlatform().name("audit").daemon(true).unstarted(this::run);
        writer.start();
    }

    private static AuditSyslog copies(String server) {
        try {
            return new AuditSyslog(
                    SyslogServer.parse(server),
                    "beamlet-cloud",
                    () -> Connections.of(System.getenv()).tls(),
                    LOG::warn);
        } catch (IllegalArgumentException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "beamlet.audit.syslog '%s' is no syslog server that can be sent to: %s"
                            .formatted(server, e.getMessage()),
                    SyslogServer.remedy(),
                    e);
        }
    }

    private static void prepare(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
            Files.write(file, new byte[0], StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "beamlet.audit.file '%s' cannot be written: %s".formatted(file, e.getMessage()),
                    "name a file in a folder that the service may write to",
                    e);
        }
    }

    /** Has an entry written within a moment. */
    public void soon(AuditEntry entry) {
        queue.add(new Pending(entry, new CompletableFuture<>()));
    }

    /** Has an entry written and returns when that is done. */
    public void now(AuditEntry entry) {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        queue.add(new Pending(entry, written));
        try {
            boolean _ = written.join();
        } catch (CompletionException _) {
            // Said in the log by the writer.
        }
    }

    private void run() {
        List<Pending> batch = new ArrayList<>();
        boolean ends = false;
        while (!ends) {
            batch.clear();
            try {
                batch.add(queue.take());
            } catch (InterruptedException _) {
                return;
            }
            queue.drainTo(batch, MOST);
            ends = batch.stream().anyMatch(pending -> pending.entry() == null);
            write(batch);
        }
    }

    private void write(List<Pending> batch) {
        List<AuditEntry> entries = new ArrayList<>();
        for (Pending pending : batch) {
            AuditEntry entry = pending.entry();
            if (entry != null) {
                entries.add(entry);
            }
        }
        try {
            List<ChainedEntry> chained = table.add(entries);
            syslog.ifPresent(server -> server.send(chained));
            append(chained);
        } catch (BeamletException | IOException e) {
            LOG.errorf(e, "audit entries are not in the store entries=%s", Json.write(entries));
        } finally {
            batch.forEach(pending -> pending.written().complete(true));
        }
    }

    private void append(List<ChainedEntry> entries) throws IOException {
        if (file.isPresent() && !entries.isEmpty()) {
            String lines = entries.stream().map(ChainedEntry::line).collect(Collectors.joining());
            Files.writeString(file.get(), lines, StandardOpenOption.APPEND);
        }
    }

    /** Takes away what is older than it has to be. */
    public void prune() {
        table.prune()
                .ifPresent(last ->
                        soon(
                                new AuditEntry(
                                        clock.instant().toString(),
                                        "",
                                        null,
                                        "",
                                        "forget what is older than is kept",
                                        "entries up to %d, hash %s"
                                                .formatted(last.seq(), last.hash()),
                                        "allowed",
                                        null,
                                        "")));
    }

    /** Writes what is left. */
    @Override
    public void close() {
        queue.add(new Pending(null, new CompletableFuture<>()));
        try {
            writer.join(Duration.ofSeconds(10));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        syslog.ifPresent(AuditSyslog::close);
    }
}
