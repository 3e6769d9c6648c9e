package org.beamlet.agent.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.providers.LoginAnswer;

/** What a command may ask of the agent; one JSON object on one line. */
public sealed interface DoorRequest {
    /** How things stand. */
    record Status() implements DoorRequest {}

    /** The same for Prometheus, as text. */
    record Metrics() implements DoorRequest {}

    /**
     * Take no new tasks.
     *
     * @param stop whether the agent ends once it has nothing more to do
     */
    record Drain(boolean stop) implements DoorRequest {}

    /** Take tasks again. */
    record Resume() implements DoorRequest {}

    /**
     * Hold so many blocks whatever there is to do; 0 holds none.
     *
     * @param blocks not negative
     */
    record Scale(int blocks) implements DoorRequest {}

    /**
     * A person logs in where blocks are asked for.
     *
     * @param answer holds secrets, which stand nowhere else
     */
    record Login(LoginAnswer answer) implements DoorRequest {}

    private static ObjectNode asking(String what) {
        return Json.NODES.objectNode().put("ask", what);
    }

    /** {@return the line, without its end} */
    default String line() {
        return Json.write(
                switch (this) {
                    case Status _ -> asking("status");
                    case Metrics _ -> asking("metrics");
                    case Drain(boolean stop) -> asking("drain").put("stop", stop);
                    case Resume _ -> asking("resume");
                    case Scale(int blocks) -> asking("scale").put("blocks", blocks);
                    case Login(LoginAnswer answer) -> {
                        ObjectNode login = asking("login").put("begins", answer.begins());
                        answer.answers().forEach(login.putArray("answers")::add);
                        yield login;
                    }
                });
    }

    /**
     * Reads a line.
     *
     * @throws BeamletException with code REQUEST_MALFORMED or PAYLOAD_INVALID
     */
    static DoorRequest parse(String line) {
        JsonNode json = Json.read(line);
        return switch (json.path("ask").asText("")) {
            case "status" -> new Status();
            case "metrics" -> new Metrics();
            case "drain" -> new Drain(json.path("stop").asBoolean(false));
            case "resume" -> new Resume();
            case "scale" -> scale(json.path("blocks"));
            case "login" -> login(json);
            default ->
                    throw malformed(
                            "'%s' is nothing that an agent is asked"
                                    .formatted(json.path("ask").asText("")));
        };
    }

    private static DoorRequest login(JsonNode json) {
        List<String> answers = new ArrayList<>();
        json.path("answers").forEach(one -> answers.add(one.asText("")));
        return new Login(new LoginAnswer(json.path("begins").asBoolean(false), answers));
    }

    private static DoorRequest scale(JsonNode blocks) {
        if (!blocks.canConvertToInt() || !blocks.isIntegralNumber() || blocks.intValue() < 0) {
            throw malformed("'%s' is no number of blocks".formatted(blocks));
        }
        return new Scale(blocks.intValue());
    }

    private static BeamletException malformed(String what) {
        return new BeamletException(
                ErrorCode.REQUEST_MALFORMED, what, "use the commands of the agent's own version");
    }
}
