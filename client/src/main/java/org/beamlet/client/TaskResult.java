package org.beamlet.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.beamlet.protocol.id.TaskId;

/**
 * What a function returned.
 *
 * @param value the returned value; of catalog functions an object with {@code result_file} and
 *     {@code files}
 * @param timings how long each leg took
 */
public record TaskResult(TaskId taskId, JsonNode value, TaskTimings timings) {}
