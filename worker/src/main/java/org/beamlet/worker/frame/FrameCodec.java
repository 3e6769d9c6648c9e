package org.beamlet.worker.frame;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final JsonFactory FACTORY = Json.MAPPER.getFactory();
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
            out.writePOJOField("terms", run.terms());
        }
        if (run.environment() != null) {
            out.writePOJOField("environment", run.environment());
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
            out.writePOJOField("paths", done.paths());
        }
    }

    private static void progress(JsonGenerator out, FromWorker.Progress progress)
            throws IOException {
        out.writeStringField("task_id", progress.taskId());
        out.writeNumberField("fraction", progress.fraction());
        out.writeStringField("what", progress.what());
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
        Found found = new Found();
        try (JsonParser in = FACTORY.createParser(body)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                found.take(name, in);
            }
            // A value of an unexpected kind leaves tokens behind.
            boolean whole = in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null;
            return whole ? found.frame() : null;
        } catch (IOException _) {
            return null;
        }
    }

    /** The fields of a frame whose type may come last. */
    private static final class Found {
        @Nullable String type;
        @Nullable String task;
        @Nullable String function;
        @Nullable String buffer;
        @Nullable String result;
        @Nullable List<String> serializers;
        @Nullable String jar;
        @Nullable TaskTerms terms;
        @Nullable TouchedPaths paths;
        @Nullable Map<String, String> environment;
        FromWorker.@Nullable Printed printed;
        long attempt = ABSENT;
        long at = ABSENT;
        long from = ABSENT;
        long to = ABSENT;
        long pid = ABSENT;
        @Nullable String what;
        @Nullable Double fraction;

        void take(String name, JsonParser in) throws IOException {
            switch (name) {
                case "type" -> type = in.nextTextValue();
                case "task_id" -> task = in.nextTextValue();
                case "function_id" -> function = in.nextTextValue();
                case "task_buffer" -> buffer = in.nextTextValue();
                case "result" -> result = in.nextTextValue();
                case "jar" -> jar = in.nextTextValue();
                case "terms" -> {
                    JsonToken token = in.nextToken();
                    terms = token == JsonToken.VALUE_NULL ? null : in.readValueAs(TaskTerms.class);
                }
                case "paths" -> {
                    JsonToken token = in.nextToken();
                    paths =
                            token == JsonToken.VALUE_NULL
                                    ? null
                                    : in.readValueAs(TouchedPaths.class);
                }
                case "environment" -> environment = variables(in);
                case "attempt" -> attempt = in.nextLongValue(ABSENT);
                case "at_ns" -> at = in.nextLongValue(ABSENT);
                case "started_at_ns" -> from = in.nextLongValue(ABSENT);
                case "what" -> what = in.nextTextValue();
                case "fraction" -> fraction = number(in);
                case "pid" -> pid = in.nextLongValue(ABSENT);
                case "ended_at_ns" -> to = in.nextLongValue(ABSENT);
                case "result_serializers" -> serializers = texts(in);
                case "printed" -> printed = printed(in);
                default -> {
                    JsonToken _ = in.nextToken();
                    JsonParser _ = in.skipChildren();
                }
            }
        }

        private static @Nullable Double number(JsonParser in) throws IOException {
            return in.nextToken().isNumeric() ? in.getDoubleValue() : null;
        }

        private static @Nullable List<String> texts(JsonParser in) throws IOException {
            if (in.nextToken() != JsonToken.START_ARRAY) {
                return null;
            }
            List<String> texts = new ArrayList<>();
            for (String text = in.nextTextValue(); text != null; text = in.nextTextValue()) {
                texts.add(text);
            }
            return texts;
        }

        private static @Nullable Map<String, String> variables(JsonParser in) throws IOException {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Map<String, String> variables = new LinkedHashMap<>();
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                String value = in.nextTextValue();
                if (value != null) {
                    variables.put(name, value);
                }
            }
            return variables;
        }

        private static FromWorker.@Nullable Printed printed(JsonParser in) throws IOException {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            long out = ABSENT;
            long err = ABSENT;
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                switch (name) {
                    case "out" -> out = in.nextLongValue(ABSENT);
                    case "err" -> err = in.nextLongValue(ABSENT);
                    default -> {
                        JsonToken _ = in.nextToken();
                        JsonParser _ = in.skipChildren();
                    }
                }
            }
            return out == ABSENT || err == ABSENT ? null : new FromWorker.Printed(out, err);
        }

        @Nullable Frame frame() {
            if ("ready".equals(type)) {
                return pid == ABSENT ? null : new FromWorker.Ready(pid);
            }
            if (type == null || task == null) {
                return null;
            }
            return switch (type) {
                case "run" ->
                        function == null || buffer == null || attempt != (int) attempt
                                ? null
                                : new ToWorker.Run(
                                        task,
                                        (int) attempt,
                                        function,
                                        buffer,
                                        serializers,
                                        jar,
                                        terms,
                                        environment);
                case "progress" ->
                        what == null || fraction == null
                                ? null
                                : new FromWorker.Progress(task, fraction, what);
                case "started" -> at == ABSENT ? null : new FromWorker.Started(task, at, printed);
                case "done" ->
                        result == null || from == ABSENT || to == ABSENT
                                ? null
                                : new FromWorker.Done(task, from, to, result, printed, paths);
                default -> null;
            };
        }
    }
}
