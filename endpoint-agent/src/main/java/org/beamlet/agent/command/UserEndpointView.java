package org.beamlet.agent.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamlet.agent.door.DoorClient;
import org.beamlet.agent.door.DoorRequest;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.AgentProcess;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.userendpoint.ChildFolders;
import org.beamlet.agent.userendpoint.UserRecords;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of a user endpoint at its manager.
 *
 * @param pid null where it does not run
 * @param waiting tasks; null where it does not say, as is {@code running} and the next two
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record UserEndpointView(
        @JsonProperty("name") String name,
        @JsonProperty("user") String user,
        @JsonProperty("status") String status,
        @JsonProperty("pid") @Nullable Long pid,
        @JsonProperty("waiting") @Nullable Integer waiting,
        @JsonProperty("running") @Nullable Integer running,
        @JsonProperty("blocks") @Nullable Integer blocks,
        @JsonProperty("slots") @Nullable Integer slots) {

    /** {@return those that a manager has started, those that run first} */
    static List<UserEndpointView> all(EndpointFolder manager) throws IOException {
        List<UserEndpointView> running = new ArrayList<>();
        List<UserEndpointView> ended = new ArrayList<>();
        for (ChildFolders.Known known : new ChildFolders(manager).all()) {
            UserEndpointView view = of(known);
            (view.pid == null ? ended : running).add(view);
        }
        for (UserRecords.Seen seen : UserRecords.of(manager).seen()) {
            UserEndpointView view = of(seen);
            (view.pid == null ? ended : running).add(view);
        }
        running.addAll(ended);
        return running;
    }

    /** What runs as another account is asked nothing: its socket is in that account's folder. */
    private static UserEndpointView of(UserRecords.Seen seen) {
        return new UserEndpointView(
                seen.name(),
                seen.user(),
                seen.process().isPresent() ? "running" : "ended",
                seen.process().map(AgentProcess::pid).orElse(null),
                null,
                null,
                null,
                null);
    }

    private static UserEndpointView of(ChildFolders.Known known) throws IOException {
        EndpointFolder folder = known.folder();
        String name = folder.name().value();
        Optional<AgentProcess> agent = AgentLock.holder(folder);
        if (agent.isEmpty()) {
            return new UserEndpointView(name, known.user(), "ended", null, null, null, null, null);
        }
        JsonNode said = said(folder);
        boolean silent = said.isEmpty();
        JsonNode slots = said.path("slots");
        return new UserEndpointView(
                name,
                known.user(),
                silent ? "starting" : "running",
                agent.get().pid(),
                silent ? null : said.path("tasks").path("waiting").asInt(),
                silent ? null : said.path("tasks").path("running").asInt(),
                silent ? null : said.path("blocks").size(),
                silent ? null : slots.path("busy").asInt() + slots.path("free").asInt());
    }

    private static JsonNode said(EndpointFolder folder) throws IOException {
        try {
            return DoorClient.ask(folder, new DoorRequest.Status());
        } catch (BeamletException _) {
            // It is starting or ending.
            return Json.NODES.objectNode();
        }
    }

    static List<String> lines(List<UserEndpointView> all) {
        if (all.isEmpty()) {
            return List.of("no user endpoint was started yet");
        }
        Columns table = new Columns();
        table.row(
                "USER ENDPOINT", "USER", "STATUS", "PID", "WAITING", "RUNNING", "BLOCKS", "SLOTS");
        for (UserEndpointView one : all) {
            table.row(
                    one.name,
                    one.user,
                    one.status,
                    shown(one.pid),
                    shown(one.waiting),
                    shown(one.running),
                    shown(one.blocks),
                    shown(one.slots));
        }
        return table.lines();
    }

    private static String shown(@Nullable Number number) {
        return number == null ? "-" : number.toString();
    }
}
