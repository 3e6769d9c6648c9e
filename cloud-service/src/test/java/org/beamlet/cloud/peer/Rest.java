package org.beamlet.cloud.peer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.jspecify.annotations.Nullable;

/** A caller of the REST routes, with or without a token. */
public final class Rest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();

    private final String url;
    private final @Nullable String token;

    public Rest(String url, @Nullable String token) {
        this.url = url;
        this.token = token;
    }

    public Rest as(@Nullable String other) {
        return new Rest(url, other);
    }

    /** An answer of the service. */
    public record Answer(int status, String text, HttpHeaders headers) {
        public Answer(int status, String text) {
            this(status, text, HttpHeaders.of(Map.of(), (_, _) -> true));
        }

        public JsonNode json() {
            return Json.read(text);
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        public JsonNode ok() {
            Assertions.assertThat(status).as(text).isEqualTo(200);
            return json();
        }
    }

    public Answer get(String path) throws IOException, InterruptedException {
        return call("GET", path, null, Map.of());
    }

    /**
     * A page of a list.
     *
     * @param next the path of the next one; empty if this is the last
     */
    public record Paged(JsonNode items, String next) {}

    /** Asks for a list that comes in pages. */
    public Paged page(String path) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(60));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> answer =
                HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        Assertions.assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String link = answer.headers().firstValue("Link").orElse("");
        return new Paged(
                Json.read(answer.body()), link.replaceAll(".*<https?://[^/]+([^>]+)>.*", "$1"));
    }

    public Answer post(String path, Object body) throws IOException, InterruptedException {
        return call("POST", path, Json.write(body), Map.of());
    }

    public Answer put(String path, Object body) throws IOException, InterruptedException {
        return call("PUT", path, Json.write(body), Map.of());
    }

    public Answer delete(String path) throws IOException, InterruptedException {
        return call("DELETE", path, null, Map.of());
    }

    public Answer call(
            String method, String path, @Nullable String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher =
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body);
        return send(method, path, publisher, headers);
    }

    /** Posts in chunks, without saying beforehand how long the body will be. */
    public Answer streamed(String path, String body) throws IOException, InterruptedException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return send(
                "POST",
                path,
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)),
                Map.of());
    }

    /** Posts a form. */
    public Answer form(String path, String fields, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(Duration.ofSeconds(60))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(fields));
        headers.forEach(request::header);
        HttpResponse<String> answer =
                HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.body(), answer.headers());
    }

    /** Puts bytes, without saying beforehand how many. */
    public Answer upload(String path, byte[] content) throws IOException, InterruptedException {
        return send(
                "PUT",
                path,
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content)),
                Map.of());
    }

    /** {@return what GET answers, as it comes} */
    public HttpResponse<byte[]> download(String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private Answer send(
            String method, String path, HttpRequest.BodyPublisher body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(Duration.ofSeconds(60))
                        .header("Content-Type", "application/json")
                        .method(method, body);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        headers.forEach(request::header);
        HttpResponse<String> answer =
                HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.body(), answer.headers());
    }

    /** {@return the id of a new function} */
    public String function(String name) throws IOException, InterruptedException {
        return post("/v3/functions", Map.of("function_name", name, "function_code", code(name)))
                .ok()
                .path("function_uuid")
                .asText();
    }

    /** {@return what the SDK would send as the code of a function} */
    public static String code(String name) {
        return Payloads.pack("st\n" + name + ":def " + name + "(): pass");
    }

    public EndpointRegistration.Answer endpoint(Map<String, ?> registration)
            throws IOException, InterruptedException {
        return Json.convert(
                post("/v3/endpoints", registration).ok(), EndpointRegistration.Answer.class);
    }
}
