package org.beamlet.cloud.broker.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/** RabbitMQ's management plug-in: paths are given as parts, which are escaped here. */
final class ManagementApi implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int NOT_FOUND = 404;

    private final URI address;
    private final String authorization;
    private final HttpClient http;

    ManagementApi(URI address, String user, String password, SSLContext tls) {
        this.address = address;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(PATIENCE)
                        .sslContext(tls)
                        .build();
        byte[] pair = (user + ":" + password).getBytes(UTF_8);
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    void put(Object body, String... path) {
        accepted(send("PUT", json(body), path), false);
    }

    void post(Object body, String... path) {
        accepted(send("POST", json(body), path), false);
    }

    /** What is gone already is deleted. */
    void delete(String... path) {
        accepted(send("DELETE", BodyPublishers.noBody(), path), true);
    }

    boolean has(String... path) {
        HttpResponse<String> response = send("GET", BodyPublishers.noBody(), path);
        accepted(response, true);
        return response.statusCode() != NOT_FOUND;
    }

    JsonNode get(String... path) {
        HttpResponse<String> response = send("GET", BodyPublishers.noBody(), path);
        accepted(response, false);
        return Json.read(response.body());
    }

    @Override
    public void close() {
        http.close();
    }

    private static BodyPublisher json(Object body) {
        return BodyPublishers.ofString(Json.write(body));
    }

    private HttpResponse<String> send(String method, BodyPublisher body, String... path) {
        StringBuilder target = new StringBuilder(address.toString().replaceAll("/+$", "") + "/api");
        for (String part : path) {
            target.append('/').append(URLEncoder.encode(part, UTF_8).replace("+", "%20"));
        }
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(target.toString()))
                        .timeout(PATIENCE)
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/json")
                        .method(method, body)
                        .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE,
                    "RabbitMQ's management at '%s' does not answer (%s)".formatted(address, e),
                    "start RabbitMQ with `rabbitmq-plugins enable rabbitmq_management`, or correct"
                            + " the address",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE,
                    "waiting for RabbitMQ's management at '%s' was interrupted".formatted(address),
                    "try again",
                    e);
        }
    }

    private void accepted(HttpResponse<String> response, boolean mayBeAbsent) {
        int status = response.statusCode();
        if (status < 300 || (mayBeAbsent && status == NOT_FOUND)) {
            return;
        }
        String what =
                "RabbitMQ's management answered %d to %s %s: %s"
                        .formatted(
                                status,
                                response.request().method(),
                                response.request().uri().getRawPath(),
                                response.body());
        String remedy =
                switch (status) {
                    case 401, 403 ->
                            "give the service a RabbitMQ user with the tag 'administrator' and all"
                                    + " rights on the virtual host, and check its password";
                    case NOT_FOUND -> "create the virtual host in RabbitMQ, or correct its name";
                    default -> "see RabbitMQ's log";
                };
        throw new BeamletException(ErrorCode.BROKER_UNREACHABLE, what, remedy);
    }
}
