package org.beamlet.cloud.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Reads a file of {@code key=value} lines and refuses what it does not understand. */
final class SettingsFile {
    private static final String FRAMEWORK = "quarkus.";

    private SettingsFile() {}

    static Map<String, String> read(Path file, KnownSettings known) {
        Map<String, String> values = new TreeMap<>();
        try (Reader reader = Files.newBufferedReader(file)) {
            new Once(values, file).load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "the settings in '%s' cannot be read: %s".formatted(file, e.getMessage()),
                    "name a file of lines key=value; docs/reference/settings.md has the keys",
                    e);
        }
        String where = "'%s'".formatted(file);
        values.keySet().forEach(key -> require(key, where, known));
        return values;
    }

    /** Refuses unknown keys, and secrets where others can read them. */
    static void require(String key, String where, KnownSettings known) {
        if (key.startsWith(FRAMEWORK)) {
            return;
        }
        known.require(key, where);
        if (known.isSecret(key)) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s sets the secret '%s' where others may read it".formatted(where, key),
                    "write it into a file of mode 0600 and set '%s-file', or use the environment"
                            .formatted(key));
        }
    }

    /** The JDK's reader of such files keeps the last of two equal keys, without a word. */
    private static final class Once extends Properties {
        private static final long serialVersionUID = 1;

        private final transient Map<String, String> values;
        private final transient Path file;

        Once(Map<String, String> values, Path file) {
            this.values = values;
            this.file = file;
        }

        @Override
        public synchronized Object put(Object key, Object value) {
            String before = values.put(key.toString(), value.toString().strip());
            if (before != null) {
                throw new BeamletException(
                        ErrorCode.CONFIG_INVALID,
                        "'%s' sets '%s' twice".formatted(file, key),
                        "keep one of the two lines");
            }
            return value;
        }
    }
}
