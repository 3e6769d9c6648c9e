package org.beamlet.client.inprocess;

import org.beamlet.client.TaskFailedException;
import org.beamlet.protocol.id.TaskId;

/**
 * A task that ended without a result, for whoever looks into it.
 *
 * @param function its name
 * @param stdout what of it is kept
 * @param stderr what of it is kept
 */
public record FailedTask(
        TaskId task, String function, TaskFailedException why, String stdout, String stderr) {}
