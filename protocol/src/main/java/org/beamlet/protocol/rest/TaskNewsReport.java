package org.beamlet.protocol.rest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /beamlet/v1/endpoints/{id}/news}: what running tasks do. */
public record TaskNewsReport(
        @JsonProperty("progress") List<Progress> progress,
        @JsonProperty("output") List<Output> output,
        @JsonProperty("partials") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                List<Partial> partials,
        @JsonProperty("session") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable String session) {

    /** A partial result has at most so many bytes, as JSON in UTF-8. */
    public static final int MOST_PARTIAL_BYTES = 64 * 1024;

    public TaskNewsReport(List<Progress> progress, List<Output> output) {
        this(progress, output, List.of());
    }

    public TaskNewsReport(List<Progress> progress, List<Output> output, List<Partial> partials) {
        this(progress, output, partials, null);
    }

    /** {@return the same, of an agent's session; of one that is over the service takes no news} */
    public TaskNewsReport of(String teller) {
        return new TaskNewsReport(progress, output, partials, teller);
    }

    /** How far a task is, {@code fraction} from 0 to 1. */
    public record Progress(
            @JsonProperty(value = "task_id", required = true) String taskId,
            @JsonProperty(value = "attempt", required = true) int attempt,
            @JsonProperty(value = "fraction", required = true) double fraction,
            @JsonProperty(value = "what", required = true) String what) {}

    /**
     * What a task printed, in base64.
     *
     * @param stream stdout or stderr
     * @param offset bytes of that stream and attempt before these
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of megabytes for nothing.
    public record Output(
            @JsonProperty(value = "task_id", required = true) String taskId,
            @JsonProperty(value = "attempt", required = true) int attempt,
            @JsonProperty(value = "stream", required = true) String stream,
            @JsonProperty(value = "offset", required = true) long offset,
            @JsonProperty(value = "bytes", required = true) byte[] bytes) {}

    /**
     * What a task has found so far.
     *
     * @param seq counts the partial results of an attempt, from 1
     * @param value an object
     */
    public record Partial(
            @JsonProperty(value = "task_id", required = true) String taskId,
            @JsonProperty(value = "attempt", required = true) int attempt,
            @JsonProperty(value = "seq", required = true) long seq,
            @JsonProperty(value = "value", required = true) JsonNode value) {}

    public TaskNewsReport {
        partials = List.copyOf(partials);
        progress = List.copyOf(progress);
        output = List.copyOf(output);
    }

    @JsonCreator
    static TaskNewsReport read(
            @JsonProperty("progress") @Nullable List<Progress> progress,
            @JsonProperty("output") @Nullable List<Output> output,
            @JsonProperty("partials") @Nullable List<Partial> partials,
            @JsonProperty("session") @Nullable String session) {
        return new TaskNewsReport(
                progress == null ? List.of() : progress,
                output == null ? List.of() : output,
                partials == null ? List.of() : partials,
                session);
    }

    @JsonIgnore
    public boolean isEmpty() {
        return progress.isEmpty() && output.isEmpty() && partials.isEmpty();
    }
}
