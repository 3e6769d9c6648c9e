package org.beamlet.agent.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;

/**
 * What the last agent of an endpoint noted in its folder, which all hosts of a shared home see.
 *
 * @param host on which it was
 * @param state folder of its journal, on that host
 * @param journal name of the file that it wrote
 * @param empty whether it ended in order and left nothing to do there
 */
public record StateNote(String host, Path state, String journal, boolean empty) {
    private static Path file(EndpointFolder folder) {
        return folder.path().resolve("state.json");
    }

    /** {@return what is noted; empty where nothing is that can be read} */
    public static Optional<StateNote> read(EndpointFolder folder) {
        try {
            JsonNode kept =
                    Files.exists(file(folder))
                            ? Json.read(Files.readString(file(folder)))
                            : Json.NODES.nullNode();
            return kept.path("state_dir").isTextual()
                    ? Optional.of(
                            new StateNote(
                                    kept.path("host").asText(""),
                                    Path.of(kept.path("state_dir").asText()),
                                    kept.path("journal").asText(""),
                                    kept.path("empty").asBoolean(false)))
                    : Optional.empty();
        } catch (IOException | BeamletException | InvalidPathException _) {
            return Optional.empty();
        }
    }

    public void write(EndpointFolder folder) throws IOException {
        ObjectNode kept = Json.NODES.objectNode();
        kept.put("host", host).put("state_dir", state.toString());
        kept.put("journal", journal).put("empty", empty);
        PrivateFiles.note(file(folder), Json.write(kept) + "\n");
    }
}
