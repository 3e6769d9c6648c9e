package org.beamlet.agent.command;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.userendpoint.ChildLauncher;

/**
 * Starts this program once more for a user endpoint. The token of the environment, which others may
 * see there, goes through the process's input.
 *
 * @param environment of the manager
 */
record ChildStart(URI service, Map<String, String> environment, boolean othersAsMe, boolean debug)
        implements ChildLauncher {
    static final String TOKEN = "BEAMLET_TOKEN";

    ChildStart {
        environment = Map.copyOf(environment);
    }

    @Override
    public Process start(EndpointFolder folder, Path ready, Path output, Map<String, String> more)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(OwnCommand.java());
        command.addAll(List.of("start", folder.name().value(), "--url", service.toString()));
        command.addAll(List.of("--ready-file", ready.toString(), "--token-from-input"));
        if (othersAsMe) {
            command.add("--run-others-as-me");
        }
        if (debug) {
            command.add("--debug");
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(folder.path().toFile());
        builder.environment().remove(TOKEN);
        builder.environment().putAll(more);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            String token = environment.getOrDefault(TOKEN, "");
            in.write((token + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended already, and says why.
            if (process.isAlive()) {
                throw e;
            }
        }
        return process;
    }
}
