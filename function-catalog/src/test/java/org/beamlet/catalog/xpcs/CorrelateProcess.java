package org.beamlet.catalog.xpcs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;

/**
 * Runs {@code xpcs.correlate} in a process of its own, once for each argument, which is JSON, and
 * says what lies in the output folder afterwards, then how it ended.
 *
 * <p>With {@code -Dhalt.at=TEXT} the process is gone, without any end, once the progress says so.
 */
final class CorrelateProcess {
    private CorrelateProcess() {}

    public static void main(String[] arguments) {
        String fatal = System.getProperty("halt.at");
        Progress progress =
                (_, what) -> {
                    if (fatal != null && what.startsWith(fatal)) {
                        Runtime.getRuntime().halt(137);
                    }
                };
        for (String one : arguments) {
            ObjectNode call = (ObjectNode) Json.read(one);
            String end;
            try {
                Measurement.run(call, progress);
                end = "done";
            } catch (BeamletException e) {
                end = e.code() + ": " + e.getMessage();
            }
            System.out.println("left " + left(Path.of(call.path("output").asText())));
            System.out.println(end);
        }
    }

    /** {@return names in a folder, with a slash behind those of folders} */
    private static List<String> left(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName() + (Files.isDirectory(file) ? "/" : ""))
                    .sorted()
                    .toList();
        } catch (IOException _) {
            return List.of();
        }
    }
}
