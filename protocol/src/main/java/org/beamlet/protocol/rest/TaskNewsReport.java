package org.beamlet.protocol.rest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /beamlet/v1/endpoints/{id}/news}: what running tasks do. */
public record TaskNewsReport(
        @JsonProperty("progress") List<Progress> progress,
        @JsonProperty("output") List<Output> output) {

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

    public TaskNewsReport {
        progress = List.copyOf(progress);
        output = List.copyOf(output);
    }

    @JsonCreator
    static TaskNewsReport read(
            @JsonProperty("progress") @Nullable List<Progress> progress,
            @JsonProperty("output") @Nullable List<Output> output) {
        return new TaskNewsReport(
                progress == null ? List.of() : progress, output == null ? List.of() : output);
    }

    @JsonIgnore
    public boolean isEmpty() {
        return progress.isEmpty() && output.isEmpty();
    }
}
