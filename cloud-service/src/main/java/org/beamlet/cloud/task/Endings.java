package org.beamlet.cloud.task;

import java.util.UUID;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;

/** Outcomes that the service itself gives tasks. */
final class Endings {
    private Endings() {}

    /** An outcome in the name of the endpoint that has the task. */
    static Outcomes.Reported of(EndpointId endpoint, UUID task, ErrorCode code, String text) {
        Message.Result result =
                new Message.Result(
                        task, text, null, new Message.ErrorDetails(code.name(), text), null);
        return new Outcomes.Reported(
                endpoint, 0, result, ResultText.of(MessageCodec.encode(result)));
    }
}
