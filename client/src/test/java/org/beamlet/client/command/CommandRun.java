package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.diagnostics.Noop;
import org.beamlet.client.terminal.Terminal;
import org.beamlet.protocol.json.Json;

/** What one command left: exit code, stdout and stderr. */
record CommandRun(int exit, String out, String err) {
    /** Runs a command in a folder that is also the user's home, without a service. */
    static CommandRun in(Path folder, String... arguments) {
        return in(folder, Map.of("BEAMLET_URL", "http://127.0.0.1:1"), arguments);
    }

    static CommandRun in(Path folder, Map<String, String> variables, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Map<String, String> all = new HashMap<>(variables);
        all.put("BEAMLET_HOME", folder.toString());
        Environment environment =
                new Environment(
                        all,
                        folder,
                        Terminal.plain(
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8)),
                        () -> new Catalog(List.of(new Noop(), new ReadFile(), new Stumble())));
        int exit = BeamletCommand.run(environment, arguments);
        return new CommandRun(
                exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    JsonNode json() {
        return Json.read(out);
    }

    /** {@return the one line of stderr that tells the error} */
    String error() {
        List<String> lines = err.lines().filter(line -> line.startsWith("error: ")).toList();
        if (lines.size() != 1) {
            throw new AssertionError("not one error line: " + err);
        }
        return lines.getFirst();
    }
}
