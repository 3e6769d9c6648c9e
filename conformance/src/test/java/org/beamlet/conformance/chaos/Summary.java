package org.beamlet.conformance.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.beamlet.conformance.chaos.Verdict.Ending;
import org.beamlet.protocol.json.Json;

/**
 * What a run comes to.
 *
 * @param unheard tasks of submissions that got no answer, and how many of them the service has
 */
record Summary(
        Options options,
        double seconds,
        int accepted,
        Verdict verdict,
        Map<Strike, Long> strikes,
        Unheard unheard,
        int agentEnded,
        int serviceEnded) {

    /** Tasks of submissions that got no answer. */
    record Unheard(int sent, int taken) {}

    void tell(Chronicle chronicle) {
        chronicle.say("");
        chronicle.say(
                "seed %d, %d minutes and %.0f s in all"
                        .formatted(options.seed(), options.whole().toMinutes(), seconds));
        chronicle.say(
                String.format(
                        Locale.ROOT,
                        "%-16s %8s %8s %8s %9s %6s %6s %8s",
                        "kind",
                        "accepted",
                        "result",
                        "error",
                        "cancelled",
                        "lost",
                        "wrong",
                        "missing"));
        verdict.endings().forEach((kind, some) -> chronicle.say(row(kind.word(), some)));
        Map<Ending, Integer> all =
                Arrays.stream(Ending.values()).collect(Collectors.toMap(e -> e, verdict::count));
        chronicle.say(row("all", all));
        chronicle.say("struck: " + words());
        chronicle.say("lost tasks say: " + verdict.lostHow());
        chronicle.say(
                "repeats of results on the stream, dropped: %d; idempotent runs beyond the first: %d"
                        .formatted(verdict.repeats(), verdict.ranAgain()));
        chronicle.say(
                "submissions without an answer: %d tasks, of which the service had taken %d"
                        .formatted(unheard.sent(), unheard.taken()));
        chronicle.say(
                "ended by themselves: agent %d, service %d".formatted(agentEnded, serviceEnded));
        verdict.faults().forEach(fault -> chronicle.say("FAULT " + fault));
        chronicle.say(
                verdict.faults().isEmpty()
                        ? "all accounted for, each result once"
                        : "%d faults".formatted(verdict.faults().size()));
    }

    private static String row(String name, Map<Ending, Integer> some) {
        int sum = some.values().stream().mapToInt(Integer::intValue).sum();
        return String.format(
                Locale.ROOT,
                "%-16s %8d %8d %8d %9d %6d %6d %8d",
                name,
                sum,
                some.getOrDefault(Ending.RESULT, 0),
                some.getOrDefault(Ending.ERROR_AS_MEANT, 0),
                some.getOrDefault(Ending.CANCELLED, 0),
                some.getOrDefault(Ending.LOST, 0),
                some.getOrDefault(Ending.WRONG, 0),
                some.getOrDefault(Ending.MISSING, 0));
    }

    private String words() {
        return strikes.entrySet().stream()
                .map(one -> one.getKey().word() + " " + one.getValue())
                .collect(Collectors.joining(", "));
    }

    void write(Path file) throws IOException {
        ObjectNode json = Json.NODES.objectNode();
        json.put("seed", options.seed())
                .put("minutes", options.whole().toMinutes())
                .put("seconds", seconds)
                .put("tasks", options.tasks())
                .put("accepted", accepted);
        ObjectNode kinds = json.putObject("kinds");
        verdict.endings()
                .forEach((kind, some) -> {
                    ObjectNode row = kinds.putObject(kind.word());
                    some.forEach((ending, count) ->
                            row.put(ending.name().toLowerCase(Locale.ROOT), count));
                });
        ObjectNode struck = json.putObject("struck");
        strikes.forEach((strike, count) -> struck.put(strike.word(), count));
        ObjectNode lost = json.putObject("lost");
        verdict.lostHow().forEach(lost::put);
        json.put("repeats", verdict.repeats())
                .put("ran_again", verdict.ranAgain())
                .put("unheard", unheard.sent())
                .put("unheard_taken", unheard.taken())
                .put("agent_ended", agentEnded)
                .put("service_ended", serviceEnded);
        verdict.faults().forEach(json.putArray("faults")::add);
        Files.writeString(
                file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(json));
    }
}
