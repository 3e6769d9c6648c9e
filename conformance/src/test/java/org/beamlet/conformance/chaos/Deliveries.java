package org.beamlet.conformance.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.beamlet.client.stream.StreamKeeper;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.payload.Serialized;

/** Every message that the stream of results brings, repeats too, which a client would drop. */
final class Deliveries implements StreamKeeper.Events {
    /** Longer values are kept as their hash. */
    private static final int LONGEST_KEPT = 2000;

    private final Map<TaskId, Delivered> all = new ConcurrentHashMap<>();
    private final Chronicle chronicle;
    private volatile Instant latest = Instant.now();

    Deliveries(Chronicle chronicle) {
        this.chronicle = chronicle;
    }

    /**
     * What came of a task.
     *
     * @param outcome of the first copy
     * @param at when that came
     * @param repeats when others came
     * @param differing outcomes of copies that said something else
     */
    record Delivered(Outcome outcome, Instant at, List<Instant> repeats, List<Outcome> differing) {}

    /**
     * How a task ended.
     *
     * @param code empty for success
     * @param text the value as JSON or its hash; the message of a failure
     */
    record Outcome(String code, String text) {
        boolean success() {
            return code.isEmpty();
        }
    }

    @Override
    public void received(byte[] body) {
        Instant now = Instant.now();
        latest = now;
        if (MessageCodec.decode(body) instanceof Message.Result result) {
            Outcome outcome = outcome(result);
            all.compute(
                    new TaskId(result.taskId()),
                    (_, known) ->
                            known == null
                                    ? new Delivered(
                                            outcome, now, new ArrayList<>(), new ArrayList<>())
                                    : again(known, outcome, now));
        }
    }

    private static Delivered again(Delivered known, Outcome outcome, Instant now) {
        known.repeats().add(now);
        if (!known.outcome().equals(outcome)) {
            known.differing().add(outcome);
        }
        return known;
    }

    private static Outcome outcome(Message.Result result) {
        Message.ErrorDetails error = result.errorDetails();
        if (error != null) {
            return new Outcome(error.code(), error.userMessage() + "\n" + result.data());
        }
        JsonNode value = Serialized.parse(result.data()).asJson();
        if (value instanceof ObjectNode object) {
            // It says where and how long each time anew.
            object.remove("provenance");
        }
        return new Outcome("", brief(value));
    }

    /** {@return the value's text, or what it can be told by} */
    static String brief(JsonNode value) {
        String text = value.toString();
        if (text.length() <= LONGEST_KEPT) {
            return text;
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return "%d characters %s".formatted(text.length(), HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    int count() {
        return all.size();
    }

    Map<TaskId, Delivered> all() {
        return all;
    }

    Instant latest() {
        return latest;
    }

    @Override
    public void reopened() {
        chronicle.say("the client's stream is open again");
    }

    @Override
    public boolean needed() {
        return true;
    }

    @Override
    public void gaveUp(BeamletException why) {
        chronicle.say("the client's stream cannot be opened: " + why.getMessage());
    }
}
