package org.beamlet.catalog;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One call of a function.
 *
 * @param arguments the keyword arguments, an object
 * @param taskId names the call; part of the names of temporary files
 * @param attempt number of this placement, from 1
 * @param progress told of how far the work is
 */
public record FunctionCall(JsonNode arguments, String taskId, int attempt, Progress progress) {}
