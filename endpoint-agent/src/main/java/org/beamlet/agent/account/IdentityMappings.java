package org.beamlet.agent.account;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The site's file of identity mappings, read anew whenever it has changed. A file that cannot be
 * read maps nobody: rules that somebody meant to take away must not go on.
 */
public final class IdentityMappings {
    private static final Logger LOG = Logger.getLogger(IdentityMappings.class);
    private static final int LARGEST = 1024 * 1024;

    private final Path file;
    private @Nullable State known;

    private record Seen(FileTime modified, long size, @Nullable Object key) {}

    private record State(Seen seen, List<IdentityMapping> mappings) {}

    public IdentityMappings(Path file) {
        this.file = file;
    }

    /**
     * Maps a user.
     *
     * @return the name of an account, which need not exist; empty where nothing maps them
     * @throws BeamletException with code CONFIG_INVALID where the file cannot be read now
     */
    public synchronized Optional<String> name(List<Identity> identities) {
        return present().stream().flatMap(one -> one.name(identities).stream()).findFirst();
    }

    /** Reads the file if it is not known as it is now; {@return whether it has changed} */
    public synchronized boolean refresh() {
        Optional<Seen> before = Optional.ofNullable(known).map(State::seen);
        List<IdentityMapping> _ = present();
        return !before.equals(Optional.ofNullable(known).map(State::seen));
    }

    private List<IdentityMapping> present() {
        MappingFaults faults = new MappingFaults(file);
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            Seen seen = new Seen(found.lastModifiedTime(), found.size(), found.fileKey());
            if (known == null || !known.seen().equals(seen)) {
                known = null;
                TrustedFile.require(file);
                known = new State(seen, read(faults));
                LOG.infof("identity mapping read file=%s", file);
            }
            return known.mappings();
        } catch (IOException e) {
            known = null;
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s cannot be read: %s".formatted(file, e.getMessage()),
                    "restore the file; until then it maps nobody",
                    e);
        }
    }

    private List<IdentityMapping> read(MappingFaults faults) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw faults.fault("has more than %d bytes".formatted(LARGEST), "shorten it");
        }
        JsonNode json = json(faults);
        List<IdentityMapping> all = new ArrayList<>();
        for (JsonNode document : json.isArray() ? json : List.of(json)) {
            String type = document.path("DATA_TYPE").asText("");
            all.add(
                    switch (type) {
                        case ExpressionMapping.TYPE -> ExpressionMapping.read(document, faults);
                        case ExternalMapping.TYPE -> ExternalMapping.read(document, faults);
                        default ->
                                throw faults.fault(
                                        "has the DATA_TYPE '%s'".formatted(type),
                                        "use %s or %s"
                                                .formatted(
                                                        ExpressionMapping.TYPE,
                                                        ExternalMapping.TYPE));
                    });
        }
        return List.copyOf(all);
    }

    private JsonNode json(MappingFaults faults) throws IOException {
        try {
            return Json.read(Files.readString(file));
        } catch (BeamletException e) {
            throw faults.fault("is no JSON: " + e.what(), "correct it; until then it maps nobody");
        }
    }
}
