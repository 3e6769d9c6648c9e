package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.TaskListener;
import org.beamlet.client.TaskResult;
import org.beamlet.client.terminal.LiveLine;
import org.beamlet.client.terminal.Seconds;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.jspecify.annotations.Nullable;

/** Waits for one task and tells on stderr how it goes. */
final class Waiting implements TaskListener, AutoCloseable {
    private final LiveLine line;
    private final FunctionChoice function;
    private final String where;
    private final @Nullable BeamletClient client;
    private final RunReport report;
    private final long began = System.nanoTime();
    private final Interruption interruption;
    private volatile @Nullable StateWatch watch;
    private volatile @Nullable TaskId task;

    private Waiting(
            LiveLine line,
            FunctionChoice function,
            String where,
            @Nullable BeamletClient client,
            RunReport report,
            boolean cancel) {
        this.line = line;
        this.function = function;
        this.where = where;
        this.client = client;
        this.report = report;
        this.interruption =
                new Interruption(line, cancel && client != null ? client::cancel : null);
    }

    static Waiting here(LiveLine line, FunctionChoice function, RunReport report) {
        return new Waiting(line, function, "in this process", null, report, false);
    }

    static Waiting elsewhere(
            LiveLine line,
            FunctionChoice function,
            EndpointChoice endpoint,
            BeamletClient client,
            RunReport report,
            boolean cancel) {
        return new Waiting(line, function, "on " + endpoint.name(), client, report, cancel);
    }

    /**
     * Waits for the result.
     *
     * @param limit how long; null for as long as it takes
     */
    TaskResult await(CompletableFuture<TaskResult> future, @Nullable Duration limit) {
        try {
            return limit == null ? future.get() : future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BeamletException told) {
                throw told;
            }
            throw new BeamletException(
                    ErrorCode.INTERNAL_ERROR,
                    "the wait ended with " + e.getCause(),
                    "report this with what --debug shows",
                    e);
        } catch (TimeoutException e) {
            throw timedOut(limit, e);
        } catch (InterruptedException | CancellationException e) {
            throw new BeamletException(
                    ErrorCode.TASK_CANCELLED, "the wait was interrupted", "run it again", e);
        }
    }

    private BeamletException timedOut(@Nullable Duration limit, TimeoutException cause) {
        TaskId known = task;
        String elapsed = limit == null ? "" : " after " + Seconds.text(limit);
        String remedy =
                client == null || known == null
                        ? "give a longer --timeout"
                        : "it goes on: see `./beamlet task show %s`".formatted(known);
        return new BeamletException(
                ErrorCode.WAIT_TIMED_OUT,
                "no result of %s%s".formatted(function.shown(), elapsed),
                remedy,
                cause);
    }

    @Override
    public void submitted(TaskId id) {
        task = id;
        report.submitted(id);
        line.say("%s %s, task %s".formatted(function.shown(), where, id));
        BeamletClient asked = client;
        if (asked != null) {
            interruption.arm(id);
            watch = StateWatch.start(asked, id, new Watching());
        }
    }

    /** What the watch tells. */
    private final class Watching implements StateWatch.Told {
        @Override
        public void reached(String state) {
            Waiting.this.reached(state);
        }

        @Override
        public void progress(double fraction, String what) {
            line.progress(fraction, what);
        }

        @Override
        public void partial(JsonNode value) {
            found(value);
        }

        @Override
        public void stuck() {
            line.say(
                    "  %9s  the endpoint went offline; the task waits until it is started again"
                            .formatted(elapsed()));
        }
    }

    @Override
    public void started(TaskId id) {
        reached("running");
    }

    private void reached(String state) {
        line.say("  %9s  %s".formatted(elapsed(), StateWords.of(state)));
    }

    @Override
    public void progress(TaskId id, double fraction, String what) {
        line.progress(fraction, what);
    }

    @Override
    public void partial(TaskId id, long seq, JsonNode value) {
        found(value);
    }

    private void found(JsonNode value) {
        line.say("  %9s  so far: %s".formatted(elapsed(), PartialText.of(value)));
    }

    private String elapsed() {
        return Seconds.text(Duration.ofNanos(System.nanoTime() - began));
    }

    @Override
    public void close() {
        StateWatch watching = watch;
        if (watching != null) {
            watching.close();
        }
        interruption.disarm();
        line.clear();
    }
}
