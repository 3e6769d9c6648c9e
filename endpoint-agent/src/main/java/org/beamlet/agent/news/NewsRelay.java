package org.beamlet.agent.news;

import java.time.Duration;
import java.util.function.Consumer;
import org.beamlet.agent.link.TaskNews;
import org.beamlet.node.wire.TaskOutput;
import org.beamlet.node.wire.TaskPartial;
import org.beamlet.node.wire.TaskProgress;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.TaskNewsReport;
import org.jboss.logging.Logger;

/**
 * Tells the service what running tasks print and how far they are. It gathers for a moment and
 * rather loses something than holds anybody up: no outcome depends on it.
 */
public final class NewsRelay implements TaskNews {
    private static final Logger LOG = Logger.getLogger(NewsRelay.class);
    private static final Duration PERIOD = Duration.ofMillis(400);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final Consumer<TaskNewsReport> service;
    private final Gathered gathered = new Gathered();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Makes a relay that does not run yet.
     *
     * @param service carries a report there, or raises a {@link BeamletException}
     */
    public NewsRelay(Consumer<TaskNewsReport> service) {
        this.service = service;
        this.thread = Thread.ofVirtual().name("news").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void progress(TaskProgress told) {
        gathered.add(
                new TaskNewsReport.Progress(
                        told.getTaskId(), told.getAttempt(), told.getFraction(), told.getWhat()));
    }

    @Override
    public void partial(TaskPartial told) {
        try {
            gathered.add(
                    new TaskNewsReport.Partial(
                            told.getTaskId(),
                            told.getAttempt(),
                            told.getSeq(),
                            Json.read(told.getValue().toStringUtf8())),
                    told.getValue().size());
        } catch (BeamletException e) {
            LOG.debugf("task=%s partial result unreadable reason=%s", told.getTaskId(), e);
        }
    }

    @Override
    public void output(TaskOutput told) {
        gathered.add(
                new TaskNewsReport.Output(
                        told.getTaskId(),
                        told.getAttempt(),
                        told.getStream() == TaskOutput.Stream.STDERR ? "stderr" : "stdout",
                        told.getOffset(),
                        told.getText().toByteArray()));
    }

    private void run() {
        try {
            while (!closed) {
                Thread.sleep(tell() ? PERIOD : AFTER_FAILURE);
            }
        } catch (InterruptedException _) {
            // Only stop() interrupts.
        }
    }

    /** {@return whether the service takes news} */
    private boolean tell() {
        TaskNewsReport report = gathered.take();
        while (!report.isEmpty()) {
            try {
                service.accept(report);
            } catch (BeamletException e) {
                LOG.debugf("news wait reason=%s", e.getMessage());
                if (e.code() != ErrorCode.ROUTE_NOT_FOUND && e.code().httpStatus() >= 500) {
                    gathered.restore(report);
                }
                return false;
            }
            report = gathered.take();
        }
        return true;
    }

    /** Tells what is left, once. */
    public void stop() {
        closed = true;
        thread.interrupt();
        boolean _ = tell();
    }
}
