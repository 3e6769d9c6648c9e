package org.beamlet.conformance.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.beamlet.protocol.json.Json;

/** What is submitted: how often of a hundred, and whether it may simply run again. */
enum Kind {
    ECHO(28, true, false),
    LARGE_ARGUMENT(2, true, false),
    SLEEP(12, true, false),
    APPEND(16, false, true),
    JAVA_ERROR(3, false, false),
    PYTHON_NOTE(14, false, true),
    PYTHON_WORK(10, true, true),
    PYTHON_ERROR(3, false, true),
    PYTHON_LARGE(2, true, false),
    COMMAND(8, false, true),
    CANCELLED(2, true, false);

    /** Characters of a large argument and of a large result. */
    private static final int ARGUMENT = 100_000;

    private static final int RESULT = 1_000_000;

    /** Longer than anybody waits before it is cancelled. */
    private static final double UNTIL_CANCELLED = 60;

    private final int share;
    private final boolean idempotent;
    private final boolean counted;

    /**
     * @param counted whether each run leaves a line in a file
     */
    Kind(int share, boolean idempotent, boolean counted) {
        this.share = share;
        this.idempotent = idempotent;
        this.counted = counted;
    }

    boolean idempotent() {
        return idempotent;
    }

    boolean counted() {
        return counted;
    }

    /** {@return the name, as it stands in logs and labels} */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return the file with a line for each run} */
    Path runs(Path folder) {
        return folder.resolve(word() + ".txt");
    }

    static Kind any(Random random) {
        int left = random.nextInt(100);
        for (Kind kind : values()) {
            left -= kind.share;
            if (left < 0) {
                return kind;
            }
        }
        return ECHO;
    }

    /** {@return the seconds that one of this kind takes, mostly short} */
    double seconds(Random random) {
        return switch (this) {
            case SLEEP, PYTHON_WORK, APPEND, PYTHON_NOTE, COMMAND -> random.nextInt(30) / 100.0;
            case CANCELLED -> UNTIL_CANCELLED;
            default -> 0;
        };
    }

    ObjectNode arguments(Call call, Path folder) {
        ObjectNode arguments = Json.NODES.objectNode();
        String path = runs(folder).toString();
        return switch (this) {
            case ECHO -> arguments.put("echo", call.label());
            case LARGE_ARGUMENT -> arguments.put("echo", call.label() + "y".repeat(ARGUMENT));
            case SLEEP, CANCELLED -> arguments.put("seconds", call.seconds());
            case APPEND ->
                    arguments
                            .put("path", path)
                            .put("text", call.label())
                            .put("seconds", call.seconds());
            case JAVA_ERROR ->
                    arguments
                            .put("path", folder.resolve("absent/" + call.label()).toString())
                            .put("text", call.label());
            case PYTHON_NOTE, PYTHON_WORK, COMMAND ->
                    arguments
                            .put("path", path)
                            .put("label", call.label())
                            .put("seconds", call.seconds());
            case PYTHON_ERROR -> arguments.put("path", path).put("label", call.label());
            case PYTHON_LARGE -> arguments.put("label", call.label()).put("size", RESULT);
        };
    }

    /** {@return what it returns; empty for one that is meant to fail} */
    ObjectNode expected(Call call, Path folder) {
        ObjectNode value = Json.NODES.objectNode();
        String path = runs(folder).toString();
        return switch (this) {
            case ECHO, LARGE_ARGUMENT ->
                    files(value).put("echo", arguments(call, folder).path("echo").asText());
            case SLEEP, CANCELLED -> files(value).put("seconds", call.seconds());
            case APPEND -> {
                value.put("result_file", path).putArray("files").add(path);
                yield value;
            }
            case JAVA_ERROR, PYTHON_ERROR -> value;
            case PYTHON_NOTE -> value.put("label", call.label());
            case PYTHON_WORK -> value.put("label", call.label()).put("total", 332_833_500);
            case PYTHON_LARGE -> value.put("label", call.label()).put("text", "x".repeat(RESULT));
            case COMMAND ->
                    value.put(
                                    "cmd",
                                    "echo %s >> %s; sleep %s; echo ran %s"
                                            .formatted(
                                                    call.label(),
                                                    path,
                                                    call.seconds(),
                                                    call.label()))
                            .put("stdout", "ran %s\n".formatted(call.label()))
                            .put("stderr", "")
                            .put("returncode", 0)
                            .putNull("exception_name");
        };
    }

    private static ObjectNode files(ObjectNode value) {
        value.putNull("result_file").putArray("files");
        return value;
    }

    /** {@return a part of the message with which it fails; empty for one that is not meant to} */
    String failure(Call call) {
        return switch (this) {
            case JAVA_ERROR -> "absent/" + call.label();
            case PYTHON_ERROR -> "meant to fail: " + call.label();
            default -> "";
        };
    }
}
