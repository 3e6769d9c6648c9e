package org.beamlet.agent.registration;

import com.fasterxml.jackson.databind.JsonNode;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/** An error body of the service, as an exception with the same code and text. */
final class Refusal {
    private Refusal() {}

    static BeamletException of(int status, byte[] body, ServiceAddress service) {
        try {
            JsonNode error = Json.read(body, 0, body.length, JsonNode.class);
            String message = error.path("message").asText(error.path("reason").asText(""));
            if (!message.isEmpty()) {
                return said(code(error.path("code").asText(""), status), message);
            }
        } catch (BeamletException _) {
            // Not the service's own error: a proxy's page, perhaps.
        }
        return new BeamletException(
                code("", status),
                "%s answered HTTP %d: %s".formatted(service, status, ServiceClient.text(body)),
                "see that BEAMLET_URL is a Beamlet service");
    }

    /** Errors are told as "what; remedy". */
    private static BeamletException said(ErrorCode code, String message) {
        int remedy = message.lastIndexOf("; ");
        return remedy < 0
                ? new BeamletException(code, message, "see the service's log")
                : new BeamletException(
                        code, message.substring(0, remedy), message.substring(remedy + 2));
    }

    private static ErrorCode code(String name, int status) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return switch (status) {
            case 401 -> ErrorCode.USER_UNAUTHENTICATED;
            case 403 -> ErrorCode.ENDPOINT_ACCESS_FORBIDDEN;
            case 404 -> ErrorCode.ENDPOINT_NOT_FOUND;
            case 409 -> ErrorCode.RESOURCE_CONFLICT;
            case 423 -> ErrorCode.RESOURCE_LOCKED;
            case 429, 500, 502, 503, 504 -> ErrorCode.SERVICE_UNREACHABLE;
            default -> ErrorCode.REQUEST_MALFORMED;
        };
    }
}
