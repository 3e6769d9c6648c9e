package org.beamlet.conformance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.stream.StreamKeeper;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.rest.TaskDocument;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks of all kinds while everything is killed at random: each ends once, and as it should. */
@Tag("chaos")
class ChaosIT {
    private static final Duration PROGRESS = Duration.ofSeconds(10);

    /** After the last task was submitted, all have to be over within this. */
    private static final Duration DRAIN = Duration.ofMinutes(10);

    /** So long nothing more may come before the stream counts as empty. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    private static final int CHUNK = 128;

    private final Options options = Options.given();

    @Test
    void everyAcceptedTaskEndsOnceAndAsItShould() throws Exception {
        String name = "chaos-" + options.seed();
        Path home = options.reports().resolve("run-" + options.seed());
        remove(home);
        Path runs = Files.createDirectories(home.resolve("runs"));
        try (Chronicle chronicle = new Chronicle(options.reports().resolve(name + ".log"))) {
            chronicle.say(
                    "seed %d: %d tasks in %d minutes"
                            .formatted(
                                    options.seed(), options.tasks(), options.whole().toMinutes()));
            Summary summary;
            try (Facility facility = Facility.start(home, chronicle)) {
                summary = run(facility, runs, chronicle);
            }
            summary.tell(chronicle);
            summary.write(options.reports().resolve(name + ".json"));
            assertThat(summary.verdict().faults()).isEmpty();
        }
        // Kept where something was wrong: it has all the logs.
        remove(home);
    }

    private Summary run(Facility facility, Path runs, Chronicle chronicle) throws Exception {
        Deliveries deliveries = new Deliveries(chronicle);
        Random random = new Random(options.seed());
        List<Strike.Planned> plan = Strike.plan(random, options.whole());
        Hand hand =
                new Hand(
                        facility.stack(),
                        facility.lines(),
                        new Random(random.nextLong()),
                        chronicle);
        try (StreamKeeper stream = facility.stream(deliveries)) {
            Feeder feeder =
                    new Feeder(
                            facility.client(),
                            facility.stack().endpoint(),
                            Functions.register(facility.client()),
                            runs,
                            new Random(random.nextLong()),
                            stream,
                            chronicle);
            Thread striking = Thread.ofPlatform().name("hand").start(() -> strike(hand, plan));
            Thread telling =
                    Thread.ofPlatform()
                            .name("progress")
                            .start(() -> tell(feeder, deliveries, hand, chronicle));
            try {
                feeder.feed(options.tasks(), options.whole());
                striking.join();
                chronicle.say("all are submitted, and nothing is struck any more");
                drain(feeder, deliveries);
            } finally {
                striking.interrupt();
                telling.interrupt();
                striking.join();
                telling.join();
            }
            return summary(facility, feeder, deliveries, hand, runs, chronicle);
        }
    }

    private static void strike(Hand hand, List<Strike.Planned> plan) {
        try {
            hand.strike(plan);
        } catch (InterruptedException _) {
            // The run was given up.
        }
    }

    private static void tell(Feeder feeder, Deliveries deliveries, Hand hand, Chronicle chronicle) {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(PROGRESS.toMillis());
                int accepted = feeder.accepted().size();
                chronicle.say(
                        "accepted %d, over %d, outstanding %d; struck %s"
                                .formatted(
                                        accepted,
                                        deliveries.count(),
                                        accepted - deliveries.count(),
                                        hand.counts()));
            }
        } catch (InterruptedException _) {
            // All is told.
        }
    }

    private static void drain(Feeder feeder, Deliveries deliveries) throws InterruptedException {
        Instant deadline = Instant.now().plus(DRAIN);
        while (!deliveries.all().keySet().containsAll(feeder.accepted().keySet())
                && Instant.now().isBefore(deadline)) {
            TimeUnit.MILLISECONDS.sleep(500);
        }
        while (Instant.now().isBefore(deliveries.latest().plus(QUIET))) {
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private Summary summary(
            Facility facility,
            Feeder feeder,
            Deliveries deliveries,
            Hand hand,
            Path runs,
            Chronicle chronicle)
            throws IOException {
        BeamletClient client = facility.client();
        Verdict verdict = new Verdict(runs, hand.done());
        List<TaskId> group = client.taskGroup(feeder.group()).tasks();
        Map<TaskId, TaskDocument> documents = documents(client, group);
        List<TaskId> unknown = new ArrayList<>(group);
        unknown.removeAll(feeder.accepted().keySet());
        verdict.judge(feeder.accepted(), feeder.cancelled(), deliveries.all(), documents);
        for (TaskId id : unknown) {
            TaskDocument document = documents.get(id);
            if (document == null || document.completionT() == null) {
                verdict.fault(id + ": taken without an answer, and not over");
            }
        }
        if (unknown.size() > feeder.unheard().size()) {
            verdict.fault(
                    "the service has %d tasks that were never submitted"
                            .formatted(unknown.size() - feeder.unheard().size()));
        }
        int agentEnded = facility.lines().agent().unasked();
        int serviceEnded = facility.lines().service().unasked();
        if (agentEnded + serviceEnded > 0) {
            verdict.fault("agent or service ended though nobody had killed it");
        }
        return new Summary(
                options,
                chronicle.elapsed().toMillis() / 1000.0,
                feeder.accepted().size(),
                verdict,
                hand.counts(),
                new Summary.Unheard(feeder.unheard().size(), unknown.size()),
                agentEnded,
                serviceEnded);
    }

    /** Without results and traces, which would not fit into memory together. */
    private static Map<TaskId, TaskDocument> documents(BeamletClient client, List<TaskId> tasks) {
        Map<TaskId, TaskDocument> all = new HashMap<>();
        for (int from = 0; from < tasks.size(); from += CHUNK) {
            client.batchStatus(tasks.subList(from, Math.min(from + CHUNK, tasks.size())))
                    .forEach((id, document) ->
                            all.put(
                                    id,
                                    new TaskDocument(
                                            document.taskId(),
                                            document.status(),
                                            null,
                                            null,
                                            null,
                                            document.completionT(),
                                            null)));
        }
        return all;
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> inside;
        try (Stream<Path> tree = Files.walk(folder)) {
            inside = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inside) {
            Files.delete(path);
        }
    }
}
