package org.beamlet.cloud.rest;

import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.news.OutputQuery;
import org.beamlet.cloud.news.Printed;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.task.KnownTask;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** Sends what a task prints as it comes, until the task has ended or the reader has gone. */
final class LogFollower implements StreamingOutput {
    private static final Duration PERIOD = Duration.ofMillis(400);

    /** So often a silent task's reader is sent a comment: proxies end what is silent for long. */
    private static final int ROUNDS_OF_SILENCE = 30;

    private final CloudService service;
    private final Caller caller;
    private final TaskId id;
    private final @Nullable Integer attempt;
    private final Map<String, Long> next;

    LogFollower(
            CloudService service,
            Caller caller,
            TaskId id,
            @Nullable Integer attempt,
            Map<String, Long> from) {
        this.service = service;
        this.caller = caller;
        this.id = id;
        this.attempt = attempt;
        this.next = new HashMap<>(from);
    }

    @Override
    public void write(OutputStream out) throws IOException {
        int shown = attempt == null ? service.news().lastAttempt(id) : attempt;
        say(out, ": follows task " + id + "\n\n");
        int silent = 0;
        try {
            while (true) {
                KnownTask task = service.tasks().find(caller, id);
                boolean ended = TaskLogRoutes.ended(service, task);
                int now = attempt == null ? service.news().lastAttempt(id) : attempt;
                if (now != shown) {
                    shown = now;
                    next.replaceAll((_, _) -> 0L);
                }
                boolean news = pass(out, shown);
                if (ended) {
                    event(out, "end", Map.of("state", task.state()));
                    return;
                }
                silent = news ? 0 : silent + 1;
                if (silent == ROUNDS_OF_SILENCE) {
                    silent = 0;
                    say(out, ": still there\n\n");
                }
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean pass(OutputStream out, int which) throws IOException {
        List<Printed> printed = service.news().output(id, new OutputQuery(which, next));
        for (Printed one : printed) {
            event(out, "output", TaskLogRoutes.Entry.of(one));
            next.put(one.stream(), one.end());
        }
        return !printed.isEmpty();
    }

    private static void event(OutputStream out, String name, Object data) throws IOException {
        say(out, "event: %s\ndata: %s\n\n".formatted(name, Json.write(data)));
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
