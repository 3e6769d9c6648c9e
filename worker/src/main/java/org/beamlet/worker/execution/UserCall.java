package org.beamlet.worker.execution;

import java.util.List;
import java.util.Optional;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.worker.task.WorkerTask;
import org.beamlet.worker.userfunction.UserFunctions;

/** Reads tasks whose function is a user's. */
final class UserCall {
    private static final int PARTS = 3;

    private UserCall() {}

    /**
     * {@return the call, if it is one}
     *
     * @throws BeamletException with code PAYLOAD_INVALID
     */
    static Optional<UserFunctions.Call> of(WorkerTask task, String buffer, Progress progress) {
        List<String> parts = Payloads.unpack(buffer);
        if (parts.size() != PARTS) {
            return Optional.empty();
        }
        return UserFunction.parse(parts.getFirst())
                .map(function ->
                        new UserFunctions.Call(
                                function,
                                task.jar(),
                                parts.get(1),
                                parts.get(2),
                                task.taskId(),
                                task.attempt(),
                                progress));
    }
}
