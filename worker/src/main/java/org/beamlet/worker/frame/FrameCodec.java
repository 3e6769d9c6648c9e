package org.beamlet.worker.frame;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.protocol.task.TouchedPaths;
import org.jspecify.annotations.Nullable;

/**
 * Frames as JSON. Those that every task has, or a worker, are read and written field by field,
 * which takes a fraction of the time; all others, and whatever is not as expected, are left to the
 * data binding.
 */
final class FrameCodec {
    private static final JsonFactory FACTORY = Json.generators();
    private static final long ABSENT = Long.MIN_VALUE;
    private static final int FIRST_SIZE = 512;

    private FrameCodec() {}

    static byte[] write(Frame frame) {
        // A switch over types would be linked by code that each process makes anew at its start.
        if (frame instanceof ToWorker.Run run) {
            return json("run", out -> run(out, run));
        }
        if (frame instanceof FromWorker.Started started) {
            return json("started", out -> started(out, started));
        }
        if (frame instanceof FromWorker.Done done) {
            return json("done", out -> done(out, done));
        }
        if (frame instanceof FromWorker.Progress progress) {
            return json("progress", out -> progress(out, progress));
        }
        return frame instanceof FromWorker.Ready ready
                ? json("ready", out -> out.writeNumberField("pid", ready.pid()))
                : Json.writeBytes(frame);
    }

    @FunctionalInterface
    private interface Fields {
        void to(JsonGenerator out) throws IOException;
    }

    private static byte[] json(String type, Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(FIRST_SIZE);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("type", type);
            fields.to(out);
            out.writeEndObject();
        } catch (IOException e) {
            // There is only memory to write to.
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void run(JsonGenerator out, ToWorker.Run run) throws IOException {
        out.writeStringField("task_id", run.taskId());
        out.writeNumberField("attempt", run.attempt());
        out.writeStringField("function_id", run.functionId());
        out.writeStringField("task_buffer", run.taskBuffer());
        if (run.resultSerializers() != null) {
            out.writeArrayFieldStart("result_serializers");
            for (String serializer : run.resultSerializers()) {
                out.writeString(serializer);
            }
            out.writeEndArray();
        }
        if (run.jar() != null) {
            out.writeStringField("jar", run.jar());
        }
        if (run.terms() != null) {
            raw(out, "terms", run.terms().json());
        }
        if (run.environment() != null) {
            out.writeObjectFieldStart("environment");
            for (Map.Entry<String, String> one : run.environment().entrySet()) {
                out.writeStringField(one.getKey(), one.getValue());
            }
            out.writeEndObject();
        }
    }

    private static void started(JsonGenerator out, FromWorker.Started started) throws IOException {
        out.writeStringField("task_id", started.taskId());
        out.writeNumberField("at_ns", started.atNs());
        printed(out, started.printed());
    }

    private static void done(JsonGenerator out, FromWorker.Done done) throws IOException {
        out.writeStringField("task_id", done.taskId());
        out.writeNumberField("started_at_ns", done.startedAtNs());
        out.writeNumberField("ended_at_ns", done.endedAtNs());
        out.writeStringField("result", done.result());
        printed(out, done.printed());
        if (done.paths() != null) {
            raw(out, "paths", done.paths().json());
        }
    }

    private static void progress(JsonGenerator out, FromWorker.Progress progress)
            throws IOException {
        out.writeStringField("task_id", progress.taskId());
        out.writeNumberField("fraction", progress.fraction());
        out.writeStringField("what", progress.what());
    }

    private static void raw(JsonGenerator out, String name, JsonNode value) throws IOException {
        out.writeFieldName(name);
        out.writeRawValue(Json.write(value));
    }

    private static void printed(JsonGenerator out, FromWorker.@Nullable Printed printed)
            throws IOException {
        if (printed != null) {
            out.writeObjectFieldStart("printed");
            out.writeNumberField("out", printed.out());
            out.writeNumberField("err", printed.err());
            out.writeEndObject();
        }
    }

    static <T extends Frame> T read(byte[] body, Class<T> type) {
        Frame frame = quickly(body);
        return type.isInstance(frame) ? type.cast(frame) : Json.read(body, 0, body.length, type);
    }

    /** {@return null for what the data binding is to read, or to refuse in its own words} */
    private static @Nullable Frame quickly(byte[] body) {
        try {
            return new Found(Json.read(body)).frame();
        } catch (BeamletException _) {
            return null;
        }
    }

    /** The fields of a frame; those of an unexpected kind count as absent. */
    private record Found(JsonNode tree) {
        private @Nullable String text(String name) {
            return tree.path(name).textValue();
        }

        private long number(String name) {
            JsonNode value = tree.path(name);
            return value.canConvertToLong() && value.isIntegralNumber()
                    ? value.longValue()
                    : ABSENT;
        }

        private <T> @Nullable T made(String name, Function<JsonNode, T> of) {
            return tree.hasNonNull(name) ? of.apply(tree.get(name)) : null;
        }

        private @Nullable List<String> texts(String name) {
            if (!tree.path(name).isArray()) {
                return null;
            }
            List<String> texts = new ArrayList<>();
            for (JsonNode one : tree.path(name)) {
                texts.add(one.textValue());
            }
            return texts;
        }

        private @Nullable Map<String, String> variables(String name) {
            if (!tree.path(name).isObject()) {
                return null;
            }
            Map<String, String> variables = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> one : tree.path(name).properties()) {
                if (one.getValue().isTextual()) {
                    variables.put(one.getKey(), one.getValue().textValue());
                }
            }
            return variables;
        }

        private FromWorker.@Nullable Printed printed() {
            Found printed = new Found(tree.path("printed"));
            long out = printed.number("out");
            long err = printed.number("err");
            return out == ABSENT || err == ABSENT ? null : new FromWorker.Printed(out, err);
        }

        @Nullable Frame frame() {
            String type = text("type");
            if ("ready".equals(type)) {
                long pid = number("pid");
                return pid == ABSENT ? null : new FromWorker.Ready(pid);
            }
            String task = text("task_id");
            if (type == null || task == null) {
                return null;
            }
            return switch (type) {
                case "run" -> run(task);
                case "progress" -> progress(task);
                case "started" -> {
                    long at = number("at_ns");
                    yield at == ABSENT ? null : new FromWorker.Started(task, at, printed());
                }
                case "done" -> done(task);
                default -> null;
            };
        }

        private @Nullable Frame run(String task) {
            String function = text("function_id");
            String buffer = text("task_buffer");
            long attempt = number("attempt");
            return function == null || buffer == null || attempt != (int) attempt
                    ? null
                    : new ToWorker.Run(
                            task,
                            (int) attempt,
                            function,
                            buffer,
                            texts("result_serializers"),
                            text("jar"),
                            made("terms", TaskTerms::of),
                            variables("environment"));
        }

        private @Nullable Frame progress(String task) {
            String what = text("what");
            JsonNode fraction = tree.path("fraction");
            return what == null || !fraction.isNumber()
                    ? null
                    : new FromWorker.Progress(task, fraction.doubleValue(), what);
        }

        private @Nullable Frame done(String task) {
            String result = text("result");
            long from = number("started_at_ns");
            long to = number("ended_at_ns");
            return result == null || from == ABSENT || to == ABSENT
                    ? null
                    : new FromWorker.Done(
                            task, from, to, result, printed(), made("paths", TouchedPaths::of));
        }
    }
}
