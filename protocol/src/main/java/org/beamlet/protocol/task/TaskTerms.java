package org.beamlet.protocol.task;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.UserFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a task asks of whoever runs it beyond its buffers. It travels as JSON, in which what is not
 * known here is passed over, so that service, agent and managers may differ in version.
 *
 * @param pythonVersion of the Python that wrote the function down, such as {@code 3.11.4}
 * @param taskSeconds how long it may run; null for as long as the endpoint allows
 * @param priority among its submitter's own tasks, the lower first; null is 0
 * @param idempotent true where its function was registered as one that may simply run again; else
 *     null, also for functions of the catalog, of which the endpoint knows
 * @param content SHA-256 of what its function was published with; null where nobody said
 * @param bundle the archive in which the service has its function, for endpoints that do not
 * @param notice what the owner of its function says of a version that is deprecated, for the result
 * @param confined to which folders it is kept; null where the account that runs it serves one
 *     person
 * @param tellPaths true where whoever runs it is to say which paths its arguments name; else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskTerms(
        @JsonProperty("python_version") @Nullable String pythonVersion,
        @JsonProperty("task_seconds") @Nullable Double taskSeconds,
        @JsonProperty("priority") @Nullable Integer priority,
        @JsonProperty("idempotent") @Nullable Boolean idempotent,
        @JsonProperty("content") @Nullable String content,
        @JsonProperty("bundle") @Nullable Bundle bundle,
        @JsonProperty("notice") @Nullable String notice,
        @JsonProperty("confined") @Nullable Confinement confined,
        @JsonProperty("tell_paths") @Nullable Boolean tellPaths) {
    public static final TaskTerms NONE = new TaskTerms(null, null, null, null);

    private static final int LONGEST = 64 * 1024;

    @JsonCreator
    public TaskTerms {}

    /**
     * An archive of functions at the service.
     *
     * @param size in bytes
     */
    public record Bundle(@JsonProperty("sha256") String sha256, @JsonProperty("size") long size) {
        private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

        /** {@return whether it can be one} */
        public boolean sound() {
            return HEX.matcher(String.valueOf(sha256)).matches()
                    && size > 0
                    && size <= UserFunction.LARGEST_JAR;
        }
    }

    /** Of a function that nobody deprecated. */
    public TaskTerms(
            @Nullable String pythonVersion,
            @Nullable Double taskSeconds,
            @Nullable Integer priority,
            @Nullable Boolean idempotent,
            @Nullable String content,
            @Nullable Bundle bundle) {
        this(pythonVersion, taskSeconds, priority, idempotent, content, bundle, null, null, null);
    }

    /** What a service without published functions says. */
    public TaskTerms(
            @Nullable String pythonVersion,
            @Nullable Double taskSeconds,
            @Nullable Integer priority,
            @Nullable Boolean idempotent) {
        this(pythonVersion, taskSeconds, priority, idempotent, null, null);
    }

    /** What a function's registration does not say of it. */
    public TaskTerms(
            @Nullable String pythonVersion,
            @Nullable Double taskSeconds,
            @Nullable Integer priority) {
        this(pythonVersion, taskSeconds, priority, null);
    }

    /** Terms of a function that Python wrote down. */
    public static TaskTerms ofPython(String version) {
        return new TaskTerms(version, null, null);
    }

    /** {@return whether it may run again where it was lost} */
    public boolean mayRunAgain() {
        return Boolean.TRUE.equals(idempotent);
    }

    /** {@return whether nothing is asked} */
    public boolean none() {
        return pythonVersion == null
                && taskSeconds == null
                && priority == null
                && idempotent == null
                && content == null
                && bundle == null
                && notice == null
                && confined == null
                && tellPaths == null;
    }

    /** {@return these, and what the others say where these say nothing} */
    public TaskTerms or(TaskTerms others) {
        return new TaskTerms(
                pythonVersion == null ? others.pythonVersion : pythonVersion,
                taskSeconds == null ? others.taskSeconds : taskSeconds,
                priority == null ? others.priority : priority,
                idempotent == null ? others.idempotent : idempotent,
                content == null ? others.content : content,
                bundle == null ? others.bundle : bundle,
                notice == null ? others.notice : notice,
                confined == null ? others.confined : confined,
                tellPaths == null ? others.tellPaths : tellPaths);
    }

    /** {@return these for whoever has the function installed, and knows it better} */
    public TaskTerms installed() {
        return bundle == null
                ? this
                : new TaskTerms(
                        pythonVersion,
                        taskSeconds,
                        priority,
                        null,
                        content,
                        null,
                        notice,
                        confined,
                        tellPaths);
    }

    /** {@return these, and what is said of the function's version} */
    public TaskTerms noted(String said) {
        return new TaskTerms(null, null, null, null, null, null, said, null, null).or(this);
    }

    /** {@return these, kept to what the site says alone; whoever sent them has no word in that} */
    public TaskTerms kept(@Nullable Confinement to) {
        return new TaskTerms(
                pythonVersion,
                taskSeconds,
                priority,
                idempotent,
                content,
                bundle,
                notice,
                to,
                tellPaths);
    }

    /** {@return these, with or without the wish to be told of paths; the site's alone as well} */
    public TaskTerms tellingPaths(boolean told) {
        return new TaskTerms(
                pythonVersion,
                taskSeconds,
                priority,
                idempotent,
                content,
                bundle,
                notice,
                confined,
                told ? true : null);
    }

    /** {@return whether somebody wants to know which paths the arguments name} */
    public boolean tellsPaths() {
        return Boolean.TRUE.equals(tellPaths);
    }

    /** {@return what the text says; a text that nobody can read asks for nothing} */
    public static TaskTerms parse(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return NONE;
        }
        try {
            return of(Json.read(text));
        } catch (BeamletException _) {
            // From a service of another kind, perhaps: the task itself is sound.
            return NONE;
        }
    }

    /**
     * {@return what the JSON says}
     *
     * @throws BeamletException with code PAYLOAD_INVALID
     */
    public static TaskTerms of(JsonNode json) {
        PlainFields fields = new PlainFields(json);
        TaskTerms terms =
                new TaskTerms(
                        fields.text("python_version"),
                        fields.number("task_seconds"),
                        fields.whole("priority"),
                        fields.truth("idempotent"),
                        fields.text("content"),
                        fields.bound("bundle", Bundle.class),
                        fields.text("notice"),
                        fields.bound("confined", Confinement.class),
                        fields.truth("tell_paths"));
        return fields.odd() ? Json.convert(json, TaskTerms.class) : terms;
    }

    /** {@return them as JSON; empty where nothing is asked} */
    public ObjectNode json() {
        ObjectNode json = Json.NODES.objectNode();
        put(json, "python_version", pythonVersion);
        put(json, "task_seconds", taskSeconds);
        put(json, "priority", priority);
        put(json, "idempotent", idempotent);
        put(json, "content", content);
        put(json, "bundle", bundle);
        put(json, "notice", notice);
        put(json, "confined", confined);
        put(json, "tell_paths", tellPaths);
        return json;
    }

    /** By hand, as most tasks have some, and a worker's first is waited for. */
    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value instanceof String text) {
            json.put(name, text);
        } else if (value instanceof Double number) {
            json.put(name, number);
        } else if (value instanceof Integer number) {
            json.put(name, number);
        } else if (value instanceof Boolean truth) {
            json.put(name, truth);
        } else if (value != null) {
            json.set(name, Json.mapper().valueToTree(value));
        }
    }

    /** {@return the JSON text; empty where nothing is asked} */
    public String text() {
        return none() ? "" : Json.write(json());
    }
}
