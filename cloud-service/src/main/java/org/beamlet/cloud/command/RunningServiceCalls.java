package org.beamlet.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** What commands ask of a service that runs. */
final class RunningServiceCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration BACKUP_PATIENCE = Duration.ofHours(1);
    private static final int OK = 200;

    private RunningServiceCalls() {}

    /** Has the service that owns the folder make a client id and secret. */
    static ClientCommand.Pair mintClient(DataFolder folder, String user) {
        JsonNode minted = Json.read(administer(folder, "POST", "clients", Map.of("user", user)));
        return new ClientCommand.Pair(
                minted.path("client_id").asText(), minted.path("client_secret").asText());
    }

    /** Asks the service that owns the folder, as whoever may read the folder. */
    static String administer(DataFolder folder, String method, String path, @Nullable Object body) {
        ServiceFile service =
                ServiceFile.read(folder.serviceFile())
                        .orElseThrow(() ->
                                new BeamletException(
                                        ErrorCode.SERVICE_UNREACHABLE,
                                        "the service in '%s' is starting or stopping"
                                                .formatted(folder.path()),
                                        "try again in a moment"));
        HttpRequest request =
                request(service, "/beamlet/v1/admin/" + path)
                        .header("X-Beamlet-Admin", folder.adminSecret().reveal())
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(Json.write(body)))
                        .build();
        HttpResponse<String> answer = send(service, request);
        if (answer.statusCode() != OK) {
            JsonNode error = Json.read(answer.body());
            String message = error.path("message").asText("no reason given");
            int remedy = message.lastIndexOf("; ");
            throw new BeamletException(
                    code(error.path("code").asText("")),
                    remedy < 0 ? message : message.substring(0, remedy),
                    remedy < 0 ? "check the command line" : message.substring(remedy + 2));
        }
        return answer.body();
    }

    /** Has the service that owns the folder write a backup. */
    static void backUp(DataFolder folder, Path file) {
        ServiceFile service =
                ServiceFile.read(folder.serviceFile())
                        .orElseThrow(() ->
                                new BeamletException(
                                        ErrorCode.SERVICE_UNREACHABLE,
                                        "the service in '%s' is starting or stopping"
                                                .formatted(folder.path()),
                                        "try again in a moment"));
        String body = Json.write(Map.of("file", file.toString()));
        HttpRequest request =
                request(service, "/beamlet/v1/admin/backup")
                        .timeout(BACKUP_PATIENCE)
                        .header("X-Beamlet-Admin", folder.adminSecret().reveal())
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> answer = send(service, request);
        if (answer.statusCode() != OK) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED,
                    "no backup was written: "
                            + Json.read(answer.body()).path("message").asText("no reason given"),
                    "look into service.log in " + service.data());
        }
    }

    private static ErrorCode code(String name) {
        try {
            return ErrorCode.valueOf(name);
        } catch (IllegalArgumentException _) {
            return ErrorCode.COMMAND_FAILED;
        }
    }

    /** {@return what the service says of its health; empty where it does not answer} */
    static Optional<JsonNode> health(ServiceFile service) {
        try {
            return Optional.of(
                    Json.read(send(service, request(service, "/health").build()).body()));
        } catch (BeamletException _) {
            // No answer is the answer.
            return Optional.empty();
        }
    }

    private static HttpRequest.Builder request(ServiceFile service, String path) {
        return HttpRequest.newBuilder(URI.create(service.url() + path)).timeout(PATIENCE);
    }

    private static HttpResponse<String> send(ServiceFile service, HttpRequest request) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
        if (service.certificate() != null) {
            builder.sslContext(PinnedCertificate.context(Path.of(service.certificate())));
        }
        try (HttpClient client = builder.build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw unreachable(service, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(service, e);
        }
    }

    private static BeamletException unreachable(ServiceFile service, Exception cause) {
        return new BeamletException(
                ErrorCode.SERVICE_UNREACHABLE,
                "the service at %s does not answer: %s".formatted(service.url(), cause),
                "look into service.log in %s".formatted(service.data()),
                cause);
    }
}
