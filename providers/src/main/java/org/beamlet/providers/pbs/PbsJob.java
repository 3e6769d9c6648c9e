package org.beamlet.providers.pbs;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job as PBS and its relatives describe it.
 *
 * @param attributes by their names; those of a group as {@code Resource_List.walltime}
 */
public record PbsJob(String id, Map<String, String> attributes) {
    private static final Pattern CLOCK =
            Pattern.compile("(?:(?:(\\d{1,6}):)?(\\d{1,6}):)?(\\d{1,9})(?:\\.\\d+)?");

    public PbsJob {
        attributes = Map.copyOf(attributes);
    }

    /** {@return the value of an attribute; empty where the job has none of that name} */
    public String attribute(String name) {
        return attributes.getOrDefault(name, "");
    }

    /** {@return one letter} */
    public String state() {
        return attribute("job_state");
    }

    /** {@return how the job ended; PBS Pro and Torque write the name differently} */
    public OptionalInt exit() {
        String code = attribute("Exit_status");
        String number = code.isEmpty() ? attribute("exit_status") : code;
        return number.matches("-?\\d{1,8}")
                ? OptionalInt.of(Integer.parseInt(number))
                : OptionalInt.empty();
    }

    /** {@return whether it ran for as long as it was allowed to} */
    public boolean walltimeIsOver() {
        Optional<Duration> limit = time(attribute("Resource_List.walltime"));
        Optional<Duration> used = time(attribute("resources_used.walltime"));
        return limit.isPresent() && used.isPresent() && used.get().compareTo(limit.get()) >= 0;
    }

    private static Optional<Duration> time(String clock) {
        Matcher parts = CLOCK.matcher(clock);
        return parts.matches()
                ? Optional.of(
                        Duration.ofHours(number(parts, 1))
                                .plusMinutes(number(parts, 2))
                                .plusSeconds(number(parts, 3)))
                : Optional.empty();
    }

    private static long number(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
