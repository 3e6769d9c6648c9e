package org.beamlet.client.inprocess;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.beamlet.worker.local.LocalRunner;

/**
 * What all tasks of an endpoint have in common.
 *
 * @param completer completes futures, so that what hangs on them cannot hold up a slot
 */
record Surroundings(
        InProcessSettings settings,
        LocalRunner runner,
        TaskOutputs outputs,
        Executor completer,
        ScheduledExecutorService timer) {}
