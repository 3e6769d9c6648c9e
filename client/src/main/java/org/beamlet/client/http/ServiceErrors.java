package org.beamlet.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.net.Connections;
import org.beamlet.protocol.net.Loopback;

/** Turns what the service answers, or its silence, into errors that say what to do. */
final class ServiceErrors {
    private static final String START = "start it with `beamlet cloud start`, or set BEAMLET_URL";
    private static final String ASK =
            "check BEAMLET_URL and this machine's way there, or ask whoever runs the service";

    private ServiceErrors() {}

    static BeamletException refused(URI service, Connections connections, Exception cause) {
        return connections
                .explain(service, cause)
                .orElseGet(() ->
                        new BeamletException(
                                ErrorCode.SERVICE_UNREACHABLE,
                                "nothing answers at %s"
                                        .formatted(service + connections.through(service)),
                                Loopback.is(String.valueOf(service.getHost())) ? START : ASK,
                                cause));
    }

    static BeamletException silent(
            URI service, Connections connections, String call, Exception cause) {
        String through = connections.through(service);
        String why =
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return connections
                .explain(service, cause)
                .orElseGet(() ->
                        new BeamletException(
                                ErrorCode.SERVICE_UNREACHABLE,
                                "%s at %s got no answer: %s"
                                        .formatted(call, service + through, why),
                                mayWantTls(service, why)
                                        ? "if that port speaks TLS, write https:// in BEAMLET_URL"
                                        : through.isEmpty()
                                                ? "look at the service's log, then try again"
                                                : "look at the service's log and ask who runs the"
                                                        + " proxy whether it ends connections",
                                cause));
    }

    /** A TLS port hangs up on plain HTTP, or answers with a record of TLS. */
    private static boolean mayWantTls(URI service, String why) {
        return "http".equals(service.getScheme())
                && (why.contains("header parser received no bytes")
                        || why.contains("Invalid status line")
                        || why.contains("reset"));
    }

    static BeamletException of(URI service, String call, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        JsonNode body = body(response.body());
        if (!body.has("code")) {
            return new BeamletException(
                    byStatus(status),
                    "%s at %s was answered with HTTP %d by something that is not Beamlet's service"
                            .formatted(call, service, status),
                    "http".equals(service.getScheme())
                            ? "check BEAMLET_URL (https:// if that port speaks TLS) and that the"
                                    + " service is up"
                            : "check BEAMLET_URL and that the service is up");
        }
        String text = body.path("message").asText(body.path("reason").asText("HTTP " + status));
        ErrorCode code = code(body.path("code").asText(), status);
        // The service sends what and remedy in one line, joined as BeamletException joins them.
        int joint = text.indexOf("; ");
        return joint < 0
                ? new BeamletException(code, text, remedy(code))
                : new BeamletException(code, text.substring(0, joint), text.substring(joint + 2));
    }

    private static JsonNode body(byte[] bytes) {
        try {
            return Json.read(bytes, 0, bytes.length, JsonNode.class);
        } catch (BeamletException _) {
            return Json.NODES.objectNode();
        }
    }

    private static ErrorCode code(String name, int status) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.name().equals(name))
                .findFirst()
                .orElseGet(() -> byStatus(status));
    }

    private static ErrorCode byStatus(int status) {
        return switch (status) {
            case 401 -> ErrorCode.INVALID_AUTH_TOKEN;
            case 403 -> ErrorCode.ENDPOINT_ACCESS_FORBIDDEN;
            case 404 -> ErrorCode.ROUTE_NOT_FOUND;
            case 413 -> ErrorCode.TASK_PAYLOAD_TOO_LARGE;
            case 422 -> ErrorCode.SEMANTICALLY_INVALID;
            case 429 -> ErrorCode.TOO_MANY_REQUESTS;
            case 502, 503, 504 -> ErrorCode.SERVICE_UNREACHABLE;
            default -> status < 500 ? ErrorCode.REQUEST_MALFORMED : ErrorCode.INTERNAL_ERROR;
        };
    }

    private static String remedy(ErrorCode code) {
        return switch (code.kind()) {
            case USER ->
                    code == ErrorCode.INVALID_AUTH_TOKEN || code == ErrorCode.USER_UNAUTHENTICATED
                            ? "run `beamlet login`, or mint a token with `beamlet cloud token`"
                                    + " and put it in BEAMLET_TOKEN or $BEAMLET_HOME/token"
                            : "change the request";
            case SITE -> "try again, and look at the service's log if it stays";
            case BUG -> "report this with the service's log";
        };
    }
}
