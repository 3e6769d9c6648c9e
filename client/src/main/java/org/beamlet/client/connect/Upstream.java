package org.beamlet.client.connect;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.net.Connections;
import org.jspecify.annotations.Nullable;

/** The service, as the forwarder calls it: one try each, bodies as streams, everything bounded. */
final class Upstream implements AutoCloseable {
    /** A submission may wait for an endpoint to start. */
    private static final Duration ANSWER = Duration.ofSeconds(150);

    /** Belong to one connection, or are written anew for the next. */
    private static final Set<String> NOT_FORWARDED =
            Set.of(
                    "authorization",
                    "connection",
                    "content-length",
                    "cookie",
                    "expect",
                    "host",
                    "http2-settings",
                    "keep-alive",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    private final URI service;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Connections connections;
    private final HttpClient http;

    Upstream(URI service, Connections connections) {
        this.service = service;
        this.connections = connections;
        // Not followed: whither a redirect leads, the user's token must not go.
        this.http =
                connections
                        .http()
                        .executor(threads)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    URI service() {
        return service;
    }

    /**
     * Sends one request.
     *
     * @param pathAndQuery as it came, still encoded
     * @param token sent as bearer token; null for none
     * @throws BeamletException with SERVICE_UNREACHABLE where the request did not get there, or
     *     WAIT_TIMED_OUT or INTERNAL_ERROR where nobody knows whether it did
     */
    HttpResponse<InputStream> send(
            String method,
            String pathAndQuery,
            Map<String, List<String>> headers,
            BodyPublisher body,
            @Nullable String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address(pathAndQuery)).timeout(ANSWER).method(method, body);
        headers.forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return connections.send(
                    http, request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (HttpTimeoutException e) {
            throw timedOut(e);
        } catch (IOException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BeamletException(
                    ErrorCode.SERVICE_UNREACHABLE, "the forwarder ends", "start it again", e);
        }
    }

    private URI address(String pathAndQuery) {
        try {
            String base = service.toString().replaceAll("/+$", "");
            return URI.create(base + pathAndQuery);
        } catch (IllegalArgumentException e) {
            throw new BeamletException(
                    ErrorCode.REQUEST_MALFORMED,
                    "'%s' is no path of a service".formatted(pathAndQuery),
                    "encode what does not belong into a URL",
                    e);
        }
    }

    private BeamletException timedOut(HttpTimeoutException e) {
        // A connection that takes too long is a service that is away.
        return e instanceof java.net.http.HttpConnectTimeoutException
                ? away(e)
                : new BeamletException(
                        ErrorCode.WAIT_TIMED_OUT,
                        "%s did not answer within %d s".formatted(service, ANSWER.toSeconds()),
                        "look whether the call was carried out before it is sent again",
                        e);
    }

    private BeamletException failed(IOException e) {
        return connections
                .explain(service, e)
                .orElseGet(() ->
                        e instanceof ConnectException
                                ? away(e)
                                : new BeamletException(
                                        ErrorCode.SUBMIT_REJECTED,
                                        "the connection to %s broke before the answer came: %s"
                                                .formatted(
                                                        service + connections.through(service),
                                                        e.getMessage()),
                                        "look whether the call was carried out before it is sent"
                                                + " again",
                                        e));
    }

    private BeamletException away(IOException e) {
        return new BeamletException(
                ErrorCode.SERVICE_UNREACHABLE,
                "nothing answers at %s".formatted(service),
                "try again in a while, or ask whoever runs the service",
                e);
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
