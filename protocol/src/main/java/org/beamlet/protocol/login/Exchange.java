package org.beamlet.protocol.login;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.net.Connections;
import org.jspecify.annotations.Nullable;

/** Small questions and answers in JSON, with those who issue tokens. */
final class Exchange implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Connections connections;
    private final HttpClient http;

    Exchange(Connections connections) {
        this.connections = connections;
        this.http = connections.http().build();
    }

    /** What was answered; the body is an empty object where it is no JSON. */
    record Answer(int status, JsonNode body) {}

    Answer get(URI address) {
        return send(request(address).GET().build());
    }

    /** Posts a form; {@code authorization} is a whole header, or null. */
    Answer post(URI address, Map<String, String> form, @Nullable String authorization) {
        String body =
                form.entrySet().stream()
                        .map(one -> coded(one.getKey()) + "=" + coded(one.getValue()))
                        .collect(Collectors.joining("&"));
        HttpRequest.Builder request =
                request(address)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return send(request.build());
    }

    static String coded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address)
                .timeout(LIMIT)
                .header("Accept", "application/json")
                .header("User-Agent", "beamlet");
    }

    private Answer send(HttpRequest request) {
        String where = "%s://%s".formatted(request.uri().getScheme(), request.uri().getAuthority());
        try {
            HttpResponse<byte[]> answer =
                    connections.send(http, request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), json(answer.body()));
        } catch (IOException e) {
            throw connections
                    .explain(URI.create(where), e)
                    .orElseGet(() ->
                            new BeamletException(
                                    ErrorCode.SERVICE_UNREACHABLE,
                                    "%s does not answer"
                                            .formatted(where + connections.through(request.uri())),
                                    "check the address and the network, then try again",
                                    e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BeamletException(
                    ErrorCode.TASK_CANCELLED,
                    "the wait for %s was interrupted".formatted(where),
                    "call again if the answer is still wanted",
                    e);
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            return Json.read(body, 0, body.length, JsonNode.class);
        } catch (BeamletException _) {
            return Json.NODES.objectNode();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
