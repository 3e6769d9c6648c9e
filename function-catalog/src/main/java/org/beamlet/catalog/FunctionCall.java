package org.beamlet.catalog;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One call of a function.
 *
 * @param arguments the keyword arguments, an object
 * @param taskId names the call; part of the names of temporary files
 * @param attempt number of this placement, from 1
 * @param progress told of how far the work is
 * @param provenance what is known so far of what runs where, for files that are written; told of
 *     warnings and of the device
 */
public record FunctionCall(
        JsonNode arguments, String taskId, int attempt, Progress progress, Provenance provenance) {
    /** A call that is not yet one of any function. */
    public FunctionCall(JsonNode arguments, String taskId, int attempt, Progress progress) {
        this(arguments, taskId, attempt, progress, Provenance.unknown(arguments));
    }

    FunctionCall with(JsonNode other, Provenance known) {
        return new FunctionCall(other, taskId, attempt, progress, known);
    }
}
