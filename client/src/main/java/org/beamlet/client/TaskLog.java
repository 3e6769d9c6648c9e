package org.beamlet.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a task printed.
 *
 * @param attempt which placement of the task it is from
 * @param ended whether nothing more will come
 */
public record TaskLog(
        @JsonProperty("task_id") String taskId,
        @JsonProperty("attempt") int attempt,
        @JsonProperty("ended") boolean ended,
        @JsonProperty("output") List<Part> output) {

    /**
     * A part of a stream, in bytes from its beginning.
     *
     * @param from the offset of its first byte; above the {@code next} of the part before where
     *     something was too much to pass on
     * @param next the offset behind its last byte
     */
    public record Part(
            @JsonProperty("stream") String stream,
            @JsonProperty("from") long from,
            @JsonProperty("next") long next,
            @JsonProperty("text") String text) {}
}
