package org.beamlet.client.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.error.ErrorKind;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.login.TokenSource;
import org.beamlet.protocol.net.BrokerUrl;
import org.beamlet.protocol.rest.ErrorBody;
import org.jspecify.annotations.Nullable;

/** Takes requests on loopback: refuses strangers, swaps the local secret for the user's token. */
final class Door implements HttpHandler, AutoCloseable {
    private static final String STREAM = "/v2/get_amqp_result_connection_url";

    /** Asked before anybody has a token, and forwarded without one. */
    private static final Set<String> OPEN = Set.of("/v2/version", "/health", "/beamlet/v1/auth");

    private static final int MOST_AT_ONCE = 256;
    private static final Duration STALL = Duration.ofMinutes(2);
    private static final int TRY_AGAIN_S = 2;

    private final Gate gate;
    private final Upstream upstream;
    private final TokenSource tokens;
    private final Tunnels tunnels;
    private final Notes notes;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final StallWatch stalls = new StallWatch(STALL);

    Door(Gate gate, Upstream upstream, TokenSource tokens, Tunnels tunnels, Notes notes) {
        this.gate = gate;
        this.upstream = upstream;
        this.tokens = tokens;
        this.tunnels = tunnels;
        this.notes = notes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            // Asked for even where nobody reads it: without, the JDK's server hangs up afterwards,
            // and a caller that reuses the connection would not know whether its call got through.
            InputStream _ = exchange.getRequestBody();
            boolean admitted = places.tryAcquire();
            try {
                requirePlace(admitted);
                gate.requireSameUser(exchange.getRemoteAddress(), exchange.getLocalAddress());
                forward(new ForwardedCall(exchange, upstream));
            } catch (BeamletException e) {
                refuse(exchange, e);
            } finally {
                if (admitted) {
                    places.release();
                }
            }
        }
    }

    private static void requirePlace(boolean admitted) {
        if (!admitted) {
            throw new BeamletException(
                    ErrorCode.SERVICE_UNREACHABLE,
                    "the forwarder carries %d requests already".formatted(MOST_AT_ONCE),
                    "try again in a moment");
        }
    }

    private void forward(ForwardedCall call) throws IOException {
        @Nullable String token = null;
        if (!OPEN.contains(call.path())) {
            gate.requireSecret(call.exchange().getRequestHeaders().getFirst("Authorization"));
            token = tokens.token();
        }
        boolean stream = call.path().equals(STREAM) && call.method().equals("GET");
        HttpResponse<InputStream> response = call.send(token, stream);
        notes.reached();
        try (InputStream body = response.body();
                StallWatch.Entry watch = stalls.watch(body)) {
            if (response.statusCode() == 401 && token != null) {
                requireAnotherTry(token);
            }
            if (stream && response.statusCode() == 200) {
                call.answer(response, tunnelled(ForwardedCall.whole(response)));
            } else {
                call.answer(response, watch);
            }
        }
    }

    /** With a fresh token the call is worth repeating; the caller still has its body, we do not. */
    private void requireAnotherTry(String refused) {
        if (tokens.renew(refused)) {
            throw new BeamletException(
                    ErrorCode.SERVICE_UNREACHABLE,
                    "the token has just been renewed",
                    "send the request again");
        }
    }

    /** Leads the stream through a tunnel of ours. */
    private byte[] tunnelled(byte[] answer) {
        JsonNode address = Json.read(answer, 0, answer.length, JsonNode.class);
        try {
            BrokerUrl broker = BrokerUrl.parse(address.path("connection_url").asText(""));
            int port = tunnels.to(broker);
            ObjectNode local = address.deepCopy();
            local.put("connection_url", broker.at(Tunnels.HOST, port));
            return Json.writeBytes(local);
        } catch (URISyntaxException _) {
            // The text holds a password, and so does the cause.
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE,
                    "the service gave an address of the result stream that cannot be used",
                    "report this with the service's version");
        }
    }

    private void refuse(HttpExchange exchange, BeamletException error) throws IOException {
        if (error.kind() == ErrorKind.SITE) {
            notes.trouble(error);
        } else {
            notes.refused(error);
        }
        if (exchange.getResponseCode() != -1) {
            // Half an answer is out already; the connection is cut.
            return;
        }
        byte[] body = Json.writeBytes(ErrorBody.of(error, UUID.randomUUID().toString()));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (error.code().httpStatus() == 503) {
            exchange.getResponseHeaders().set("Retry-After", Integer.toString(TRY_AGAIN_S));
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(error.code().httpStatus(), head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        stalls.close();
    }
}
