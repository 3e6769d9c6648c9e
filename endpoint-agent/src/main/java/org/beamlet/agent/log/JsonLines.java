package org.beamlet.agent.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.protocol.json.Json;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line. What a message names as {@code task=…}, {@code block=…} and so on, as all
 * messages of the agent do, becomes a field as well.
 */
final class JsonLines extends ExtFormatter {
    private static final Map<String, String> FIELDS =
            Map.of(
                    "task", "task_id",
                    "attempt", "attempt",
                    "block", "block_id",
                    "job", "job_id",
                    "manager", "manager_id",
                    "node", "node",
                    "endpoint", "endpoint_id");

    private static final Pattern NAMED = Pattern.compile("(?<!\\S)([a-z]{2,10})=(\\S+)");

    private final Supplier<Optional<String>> endpoint;

    JsonLines(Supplier<Optional<String>> endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public String format(ExtLogRecord line) {
        String message = formatMessage(line);
        ObjectNode told = Json.NODES.objectNode();
        told.put("at", line.getInstant().toString());
        told.put("level", line.getLevel().getName());
        told.put("logger", line.getLoggerName());
        told.put("message", message);
        endpoint.get().ifPresent(id -> told.put("endpoint_id", id));
        Matcher named = NAMED.matcher(message);
        while (named.find()) {
            String field = FIELDS.get(named.group(1));
            if (field != null && !told.has(field)) {
                told.put(field, named.group(2));
            }
        }
        error(told, line.getThrown());
        return Json.write(told) + "\n";
    }

    private static void error(ObjectNode told, @Nullable Throwable thrown) {
        if (thrown != null) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            told.put("error", thrown.toString());
            told.put("trace", trace.toString());
        }
    }
}
