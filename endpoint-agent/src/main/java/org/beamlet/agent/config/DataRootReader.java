package org.beamlet.agent.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.beamlet.protocol.data.DataReference;

/** Reads the section {@code data}: folders by name. */
final class DataRootReader {
    private static final int MOST = 100;

    private DataRootReader() {}

    static Map<String, Path> read(Section top) {
        Section data = top.section("data");
        Map<String, Path> roots = new LinkedHashMap<>();
        for (String name : data.names()) {
            String folder = data.text(name).orElse("");
            if (!DataReference.NAME.matcher(name).matches()) {
                data.fault(name, "is no name; use lower-case letters, digits, - and _");
            } else if (!folder.startsWith("/")) {
                data.fault(name, "is '%s'; give the absolute path of a folder".formatted(folder));
            } else {
                add(data, roots, name, folder);
            }
        }
        if (roots.size() > MOST) {
            top.fault("data", "names more than %d folders; leave some out".formatted(MOST));
        }
        return roots;
    }

    private static void add(Section data, Map<String, Path> roots, String name, String folder) {
        try {
            roots.put(name, Path.of(folder));
        } catch (InvalidPathException e) {
            data.fault(name, "is '%s'; give the path of a folder".formatted(folder));
        }
    }
}
