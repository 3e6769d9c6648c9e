package org.beamlet.providers.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * How files were at a moment. While those that a login depends on are as they were, it would fail
 * as it did.
 */
record Traces(Map<String, String> files) {
    static Traces of(Collection<Path> files) {
        Map<String, String> all = new TreeMap<>();
        files.forEach(file -> all.put(file.toString(), look(file)));
        return new Traces(all);
    }

    /** {@return whether some of the files are other ones now} */
    boolean changed(Collection<Path> some) {
        return some.stream()
                .anyMatch(file -> !look(file).equals(files.getOrDefault(file.toString(), "")));
    }

    private static String look(Path file) {
        try {
            return new TreeMap<>(Files.readAttributes(file, "unix:ino,size,ctime")).toString();
        } catch (IOException _) {
            return "";
        }
    }
}
