package org.beamlet.cloud.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.rest.SubmitRequest;
import org.beamlet.protocol.task.TaskTerms;
import org.jspecify.annotations.Nullable;

/** What a submission asks for its tasks: how long they may run, and which of them come first. */
final class AskedTerms {
    private static final String SECONDS = "task_seconds";
    private static final String PRIORITY = "priority";
    private static final Set<String> KNOWN = new TreeSet<>(Set.of(SECONDS, PRIORITY));
    private static final double LONGEST_S = 31_536_000;

    private AskedTerms() {}

    /**
     * Reads them.
     *
     * @param beamlet whether the endpoint's agent heeds them
     * @return the JSON text; null where nothing is asked
     */
    static @Nullable String of(SubmitRequest request, boolean beamlet) {
        JsonNode asked = request.taskTerms();
        boolean none = asked == null || asked.isNull();
        if (none && !beamlet) {
            return null;
        }
        TaskTerms terms =
                (none || asked == null ? TaskTerms.NONE : own(asked, beamlet))
                        .or(new TaskTerms(null, null, specified(request.resourceSpecification())));
        String text = terms.text();
        return text.isEmpty() ? null : text;
    }

    private static TaskTerms own(JsonNode asked, boolean beamlet) {
        if (!asked.isObject()) {
            throw malformed("'task_terms' is not an object");
        }
        asked.fieldNames()
                .forEachRemaining(key -> {
                    if (!KNOWN.contains(key)) {
                        throw malformed("'task_terms' has a key '%s'".formatted(key));
                    }
                });
        if (!beamlet && !asked.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.REQUEST_MALFORMED,
                    "the endpoint's agent is not Beamlet's and heeds no 'task_terms'",
                    "leave them out, and bound the time in the function itself");
        }
        return new TaskTerms(null, seconds(asked.get(SECONDS)), priority(asked.get(PRIORITY)));
    }

    private static @Nullable Double seconds(@Nullable JsonNode given) {
        if (given == null || given.isNull()) {
            return null;
        }
        double seconds = given.isNumber() ? given.asDouble() : 0;
        if (!(seconds > 0 && seconds <= LONGEST_S)) {
            throw malformed(
                    "'task_seconds' is %s, and not above 0 and below a year".formatted(given));
        }
        return seconds;
    }

    /** As in Parsl's executor; what else stands there is the agent's to read. */
    private static @Nullable Integer specified(@Nullable JsonNode resources) {
        return resources == null ? null : priority(resources.get(PRIORITY));
    }

    private static @Nullable Integer priority(@Nullable JsonNode given) {
        if (given == null || given.isNull()) {
            return null;
        }
        if (!given.isIntegralNumber() || !given.canConvertToInt()) {
            throw malformed("'priority' is %s, and not a whole number".formatted(given));
        }
        return given.asInt();
    }

    private static BeamletException malformed(String what) {
        return new BeamletException(
                ErrorCode.REQUEST_MALFORMED,
                what.length() > 300 ? what.substring(0, 300) + "…" : what,
                "send {\"task_seconds\": 60, \"priority\": 0}, or a part of it");
    }
}
