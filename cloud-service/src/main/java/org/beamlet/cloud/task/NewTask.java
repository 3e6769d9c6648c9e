package org.beamlet.cloud.task;

import java.util.List;
import org.beamlet.cloud.store.StorableText;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.Serialized;

/** One invocation of a submission, found to be in order. */
record NewTask(TaskId id, FunctionId function, String payload) {
    NewTask {
        StorableText.require("a payload of function " + function, payload);
        List<String> buffers = Payloads.unpack(payload);
        if (buffers.size() != 2) {
            throw new BeamletException(
                    ErrorCode.PAYLOAD_INVALID,
                    "a payload of function %s packs %d buffers, not 2"
                            .formatted(function, buffers.size()),
                    "pack the arguments and the keyword arguments, as the SDK does");
        }
        buffers.forEach(Serialized::parse);
    }
}
