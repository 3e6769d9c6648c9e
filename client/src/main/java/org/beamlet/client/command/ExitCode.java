package org.beamlet.client.command;

import org.beamlet.client.TaskFailedException;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorKind;

/** What a command leaves to the shell. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;

    private ExitCode() {}

    static int of(BeamletException error) {
        if (error instanceof TaskFailedException) {
            return FAILED;
        }
        return switch (error.code()) {
            case SERVICE_UNREACHABLE,
                    BROKER_UNREACHABLE,
                    STORE_UNAVAILABLE,
                    ENDPOINT_OFFLINE,
                    TOO_MANY_REQUESTS ->
                    UNREACHABLE;
            case TASK_CANCELLED, TASK_EXPIRED, TASK_TIMED_OUT -> FAILED;
            default -> error.kind() == ErrorKind.USER ? USAGE : FAILED;
        };
    }
}
