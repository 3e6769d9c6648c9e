package org.beamlet.conformance.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.beamlet.protocol.json.Json;

/** The issuer that {@code conformance/peers/oidc} runs in a folder. */
record IssuerPeer(String issuer, String audience, String clientId, HttpClient http) {
    private static final String DAEMON = "detector-daemon:a-secret-of-this-test-issuer-only";

    static IssuerPeer running() throws IOException {
        String given = System.getProperty("beamlet.peer", "");
        if (given.isEmpty()) {
            throw new AssertionError("no issuer is given; run: conformance/run access");
        }
        Properties peer = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(given).resolve("peer.properties"))) {
            peer.load(in);
        }
        return new IssuerPeer(
                word(peer, "issuer"),
                word(peer, "audience"),
                word(peer, "client_id"),
                HttpClient.newHttpClient());
    }

    private static String word(Properties peer, String key) {
        return Objects.requireNonNull(peer.getProperty(key), key);
    }

    /** Logs somebody in by device code, whose browser is played. */
    JsonNode login(String account) throws Exception {
        JsonNode device =
                form(
                        "/device/auth",
                        Map.of("client_id", clientId, "scope", "openid profile groups"));
        JsonNode _ =
                door(
                        "approve",
                        Map.of("user_code", device.path("user_code").asText(), "account", account));
        return form(
                "/token",
                Map.of(
                        "client_id",
                        clientId,
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:device_code",
                        "device_code",
                        device.path("device_code").asText()));
    }

    String daemonToken() throws Exception {
        String pair = Base64.getEncoder().encodeToString(DAEMON.getBytes(StandardCharsets.UTF_8));
        return form("/token", Map.of("grant_type", "client_credentials"), "Basic " + pair)
                .path("access_token")
                .asText();
    }

    JsonNode door(String what, Map<String, ?> body) throws Exception {
        return send(
                HttpRequest.newBuilder(URI.create(issuer + "/peer/" + what))
                        .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
                        .build());
    }

    private JsonNode form(String path, Map<String, String> fields) throws Exception {
        return form(path, fields, "");
    }

    private JsonNode form(String path, Map<String, String> fields, String authorization)
            throws Exception {
        String body =
                fields.entrySet().stream()
                        .map(e ->
                                e.getKey()
                                        + "="
                                        + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(issuer + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return send(request.build());
    }

    private JsonNode send(HttpRequest request) throws Exception {
        return Json.read(http.send(request, BodyHandlers.ofString()).body());
    }
}
