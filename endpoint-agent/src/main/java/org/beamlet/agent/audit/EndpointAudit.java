package org.beamlet.agent.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.beamlet.agent.access.Attempt;
import org.beamlet.agent.access.Attempts;
import org.beamlet.agent.access.LoggedAttempts;
import org.beamlet.agent.config.AuditPlace;
import org.beamlet.protocol.audit.AuditFile;
import org.beamlet.protocol.audit.AuditSyslog;
import org.beamlet.protocol.audit.ChainHead;
import org.beamlet.protocol.audit.ChainedEntry;
import org.beamlet.protocol.net.Connections;
import org.jboss.logging.Logger;

/**
 * Writes down what happens, many events at a time, a moment after they happened.
 *
 * <p>A full disk stops no task: what cannot be written is tried again, and from so many waiting
 * events on is counted; an entry says how many were lost.
 */
public final class EndpointAudit implements Attempts, AutoCloseable {
    /** Of an endpoint that keeps none. */
    public static final EndpointAudit NONE =
            new EndpointAudit(Optional.empty(), Optional.empty(), Clock.systemUTC());

    private static final Logger LOG = Logger.getLogger(EndpointAudit.class);
    private static final int MOST_WAITING = 100_000;
    private static final int MOST_AT_ONCE = 2000;
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration LAST = Duration.ofSeconds(10);

    private final Optional<AuditFile> file;
    private final Optional<AuditSyslog> syslog;
    private final Clock clock;
    private final BlockingQueue<ObjectNode> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread writer;
    private long lost;
    private volatile boolean closing;

    private EndpointAudit(Optional<AuditFile> file, Optional<AuditSyslog> syslog, Clock clock) {
        this.file = file;
        this.syslog = syslog;
        this.clock = clock;
        this.writer = Thread.ofPlatform().name("audit").daemon(true).unstarted(this::run);
    }

    /**
     * Opens the file and begins to write.
     *
     * @throws org.beamlet.protocol.error.BeamletException with code CONFIG_INVALID if it cannot be
     *     written
     */
    public static EndpointAudit open(Optional<AuditPlace> place, Clock clock) {
        return place.isEmpty() ? NONE : open(place.get(), clock);
    }

    /** The same of an endpoint that keeps one. */
    public static EndpointAudit open(AuditPlace place, Clock clock) {
        AuditFile file = AuditFile.open(place.file());
        Optional<AuditSyslog> syslog =
                place.syslog()
                        .map(server ->
                                new AuditSyslog(
                                        server,
                                        "beamlet-endpoint",
                                        () -> Connections.of(System.getenv()).tls(),
                                        LOG::warn));
        EndpointAudit audit = new EndpointAudit(Optional.of(file), syslog, clock);
        audit.writer.start();
        return audit;
    }

    /** {@return whether it keeps anything} */
    public boolean keeps() {
        return file.isPresent();
    }

    /** {@return the newest entry, where entries are kept} */
    public Optional<ChainHead> head() {
        return file.map(AuditFile::head);
    }

    @Override
    public boolean all() {
        return keeps();
    }

    @Override
    public void note(Attempt attempt) {
        LoggedAttempts.IN_LOG.note(attempt);
        note(new AuditEvent.Attempted(attempt));
    }

    /** Has something written within a moment; returns at once. */
    public void note(AuditEvent event) {
        if (file.isEmpty()) {
            return;
        }
        ObjectNode said = event.said();
        said.put("at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        if (!waiting.offer(said)) {
            synchronized (this) {
                lost++;
            }
        }
    }

    private void run() {
        List<ObjectNode> batch = new ArrayList<>();
        try {
            while (!closing || !waiting.isEmpty()) {
                ObjectNode first = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, MOST_AT_ONCE);
                    write(batch);
                    batch.clear();
                }
            }
        } catch (InterruptedException _) {
            LOG.warnf("audit entries are not written entries=%d", batch.size() + waiting.size());
        }
    }

    private void write(List<ObjectNode> batch) throws InterruptedException {
        long gone = takeLost();
        if (gone > 0) {
            ObjectNode said = batch.getFirst().objectNode();
            said.put("action", "events that could not be written");
            said.put("count", gone);
            said.put("verdict", "lost");
            said.put("at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
            batch.addFirst(said);
        }
        boolean told = false;
        while (true) {
            try {
                List<ChainedEntry> entries = file.orElseThrow().append(batch);
                syslog.ifPresent(server -> server.send(entries));
                return;
            } catch (IOException e) {
                if (!told) {
                    LOG.errorf(
                            "audit entries wait waiting=%d why=\"%s\"; make room on the disk of"
                                    + " audit_log_path",
                            waiting.size(), e);
                    told = true;
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    private synchronized long takeLost() {
        long gone = lost;
        lost = 0;
        return gone;
    }

    /** Writes what is left, for as long as that is possible. */
    @Override
    public void close() {
        if (file.isEmpty()) {
            return;
        }
        closing = true;
        try {
            if (!writer.join(LAST)) {
                writer.interrupt();
            }
            syslog.ifPresent(AuditSyslog::close);
            file.get().close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warnf("the audit file was not closed: %s", e.getMessage());
        }
    }
}
