package org.beamlet.agent.registration;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.net.Connections;

/** REST calls to the service. */
public final class ServiceClient implements AutoCloseable {
    private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(30);
    private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(15);
    private static final int PIECE = 64 * 1024;

    private final ServiceAddress service;
    private final Duration limit;
    private final HttpClient http;

    /**
     * Makes a client.
     *
     * @param limit of one call; looking around wants a short one, registering a long one
     */
    public ServiceClient(ServiceAddress service, Duration limit) {
        this.service = service;
        this.limit = limit;
        this.http =
                service.connections()
                        .http()
                        .connectTimeout(limit)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
    }

    JsonNode call(String method, String path, Optional<Object> body) {
        String token = service.tokens().token();
        HttpResponse<byte[]> response = send(request(method, path, body, token));
        if (response.statusCode() == 401 && service.tokens().renew(token)) {
            response = send(request(method, path, body, service.tokens().token()));
        }
        byte[] answer = response.body();
        if (response.statusCode() / 100 != 2) {
            throw Refusal.of(response.statusCode(), answer, service);
        }
        return answer.length == 0
                ? Json.NODES.nullNode()
                : Json.read(answer, 0, answer.length, JsonNode.class);
    }

    /** Streams a file; that may take longer than a call. */
    void put(String path, Path file) {
        String token = service.tokens().token();
        HttpResponse<byte[]> response = send(upload(path, file, token));
        if (response.statusCode() == 401 && service.tokens().renew(token)) {
            response = send(upload(path, file, service.tokens().token()));
        }
        if (response.statusCode() / 100 != 2) {
            throw Refusal.of(response.statusCode(), response.body(), service);
        }
    }

    /**
     * Streams an object in.
     *
     * @param out gets it
     * @param most bytes that are taken
     * @throws IOException where it cannot be written
     */
    void get(String path, OutputStream out, long most) throws IOException {
        String token = service.tokens().token();
        HttpResponse<InputStream> response = open(path, token);
        if (response.statusCode() == 401 && service.tokens().renew(token)) {
            response.body().close();
            response = open(path, service.tokens().token());
        }
        try (InputStream in = response.body()) {
            if (response.statusCode() / 100 != 2) {
                throw Refusal.of(response.statusCode(), read(in, 64 * 1024), service);
            }
            // A connection that says no more would be read for ever.
            CompletableFuture.delayedExecutor(DOWNLOAD_LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .execute(() -> closeQuietly(in));
            copy(in, out, most);
        }
    }

    private HttpResponse<InputStream> open(String path, String token) {
        return send(
                request("GET", path, Optional.empty(), token),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private void copy(InputStream in, OutputStream out, long most) throws IOException {
        long bytes = 0;
        byte[] piece = read(in, PIECE);
        while (piece.length > 0) {
            bytes += piece.length;
            if (bytes > most) {
                throw new BeamletException(
                        ErrorCode.ARTIFACT_TOO_LARGE,
                        "the service sends more than %,d bytes".formatted(most),
                        "register the function with a smaller JAR");
            }
            out.write(piece);
            piece = read(in, PIECE);
        }
    }

    /** What goes wrong here is the service's; what goes wrong in writing is the disk's. */
    private byte[] read(InputStream in, int most) {
        try {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private static void closeQuietly(InputStream in) {
        try {
            in.close();
        } catch (IOException _) {
            // It has ended.
        }
    }

    private HttpRequest upload(String path, Path file, String token) {
        try {
            return HttpRequest.newBuilder(URI.create(service.url() + path))
                    .timeout(UPLOAD_LIMIT)
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/octet-stream")
                    .header("User-Agent", "beamlet-endpoint")
                    .PUT(BodyPublishers.ofFile(file))
                    .build();
        } catch (FileNotFoundException e) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND,
                    "%s is not there".formatted(file),
                    "run the task again",
                    e);
        }
    }

    private HttpRequest request(String method, String path, Optional<Object> body, String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(service.url() + path))
                        .timeout(limit)
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "application/json")
                        .header("User-Agent", "beamlet-endpoint");
        if (body.isPresent()) {
            request.header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofByteArray(Json.writeBytes(body.get())));
        } else {
            request.method(method, BodyPublishers.noBody());
        }
        return request.build();
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        return send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return service.connections().send(http, request, handler);
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BeamletException(
                    ErrorCode.SERVICE_UNREACHABLE,
                    "the call to %s was interrupted".formatted(service),
                    "try again",
                    e);
        }
    }

    private BeamletException unreachable(IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return service.connections()
                .explain(service.url(), e)
                .orElseGet(() ->
                        new BeamletException(
                                ErrorCode.SERVICE_UNREACHABLE,
                                "the service at %s cannot be reached: %s"
                                        .formatted(
                                                service
                                                        + service.connections()
                                                                .through(service.url()),
                                                why),
                                "start it with `beamlet cloud start`, or set BEAMLET_URL",
                                e));
    }

    /** {@return whom to trust and which proxies to take, as for every call} */
    Connections connections() {
        return service.connections();
    }

    static String text(byte[] body) {
        return new String(body, 0, Math.min(body.length, 500), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
