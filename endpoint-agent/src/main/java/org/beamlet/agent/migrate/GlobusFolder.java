package org.beamlet.agent.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;

/**
 * The folder of an endpoint of Globus Compute, such as {@code ~/.globus_compute/NAME}; it is only
 * read.
 */
public record GlobusFolder(Path path) {
    private static final long LONGEST = 256 * 1024;

    /** What an endpoint of Beamlet reads under the same name. */
    private static final List<String> TAKEN =
            List.of(
                    "config.yaml",
                    "user_config_template.yaml.j2",
                    "user_config_template.yaml",
                    "user_config_schema.json",
                    "user_environment.yaml");

    /**
     * Sees that there is an endpoint.
     *
     * @throws BeamletException with code INPUT_NOT_FOUND or INPUT_INVALID
     */
    public GlobusFolder required() {
        if (!Files.isDirectory(path)) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND,
                    "%s is no folder".formatted(path),
                    "give the folder of an endpoint, such as ~/.globus_compute/default");
        }
        if (!Files.isRegularFile(path.resolve("config.yaml"))) {
            boolean old = Files.isRegularFile(path.resolve("config.py"));
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    old
                            ? "%s has a config.py, a program that only Python can read"
                                    .formatted(path)
                            : "%s has no config.yaml".formatted(path),
                    old
                            ? "write its settings as config.yaml, as Globus Compute's documentation says, and migrate then"
                            : "give the folder of an endpoint, such as ~/.globus_compute/default");
        }
        return this;
    }

    /** {@return the files to take over, by name} */
    public Map<String, String> taken() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (String name : TAKEN) {
            Path file = path.resolve(name);
            if (Files.isRegularFile(file)) {
                texts.put(name, text(file));
            }
        }
        return texts;
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > LONGEST) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "%s is longer than %d bytes".formatted(file, LONGEST),
                    "see whether it is the right file");
        }
        return Files.readString(file);
    }

    /** {@return the id under which it was registered, if it was} */
    public Optional<EndpointId> id() throws IOException {
        Path file = path.resolve("endpoint.json");
        if (!Files.isRegularFile(file) || Files.size(file) > LONGEST) {
            return Optional.empty();
        }
        try {
            JsonNode kept = Json.read(Files.readString(file));
            String id = kept.path("endpoint_id").asText("");
            return id.isEmpty() ? Optional.empty() : Optional.of(EndpointId.parse(id));
        } catch (BeamletException _) {
            return Optional.empty();
        }
    }

    /** {@return what stays behind, by name, each with the reason} */
    public Map<String, String> left() throws IOException {
        Map<String, String> left = new TreeMap<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                if (!TAKEN.contains(name) && !name.equals("endpoint.json")) {
                    left.put(name, why(name));
                }
            }
        }
        return left;
    }

    private static String why(String name) {
        if (name.endsWith(".pid")) {
            return "of the process";
        }
        if (name.endsWith(".log") || name.endsWith(".stdout") || name.endsWith(".stderr")) {
            return "a log";
        }
        if (name.equals("tasks_working_dir") || name.startsWith("submit_scripts")) {
            return "of tasks that have ended";
        }
        if (name.startsWith("example_identity_mapping") || name.contains("identity_mapping")) {
            return "maps users of Globus, who are not known here";
        }
        return switch (name) {
            case "config.yaml.backup", "config.py" -> "an older configuration";
            case "results_storage", "unacked_results" -> "results of Globus Compute's own tasks";
            default -> "nothing that Beamlet reads";
        };
    }
}
