package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.EndpointStatus;
import org.beamlet.client.EndpointSummary;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Finds an endpoint that is online: by id, by name here, by name at the service, or the only one.
 */
final class EndpointLookup {
    private final Path home;
    private final BeamletClient client;

    EndpointLookup(Path home, BeamletClient client) {
        this.home = home;
        this.client = client;
    }

    /**
     * Finds an endpoint and sees that it is online.
     *
     * @param word id or name; null for the caller's only one
     */
    EndpointChoice online(@Nullable String word) {
        if (word == null) {
            return onlyOne();
        }
        EndpointChoice choice = named(word);
        EndpointStatus status = client.status(choice.id());
        if (!status.online()) {
            throw offline(choice, status);
        }
        return choice;
    }

    /** Finds an endpoint, online or not. */
    EndpointId find(String word) {
        return UuidText.isUuid(word) ? EndpointId.parse(word) : named(word).id();
    }

    private EndpointChoice named(String word) {
        if (UuidText.isUuid(word)) {
            EndpointId id = EndpointId.parse(word);
            return new EndpointChoice(id, nameOf(id));
        }
        return here(word).orElseGet(() -> atService(word));
    }

    /** A name is friendlier in messages than an id, where the caller's list has one. */
    private String nameOf(EndpointId id) {
        return client.endpoints().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .map(EndpointSummary::shownName)
                .orElse(id.toString());
    }

    private Optional<EndpointChoice> here(String name) {
        if (!name.matches("[\\w.-]+")) {
            return Optional.empty();
        }
        Path file = home.resolve("endpoints").resolve(name).resolve("endpoint.json");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode document = Json.read(Files.readString(file));
            String id = document.path("endpoint_id").asText("");
            return id.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new EndpointChoice(EndpointId.parse(id), name));
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s cannot be read: %s".formatted(file, e.getMessage()),
                    "give the endpoint by its id",
                    e);
        }
    }

    private EndpointChoice atService(String name) {
        List<EndpointSummary> found =
                client.usableEndpoints().stream().filter(one -> one.isCalled(name)).toList();
        if (found.size() == 1) {
            return new EndpointChoice(found.getFirst().id(), name);
        }
        if (found.isEmpty()) {
            throw unknown(name);
        }
        List<String> ids = found.stream().map(EndpointSummary::uuid).toList();
        throw new BeamletException(
                ErrorCode.USAGE,
                "%d endpoints are called '%s'".formatted(ids.size(), name),
                "give one by its id: " + String.join(", ", ids));
    }

    private BeamletException unknown(String name) {
        if (Files.isRegularFile(home.resolve("endpoints").resolve(name).resolve("config.yaml"))) {
            return new BeamletException(
                    ErrorCode.ENDPOINT_OFFLINE,
                    "endpoint '%s' was never started".formatted(name),
                    "start it with `beamlet endpoint start %s`".formatted(name));
        }
        List<String> names =
                client.usableEndpoints().stream().map(EndpointSummary::shownName).toList();
        return new BeamletException(
                ErrorCode.ENDPOINT_NOT_FOUND,
                "there is no endpoint '%s'".formatted(name),
                names.isEmpty()
                        ? "configure it with `beamlet endpoint configure %s`".formatted(name)
                        : "there are: " + String.join(", ", names));
    }

    private EndpointChoice onlyOne() {
        List<EndpointSummary> all = client.endpoints();
        List<EndpointSummary> online = new ArrayList<>();
        for (EndpointSummary one : all) {
            if (client.status(one.id()).online()) {
                online.add(one);
            }
        }
        if (online.size() == 1) {
            EndpointSummary only = online.getFirst();
            return new EndpointChoice(only.id(), only.shownName());
        }
        throw all.isEmpty() ? none() : online.isEmpty() ? allOffline(all) : several(online);
    }

    private static BeamletException none() {
        return new BeamletException(
                ErrorCode.ENDPOINT_NOT_FOUND,
                "you have no endpoint",
                "make one with `beamlet endpoint configure NAME` and `beamlet endpoint start"
                        + " NAME`, name somebody else's with --endpoint, or run --in-process");
    }

    private static BeamletException allOffline(List<EndpointSummary> all) {
        return new BeamletException(
                ErrorCode.ENDPOINT_OFFLINE,
                "none of your endpoints is online: " + listed(all),
                "start one with `beamlet endpoint start %s`".formatted(all.getFirst().shownName()));
    }

    private static BeamletException several(List<EndpointSummary> online) {
        return new BeamletException(
                ErrorCode.USAGE,
                "%d of your endpoints are online: %s".formatted(online.size(), listed(online)),
                "choose one with --endpoint");
    }

    private static String listed(List<EndpointSummary> endpoints) {
        return String.join(
                ", ",
                endpoints.stream()
                        .map(one -> "%s (%s)".formatted(one.shownName(), one.uuid()))
                        .toList());
    }

    private static BeamletException offline(EndpointChoice endpoint, EndpointStatus status) {
        String heard = status.lastHeard().map(", last heard of at %s"::formatted).orElse("");
        return new BeamletException(
                ErrorCode.ENDPOINT_OFFLINE,
                "endpoint %s is offline%s".formatted(endpoint.shown(), heard),
                "start it with `beamlet endpoint start %s`".formatted(endpoint.name()));
    }
}
