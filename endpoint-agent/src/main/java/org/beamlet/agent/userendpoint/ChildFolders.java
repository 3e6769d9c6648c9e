package org.beamlet.agent.userendpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.registration.EndpointIdentity;
import org.beamlet.agent.state.StateFolder;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;

/**
 * The folders of a manager's user endpoints: ordinary ones beside its own, each with a file that
 * says for whom it is.
 */
public record ChildFolders(EndpointFolder manager) {
    private static final String MARK = "user_endpoint.json";

    /** Whose user endpoint it is, and what it is called. */
    record Whose(EndpointName name, EndpointId id, UUID user, String userName) {}

    /** A user endpoint as its folder tells of it. */
    public record Known(EndpointFolder folder, String user) {}

    /** {@return whether an endpoint is one that a manager started} */
    public static boolean isChild(EndpointFolder folder) {
        return folder.name().value().startsWith(StartOrder.PREFIX)
                && Files.exists(folder.path().resolve(MARK));
    }

    EndpointFolder of(EndpointName name) {
        return new EndpointFolder(manager.path().resolveSibling(name.value()), name);
    }

    /** {@return those that there are, by name; none before the manager's first registration} */
    public List<Known> all() throws IOException {
        List<Known> all = new ArrayList<>();
        Optional<EndpointId> id = EndpointIdentity.read(manager.identity());
        if (id.isEmpty()) {
            return all;
        }
        String begin = "%s%s.".formatted(StartOrder.PREFIX, id.get());
        Path beside = manager.path().toAbsolutePath().resolveSibling("");
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(
                        beside, path -> path.getFileName().toString().startsWith(begin))) {
            for (Path path : found) {
                EndpointFolder folder = of(new EndpointName(path.getFileName().toString()));
                if (isChild(folder) && folder.configured()) {
                    all.add(new Known(folder, user(folder)));
                }
            }
        }
        all.sort(Comparator.comparing(known -> known.folder().name().value()));
        return all;
    }

    private static String user(EndpointFolder folder) {
        try {
            JsonNode mark = Json.read(ConfigReader.text(folder.path().resolve(MARK)));
            return mark.path("user").asText("");
        } catch (BeamletException _) {
            return "";
        }
    }

    /** Writes what an ordinary agent finds in its folder when it starts. */
    EndpointFolder prepare(Whose order, String config, Optional<UUID> owner) throws IOException {
        EndpointFolder folder = of(order.name());
        PrivateFiles.folder(folder.path());
        ObjectNode mark = Json.NODES.objectNode();
        mark.put("manager", manager.name().value());
        mark.put("user", order.userName()).put("user_id", order.user().toString());
        PrivateFiles.write(folder.path().resolve(MARK), Json.write(mark) + "\n");
        EndpointIdentity.write(folder.identity(), order.id(), owner);
        PrivateFiles.write(folder.config(), config);
        return folder;
    }

    /** {@return whether an agent that is gone has left tasks or outcomes that it had accepted} */
    static boolean unfinished(EndpointFolder folder) throws IOException {
        StateFolder state = StateFolder.of(folder, ConfigReader.read(folder.config()).stateDir());
        return Journal.holdsTasks(state.journal());
    }

    /** {@return when the user endpoint was started last} */
    static long startedMs(EndpointFolder folder) throws IOException {
        return Files.getLastModifiedTime(folder.path().resolve(MARK)).toMillis();
    }
}
