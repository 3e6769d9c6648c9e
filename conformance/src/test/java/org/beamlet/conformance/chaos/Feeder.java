package org.beamlet.conformance.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.BeamletExecutor;
import org.beamlet.client.stream.StreamKeeper;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorKind;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.rest.SubmitRequest;
import org.beamlet.protocol.rest.SubmitResponse;
import org.jspecify.annotations.Nullable;

/** Submits tasks at a steady pace; what it could not while the service was away, it makes up. */
final class Feeder {
    private static final long TICK_MS = 100;
    private static final long AWAY_MS = 1000;
    private static final int MOST_AT_ONCE = 100;
    private static final int SOONEST_CANCEL_MS = 300;
    private static final int CANCEL_SPAN_MS = 3000;

    private final BeamletClient client;
    private final EndpointId endpoint;
    private final Map<Kind, FunctionId> functions;
    private final Path runs;
    private final Random random;
    private final StreamKeeper stream;
    private final Chronicle chronicle;
    private final Map<TaskId, Call> accepted = new ConcurrentHashMap<>();
    private final Map<TaskId, Boolean> cancelled = new ConcurrentHashMap<>();
    private final List<Call> unheard = new CopyOnWriteArrayList<>();
    private final List<Thread> cancelling = new ArrayList<>();
    private final AtomicInteger number = new AtomicInteger();
    private volatile @Nullable TaskGroupId group;

    /**
     * @param runs folder of the files in which runs are counted
     * @param stream opened with the first answer
     */
    Feeder(
            BeamletClient client,
            EndpointId endpoint,
            Map<Kind, FunctionId> functions,
            Path runs,
            Random random,
            StreamKeeper stream,
            Chronicle chronicle) {
        this.client = client;
        this.endpoint = endpoint;
        this.functions = functions;
        this.runs = runs;
        this.random = random;
        this.stream = stream;
        this.chronicle = chronicle;
    }

    /** Submits so many, spread over the time; returns when all are accepted. */
    void feed(int tasks, Duration whole) throws InterruptedException {
        long begin = System.nanoTime();
        while (accepted.size() < tasks) {
            double part = (System.nanoTime() - begin) / (double) whole.toNanos();
            long due = Math.min(tasks, Math.round(tasks * part)) - accepted.size();
            boolean answered = due <= 0 || submit((int) Math.min(due, MOST_AT_ONCE));
            if (!answered) {
                TimeUnit.MILLISECONDS.sleep(AWAY_MS);
            } else if (due < MOST_AT_ONCE) {
                TimeUnit.MILLISECONDS.sleep(TICK_MS);
            }
        }
        for (Thread thread : cancelling) {
            thread.join();
        }
    }

    /** {@return whether there was an answer} */
    private boolean submit(int count) {
        Map<Kind, List<Call>> calls = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            Kind kind = Kind.any(random);
            Call call = new Call(number.incrementAndGet(), kind, kind.seconds(random));
            calls.computeIfAbsent(kind, _ -> new ArrayList<>()).add(call);
        }
        // Kinds that call the same function share its key.
        Map<FunctionId, List<Call>> byFunction = new LinkedHashMap<>();
        calls.forEach((kind, some) ->
                byFunction.computeIfAbsent(function(kind), _ -> new ArrayList<>()).addAll(some));
        try {
            note(client.submit(endpoint, request(byFunction)), byFunction);
            return true;
        } catch (BeamletException e) {
            if (e.kind() == ErrorKind.USER) {
                throw e;
            }
            // Perhaps taken, and the answer lost: these are never sent again.
            byFunction.values().forEach(unheard::addAll);
            chronicle.say("a submission of %d got no answer: %s".formatted(count, e.code().name()));
            return false;
        }
    }

    private FunctionId function(Kind kind) {
        FunctionId function = functions.get(kind);
        if (function == null) {
            throw new AssertionError("no function for " + kind);
        }
        return function;
    }

    private SubmitRequest request(Map<FunctionId, List<Call>> byFunction) {
        Map<String, List<String>> payloads = new LinkedHashMap<>();
        byFunction.forEach((function, calls) ->
                payloads.put(
                        function.toString(),
                        calls.stream()
                                .map(call -> call.kind().arguments(call, runs))
                                .map(BeamletClient::payload)
                                .toList()));
        TaskGroupId known = group;
        return new SubmitRequest(
                payloads,
                true,
                known == null ? null : known.toString(),
                null,
                null,
                null,
                BeamletExecutor.JSON_RESULTS);
    }

    private void note(SubmitResponse answer, Map<FunctionId, List<Call>> byFunction) {
        TaskGroupId named = TaskGroupId.parse(answer.taskGroupId());
        if (group == null) {
            group = named;
            stream.open(named);
        }
        byFunction.forEach((function, calls) -> {
            List<String> ids = answer.tasks().getOrDefault(function.toString(), List.of());
            if (ids.size() != calls.size()) {
                throw new AssertionError("%d ids of %d".formatted(ids.size(), calls.size()));
            }
            for (int i = 0; i < ids.size(); i++) {
                TaskId id = TaskId.parse(ids.get(i));
                accepted.put(id, calls.get(i));
                if (calls.get(i).kind() == Kind.CANCELLED) {
                    int pause = SOONEST_CANCEL_MS + random.nextInt(CANCEL_SPAN_MS);
                    cancelling.add(Thread.ofVirtual().start(() -> cancel(id, pause)));
                }
            }
        });
    }

    private void cancel(TaskId id, int pauseMillis) {
        try {
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
            while (!cancelled.containsKey(id)) {
                try {
                    cancelled.put(id, client.cancel(id));
                } catch (BeamletException e) {
                    // The service is away.
                    TimeUnit.MILLISECONDS.sleep(TICK_MS);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return the calls whose ids were answered} */
    Map<TaskId, Call> accepted() {
        return accepted;
    }

    /** {@return for each task that was cancelled whether it was not over yet} */
    Map<TaskId, Boolean> cancelled() {
        return cancelled;
    }

    /** {@return calls of submissions that got no answer} */
    List<Call> unheard() {
        return List.copyOf(unheard);
    }

    /** {@return the group of all tasks, once there is one} */
    TaskGroupId group() {
        TaskGroupId known = group;
        if (known == null) {
            throw new AssertionError("nothing was accepted");
        }
        return known;
    }
}
