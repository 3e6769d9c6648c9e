package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.beamlet.client.TaskTimeline;
import org.beamlet.client.terminal.Ink;
import org.beamlet.client.terminal.Seconds;
import org.beamlet.client.terminal.TextTable;
import org.jspecify.annotations.Nullable;

/** Draws the steps of a task, each with a bar for the time until the next. */
final class TaskDrawing {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
    private static final int BAR = 24;
    private static final double NANOS = 1e9;

    /** Numbers above this are not seconds since the epoch but nanoseconds. */
    private static final double SECONDS_AT_MOST = 1e12;

    private final List<TaskTimeline.Step> steps;
    private final List<Optional<Instant>> times;
    private final Duration whole;

    TaskDrawing(TaskTimeline timeline) {
        this.steps = timeline.steps();
        this.times = steps.stream().map(step -> moment(step.at())).toList();
        List<Instant> known = times.stream().flatMap(Optional::stream).sorted().toList();
        this.whole =
                known.isEmpty()
                        ? Duration.ZERO
                        : Duration.between(known.getFirst(), known.getLast());
    }

    List<String> lines(Ink ink) {
        TextTable table = TextTable.headed("TIME", "AFTER", "STATE", "BY", "LASTED");
        int attempt = 1;
        for (int i = 0; i < steps.size(); i++) {
            TaskTimeline.Step step = steps.get(i);
            int of = Objects.requireNonNullElse(step.attempt(), 1);
            if (of > attempt) {
                attempt = of;
                table.row("", "", "— attempt %d —".formatted(of));
            }
            Optional<Instant> at = times.get(i);
            table.row(
                    at.map(TaskDrawing::clock).orElse("-"),
                    at.map(this::sinceFirst).orElse("-"),
                    step.state(),
                    step.actor() == null ? "" : step.actor(),
                    lasted(i));
        }
        return new ArrayList<>(table.lines(ink));
    }

    private static String clock(Instant at) {
        return LocalDateTime.ofInstant(at, ZoneId.systemDefault()).format(CLOCK);
    }

    private String sinceFirst(Instant at) {
        return times.getFirst().map(first -> Seconds.text(Duration.between(first, at))).orElse("-");
    }

    private String lasted(int step) {
        if (step + 1 >= steps.size() || times.get(step).isEmpty()) {
            return "";
        }
        Optional<Instant> next = times.get(step + 1);
        if (next.isEmpty() || whole.isZero()) {
            return "";
        }
        Duration length = Duration.between(times.get(step).get(), next.get());
        int full = (int) Math.round(BAR * (double) length.toNanos() / whole.toNanos());
        return (full <= 0 ? "·" : "━".repeat(Math.min(full, BAR))) + " " + Seconds.text(length);
    }

    private static Optional<Instant> moment(@Nullable JsonNode at) {
        if (at == null || at.isNull()) {
            return Optional.empty();
        }
        if (at.isNumber()) {
            double number = at.asDouble();
            return Optional.of(
                    number > SECONDS_AT_MOST
                            ? Instant.ofEpochSecond(0, at.asLong())
                            : Instant.ofEpochSecond(0, Math.round(number * NANOS)));
        }
        try {
            return Optional.of(Instant.parse(at.asText()));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
