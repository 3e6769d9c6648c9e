package org.beamlet.protocol.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The task states of the wire. Other readers refuse any other word, so none may be invented. */
public enum WireState {
    RECEIVED("received"),
    WAITING_FOR_ENDPOINT("waiting-for-ep"),
    WAITING_FOR_NODES("waiting-for-nodes"),
    WAITING_FOR_LAUNCH("waiting-for-launch"),
    EXECUTION_START("execution-start"),
    EXECUTION_END("execution-end"),
    RUNNING("running"),
    SUCCESS("success"),
    FAILED("failed"),
    RESULT_RECEIVED("result-received"),
    RESULT_ENQUEUED("result-enqueued"),
    ACTION_RECEIVED("action-provider-received"),
    ACTION_TASK_SUBMITTED("action-provider-task-submitted"),
    ACTION_GROUP_IN_PROGRESS("action-provider-task-group-in-progress"),
    ACTION_GROUP_COMPLETED("action-provider-task-group-completed"),
    ACTION_GROUP_ERROR("action-provider-task-group-error");

    private final String word;

    WireState(String word) {
        this.word = word;
    }

    @JsonValue
    public String word() {
        return word;
    }

    @JsonCreator
    public static WireState of(String word) {
        for (WireState state : values()) {
            if (state.word.equals(word)) {
                return state;
            }
        }
        throw new BeamletException(
                ErrorCode.MESSAGE_INVALID,
                "'%s' is not a task state of the wire".formatted(word),
                "use one of the words of TaskState");
    }
}
