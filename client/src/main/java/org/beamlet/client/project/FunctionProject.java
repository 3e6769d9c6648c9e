package org.beamlet.client.project;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** A folder in which one function is written, with the file that says what it is. */
public record FunctionProject(Path folder, About about) {
    /** The file. */
    public static final String FILE = "beamlet-function.json";

    /** What a function is written in. */
    public enum Kind {
        @JsonProperty("java")
        JAVA,
        @JsonProperty("python")
        PYTHON,
        @JsonProperty("shell")
        SHELL
    }

    /**
     * What the file says.
     *
     * @param file Python or shell source, relative to the folder; null for Java
     * @param entry the Java class, or the function of the Python file
     * @param example a call that a test makes
     */
    @JsonIgnoreProperties(ignoreUnknown = false)
    public record About(
            @JsonProperty(value = "name", required = true) String name,
            @JsonProperty(value = "version", required = true) String version,
            @JsonProperty("description") @Nullable String description,
            @JsonProperty(value = "kind", required = true) Kind kind,
            @JsonProperty("file") @Nullable String file,
            @JsonProperty("entry") @Nullable String entry,
            @JsonProperty("example") @Nullable Example example) {
        /** {@return the source file's name} */
        public String source() {
            if (file == null) {
                throw invalid("'file' is missing in " + FILE);
            }
            return file;
        }
    }

    /**
     * A call and what it must give.
     *
     * @param result what the result must have; it may have more
     */
    public record Example(
            @JsonProperty("arguments") @Nullable ObjectNode arguments,
            @JsonProperty("result") @Nullable JsonNode result) {}

    /** {@return whether a path is such a folder, or the file in it} */
    public static boolean isOne(Path place) {
        return place.endsWith(FILE) || Files.isRegularFile(place.resolve(FILE));
    }

    /**
     * Reads the file.
     *
     * @throws BeamletException where there is none, or it cannot be understood
     */
    public static FunctionProject read(Path place) {
        Path folder = place.endsWith(FILE) ? place.toAbsolutePath().getParent() : place;
        if (folder == null || !Files.isRegularFile(folder.resolve(FILE))) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND,
                    "%s has no %s".formatted(place, FILE),
                    "give the folder that `beamlet function new NAME` has written");
        }
        try {
            About about = Json.read(Files.readString(folder.resolve(FILE)), About.class);
            if (about.name() == null || about.version() == null || about.kind() == null) {
                throw invalid("%s needs name, version and kind".formatted(FILE));
            }
            return new FunctionProject(folder, about);
        } catch (IOException e) {
            throw invalid("%s cannot be read: %s".formatted(FILE, e.getMessage()));
        }
    }

    static BeamletException invalid(String what) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                what,
                "write it as `beamlet function new` does; see docs/how-to/write-a-catalog-function.md");
    }

    /** {@return the text of the Python or shell file} */
    public String sourceText() {
        Path source = folder.resolve(about.source());
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND,
                    "%s cannot be read: %s".formatted(source, e.getMessage()),
                    "put the file there, or correct 'file' in " + FILE,
                    e);
        }
    }

    /** {@return the archive that a Java project is built to} */
    public Path archive() {
        return folder.resolve("target")
                .resolve(
                        "%s-%s.jar"
                                .formatted(about.name().replaceAll("\\W", "-"), about.version()));
    }
}
