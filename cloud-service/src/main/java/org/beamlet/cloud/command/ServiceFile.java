package org.beamlet.cloud.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.cloud.auth.SecretFile;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Where a service runs, left in its data folder for commands and wherever a test asks for it.
 *
 * @param certificate file with what it shows to callers over TLS; null for plain HTTP
 */
record ServiceFile(
        @JsonProperty("url") String url,
        @JsonProperty("broker_port") int brokerPort,
        @JsonProperty("pid") long pid,
        @JsonProperty("data") String data,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("certificate")
                @Nullable String certificate) {

    /** Readers see nothing or all of it. */
    void write(Path file) {
        SecretFile.write(file, Json.write(this) + "\n");
    }

    /** {@return what a service left; it may be gone since} */
    static Optional<ServiceFile> read(Path file) {
        try {
            return Optional.of(Json.read(Files.readString(file), ServiceFile.class));
        } catch (IOException | BeamletException _) {
            // Not there or not whole: either way nobody said where they are.
            return Optional.empty();
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // A stale file is recognised by the lock that nobody holds.
        }
    }
}
