package org.beamlet.cloud.rest;

import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/** Reads bodies within the bounds that {@link Json} sets, and says where they are wrong. */
final class Bodies {
    private Bodies() {}

    static <T> T read(byte[] body, Class<T> type) {
        if (body.length == 0) {
            throw new BeamletException(
                    ErrorCode.REQUEST_MALFORMED, "the request has no body", "send a JSON object");
        }
        try {
            return Json.read(body, 0, body.length, type);
        } catch (BeamletException e) {
            throw new BeamletException(
                    e.code() == ErrorCode.PAYLOAD_INVALID ? ErrorCode.REQUEST_MALFORMED : e.code(),
                    e.what(),
                    e.remedy(),
                    e);
        }
    }
}
