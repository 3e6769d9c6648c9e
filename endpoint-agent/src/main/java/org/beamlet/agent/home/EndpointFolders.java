package org.beamlet.agent.home;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.beamlet.protocol.home.BeamletHome;

/** The endpoints of a user on this machine. */
public record EndpointFolders(BeamletHome home) {
    public EndpointFolder endpoint(EndpointName name) {
        return new EndpointFolder(home.endpoints().resolve(name.value()), name);
    }

    /** {@return all endpoints that were configured, by name} */
    public List<EndpointFolder> all() throws IOException {
        List<EndpointFolder> all = new ArrayList<>();
        if (!Files.isDirectory(home.endpoints())) {
            return all;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(home.endpoints())) {
            for (Path folder : folders) {
                Optional<EndpointName> name = EndpointName.ifValid(folder.getFileName().toString());
                name.map(this::endpoint).filter(EndpointFolder::configured).ifPresent(all::add);
            }
        }
        all.sort(Comparator.comparing(folder -> folder.name().value()));
        return all;
    }
}
