package org.beamlet.agent.home;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The folder that holds everything of a user. */
public record BeamletHome(Path root) {
    /** {@return the folder that the environment names, {@code ~/.beamlet} otherwise} */
    public static BeamletHome of(Map<String, String> environment) {
        String named = environment.getOrDefault("BEAMLET_HOME", "");
        return new BeamletHome(
                named.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".beamlet")
                        : Path.of(named).toAbsolutePath());
    }

    public EndpointFolder endpoint(EndpointName name) {
        return new EndpointFolder(endpoints().resolve(name.value()), name);
    }

    /** {@return all endpoints that were configured, by name} */
    public List<EndpointFolder> allEndpoints() throws IOException {
        List<EndpointFolder> all = new ArrayList<>();
        if (!Files.isDirectory(endpoints())) {
            return all;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(endpoints())) {
            for (Path folder : folders) {
                Optional<EndpointName> name = EndpointName.ifValid(folder.getFileName().toString());
                name.map(this::endpoint).filter(EndpointFolder::configured).ifPresent(all::add);
            }
        }
        all.sort(Comparator.comparing(folder -> folder.name().value()));
        return all;
    }

    Path token() {
        return root.resolve("token");
    }

    private Path endpoints() {
        return root.resolve("endpoints");
    }
}
