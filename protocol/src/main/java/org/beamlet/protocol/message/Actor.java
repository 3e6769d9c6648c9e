package org.beamlet.protocol.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Who saw a task take a step. */
public enum Actor {
    WORKER("worker"),
    MANAGER("manager"),
    INTERCHANGE("interchange"),
    ENDPOINT("endpoint"),
    RESULT_PROCESSOR("result-processor"),
    WEB_SERVICE("web-service"),
    ACTION_PROVIDER("action-provider");

    private final String word;

    Actor(String word) {
        this.word = word;
    }

    @JsonValue
    public String word() {
        return word;
    }

    @JsonCreator
    public static Actor of(String word) {
        for (Actor actor : values()) {
            if (actor.word.equals(word)) {
                return actor;
            }
        }
        throw new BeamletException(
                ErrorCode.MESSAGE_INVALID,
                "'%s' is not an actor of the wire".formatted(word),
                "use one of the words of ActorName");
    }
}
