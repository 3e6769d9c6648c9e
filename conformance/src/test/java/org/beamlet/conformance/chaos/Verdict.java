package org.beamlet.conformance.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.conformance.chaos.Deliveries.Delivered;
import org.beamlet.conformance.chaos.Deliveries.Outcome;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.rest.TaskDocument;
import org.jspecify.annotations.Nullable;

/** Holds what came of each task against what was asked, and says what does not fit. */
final class Verdict {
    private static final String KILLED = "killed by signal 9";

    /** What the error of a lost task has to say: who had it, and how that ended. */
    private static final Set<String> HOWS =
            Set.of(KILLED, "was not heard of", "which ended", "was started anew", "left: ");

    /** A worker by its name, which ends with its process. */
    private static final Pattern WORKER = Pattern.compile("worker \\S+\\[(\\d+)] on node");

    private static final Set<Strike> TAKES_TASKS =
            Set.of(Strike.WORKER, Strike.PYTHON_WORKER, Strike.MANAGER, Strike.MANAGER_PAUSED);
    private static final Set<Strike> REPEATS_RESULTS = Set.of(Strike.CLIENT_LINE, Strike.SERVICE);

    /** Between a strike and the news of a task that it took: silence is noticed, agents restart. */
    private static final Duration NEWS = Duration.ofSeconds(90);

    private static final Duration SLACK = Duration.ofSeconds(1);

    /** How a task ended. */
    enum Ending {
        RESULT,
        ERROR_AS_MEANT,
        CANCELLED,
        LOST,
        WRONG,
        MISSING
    }

    private final Path runs;
    private final List<Strike.Done> strikes;
    private final Map<Kind, Map<Ending, Integer>> endings = new EnumMap<>(Kind.class);
    private final Map<String, Integer> lostHow = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private int repeats;
    private int ranAgain;

    Verdict(Path runs, List<Strike.Done> strikes) {
        this.runs = runs;
        this.strikes = strikes;
    }

    /**
     * Judges the tasks that were accepted.
     *
     * @param documents what REST says of them
     */
    void judge(
            Map<TaskId, Call> accepted,
            Map<TaskId, Boolean> cancelled,
            Map<TaskId, Delivered> delivered,
            Map<TaskId, TaskDocument> documents)
            throws IOException {
        Map<String, Integer> counts = counts();
        accepted.forEach((id, call) -> {
            Delivered came = delivered.get(id);
            Ending ending = came == null ? Ending.MISSING : ending(id, call, came, cancelled);
            endings.computeIfAbsent(call.kind(), _ -> new EnumMap<>(Ending.class))
                    .merge(ending, 1, Integer::sum);
            if (came == null) {
                faults.add("%s %s: no result came".formatted(id, call.label()));
            } else {
                copies(id, call, came);
            }
            document(id, call, ending, documents.get(id));
            runs(id, call, ending, counts.getOrDefault(call.label(), 0));
        });
        // Also those whose submission got no answer: once is once.
        counts.forEach((label, times) -> {
            if (times > 1 && !label.startsWith(Kind.PYTHON_WORK.word() + "-")) {
                faults.add("%s, which is not idempotent, ran %d times".formatted(label, times));
            }
        });
    }

    private Ending ending(TaskId id, Call call, Delivered came, Map<TaskId, Boolean> cancelled) {
        Outcome outcome = came.outcome();
        Kind kind = call.kind();
        if (outcome.code().equals(ErrorCode.TASK_LOST.name())) {
            return lost(id, call, came);
        }
        if (outcome.code().equals(ErrorCode.TASK_CANCELLED.name()) && cancelled.containsKey(id)) {
            return Ending.CANCELLED;
        }
        boolean meant =
                kind.failure(call).isEmpty()
                        ? outcome.success()
                                && outcome.text()
                                        .equals(Deliveries.brief(kind.expected(call, runs)))
                        : !outcome.success() && outcome.text().contains(kind.failure(call));
        if (!meant || cancelled.getOrDefault(id, false)) {
            faults.add("%s %s: came as %s".formatted(id, call.label(), brief(outcome)));
            return Ending.WRONG;
        }
        return outcome.success() ? Ending.RESULT : Ending.ERROR_AS_MEANT;
    }

    private static String brief(Outcome outcome) {
        String text = outcome.code() + " " + outcome.text();
        return text.length() < 400 ? text : text.substring(0, 400) + "…";
    }

    private Ending lost(TaskId id, Call call, Delivered came) {
        String text = came.outcome().text();
        if (call.kind().idempotent()) {
            faults.add("%s %s: idempotent, and lost: %s".formatted(id, call.label(), text));
            return Ending.WRONG;
        }
        boolean struck =
                strikes.stream()
                        .anyMatch(one ->
                                TAKES_TASKS.contains(one.what())
                                        && !one.at().isAfter(came.at())
                                        && came.at().isBefore(one.end().plus(NEWS)));
        // What follows is from the log of whoever ended, and may tell of other ends.
        String said = text.lines().findFirst().orElse("").replaceFirst(" \\(last line of.*", "");
        String how = HOWS.stream().filter(said::contains).sorted().findFirst().orElse("");
        if (!struck || how.isEmpty() || (how.equals(KILLED) && !namesVictim(said))) {
            faults.add("%s %s: lost, though nothing took it: %s".formatted(id, call.label(), text));
            return Ending.WRONG;
        }
        lostHow.merge(how, 1, Integer::sum);
        return Ending.LOST;
    }

    private boolean namesVictim(String text) {
        Matcher named = WORKER.matcher(text);
        return named.find()
                && strikes.stream().anyMatch(one -> one.pid() == Long.parseLong(named.group(1)));
    }

    private void copies(TaskId id, Call call, Delivered came) {
        repeats += came.repeats().size();
        for (Outcome other : came.differing()) {
            faults.add("%s %s: a second outcome: %s".formatted(id, call.label(), brief(other)));
        }
        for (Instant repeat : came.repeats()) {
            boolean explained =
                    strikes.stream()
                            .anyMatch(one ->
                                    REPEATS_RESULTS.contains(one.what())
                                            && !came.at().isAfter(one.end().plus(SLACK))
                                            && !repeat.isBefore(one.at()));
            if (!explained) {
                faults.add("%s %s: its result came again".formatted(id, call.label()));
            }
        }
    }

    private void document(TaskId id, Call call, Ending ending, @Nullable TaskDocument told) {
        String wanted = ending == Ending.RESULT ? "success" : "failed";
        if (told == null || told.completionT() == null) {
            faults.add("%s %s: not over, by its document".formatted(id, call.label()));
        } else if (ending != Ending.WRONG && !told.status().equals(wanted)) {
            faults.add("%s %s: %s by its document".formatted(id, call.label(), told.status()));
        }
    }

    private void runs(TaskId id, Call call, Ending ending, int times) {
        boolean over = ending == Ending.RESULT || ending == Ending.ERROR_AS_MEANT;
        if (call.kind().counted() && over && times == 0) {
            faults.add("%s %s: it has a result and never ran".formatted(id, call.label()));
        }
        ranAgain += call.kind().idempotent() ? Math.max(0, times - 1) : 0;
    }

    /** How often each label stands in the files: what the runs themselves say. */
    private Map<String, Integer> counts() throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        for (Kind kind : Kind.values()) {
            Path file = kind.runs(runs);
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(line -> counts.merge(line, 1, Integer::sum));
            }
        }
        return counts;
    }

    void fault(String what) {
        faults.add(what);
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    Map<Kind, Map<Ending, Integer>> endings() {
        return endings;
    }

    int count(Ending ending) {
        return endings.values().stream().mapToInt(some -> some.getOrDefault(ending, 0)).sum();
    }

    /** {@return what the errors of lost tasks say, and how often} */
    Map<String, Integer> lostHow() {
        return lostHow;
    }

    /** {@return copies of results beyond the first, which clients drop} */
    int repeats() {
        return repeats;
    }

    /** {@return runs of idempotent tasks beyond the first, of those that count} */
    int ranAgain() {
        return ranAgain;
    }
}
