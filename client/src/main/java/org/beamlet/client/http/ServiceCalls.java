package org.beamlet.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.login.TokenSource;
import org.beamlet.protocol.net.Connections;
import org.beamlet.protocol.net.ProxyFault;
import org.beamlet.protocol.rest.RequestKey;
import org.jspecify.annotations.Nullable;

/** Calls the service's routes. Safe for use by many threads. */
public final class ServiceCalls implements AutoCloseable {
    private static final int TRIES = 4;
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; *rel=\"next\"");

    /** Refused before anything was done. */
    private static final int TOO_MANY = 429;

    private static final int LONGEST_WAIT_ASKED_S = 10;

    /** Who is told to slow down is let in sooner or later; after so long something is wrong. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(30);

    /**
     * What is sent.
     *
     * @param limit of one try
     */
    private record Content(String type, BodyPublisher bytes, Duration limit) {}

    private final URI service;
    private final TokenSource tokens;
    private final Duration timeout;
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));
    private final Connections connections;
    private final HttpClient http;

    /**
     * Prepares calls; nothing is sent yet.
     *
     * @param service scheme, host and port, perhaps a path
     * @param tokens asked before every try; an empty token is not sent
     * @param timeout how long one try may take
     */
    public ServiceCalls(
            URI service, TokenSource tokens, Duration timeout, Connections connections) {
        this.service = service;
        this.tokens = tokens;
        this.timeout = timeout;
        this.connections = connections;
        this.http = connections.http().build();
    }

    public JsonNode get(String path) {
        return call("GET", path, null, Repeat.SAFE);
    }

    public JsonNode put(String path, Object body) {
        return call("PUT", path, Json.writeBytes(body), Repeat.SAFE);
    }

    public JsonNode post(String path, Object body, Repeat repeat) {
        return call("POST", path, Json.writeBytes(body), repeat);
    }

    /** Deletes something; what is gone already may be deleted again. */
    public JsonNode delete(String path) {
        return call("DELETE", path, null, Repeat.SAFE);
    }

    /**
     * A page of a list.
     *
     * @param next the path of the next one
     */
    public record Page(JsonNode items, Optional<String> next) {}

    /** Asks for a list that comes in pages, or for the next of them. */
    public Page page(String path) {
        HttpResponse<byte[]> response = exchange("GET", path, null, Repeat.SAFE);
        Optional<String> next =
                response.headers().allValues("Link").stream()
                        .map(NEXT::matcher)
                        .filter(Matcher::matches)
                        .map(link -> URI.create(link.group(1)))
                        .map(uri -> path.replaceFirst("\\?.*", "") + "?" + uri.getRawQuery())
                        .findFirst();
        return new Page(read("GET " + path, response.body()), next);
    }

    /** Asks for something that is not JSON. */
    public byte[] bytes(String path) {
        return exchange("GET", path, null, Repeat.SAFE).body();
    }

    /**
     * Streams a file in; that may take longer than a call.
     *
     * @throws FileNotFoundException if it is not there
     */
    public JsonNode upload(String path, Path file) throws FileNotFoundException {
        Content content =
                new Content("application/octet-stream", BodyPublishers.ofFile(file), UPLOAD_LIMIT);
        return read("PUT " + path, exchange("PUT", path, content, Repeat.SAFE).body());
    }

    private JsonNode call(String method, String path, byte @Nullable [] body, Repeat repeat) {
        Content content =
                body == null
                        ? null
                        : new Content(
                                "application/json", BodyPublishers.ofByteArray(body), timeout);
        return read(method + " " + path, exchange(method, path, content, repeat).body());
    }

    private HttpResponse<byte[]> exchange(
            String method, String path, @Nullable Content body, Repeat repeat) {
        String call = method + " " + path;
        String key = RequestKey.next();
        long began = System.nanoTime();
        boolean renewed = false;
        int tried = 1;
        while (true) {
            boolean last = tried == TRIES;
            Duration pause = backoff.pause(tried);
            String token = tokens.token();
            try {
                HttpResponse<byte[]> response =
                        connections.send(
                                http,
                                request(method, path, body, token, key),
                                BodyHandlers.ofByteArray());
                if (response.statusCode() / 100 == 2) {
                    return response;
                }
                if (response.statusCode() == 401 && !renewed && tokens.renew(token)) {
                    renewed = true;
                    continue;
                }
                if (response.statusCode() == TOO_MANY) {
                    if (System.nanoTime() - began > PATIENCE.toNanos()) {
                        throw ServiceErrors.of(service, call, response);
                    }
                } else if (last || !mayRepeat(response.statusCode(), repeat)) {
                    throw ServiceErrors.of(service, call, response);
                } else {
                    tried++;
                }
                pause = askedFor(response, pause);
            } catch (ConnectException | ProxyFault e) {
                // Also when the connection timed out: nothing was sent, and nobody is there.
                throw ServiceErrors.refused(service, connections, e);
            } catch (SSLHandshakeException e) {
                // Nothing was sent, and the next try would meet the same certificate.
                throw ServiceErrors.silent(service, connections, call, e);
            } catch (IOException e) {
                if (last || repeat == Repeat.NEVER) {
                    throw ServiceErrors.silent(service, connections, call, e);
                }
                tried++;
            } catch (InterruptedException e) {
                throw interrupted(call, e);
            }
            sleep(call, pause);
        }
    }

    private HttpRequest request(
            String method, String path, @Nullable Content body, String token, String key) {
        String base = service.toString().replaceAll("/+$", "");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(body == null ? timeout : body.limit())
                        .header("Accept", "application/json")
                        .header("User-Agent", "beamlet-client");
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("Content-Type", body.type());
        }
        if (method.equals("POST")) {
            request.header(RequestKey.HEADER, key);
        }
        return request.method(method, body == null ? BodyPublishers.noBody() : body.bytes())
                .build();
    }

    private JsonNode read(String call, byte[] body) {
        try {
            return Json.read(body, 0, body.length, JsonNode.class);
        } catch (BeamletException e) {
            throw new BeamletException(
                    ErrorCode.SERVICE_UNREACHABLE,
                    "%s at %s was answered with something that is not JSON"
                            .formatted(call, service),
                    "check that BEAMLET_URL is the address of a Beamlet service",
                    e);
        }
    }

    private static boolean mayRepeat(int status, Repeat repeat) {
        return switch (status) {
            case 502, 503, 504 -> repeat == Repeat.SAFE;
            default -> false;
        };
    }

    private static Duration askedFor(HttpResponse<?> response, Duration otherwise) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(Integer::parseInt)
                .filter(seconds -> seconds > 0)
                .map(seconds -> Duration.ofSeconds(Math.min(seconds, LONGEST_WAIT_ASKED_S)))
                .orElse(otherwise);
    }

    private static void sleep(String call, Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            throw interrupted(call, e);
        }
    }

    private static BeamletException interrupted(String call, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new BeamletException(
                ErrorCode.TASK_CANCELLED,
                "%s was interrupted".formatted(call),
                "call again if the answer is still wanted",
                cause);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
