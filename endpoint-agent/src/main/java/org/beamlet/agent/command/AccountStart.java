package org.beamlet.agent.command;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.beamlet.agent.account.AccountCommand;
import org.beamlet.agent.userendpoint.AccountLauncher;
import org.beamlet.agent.userendpoint.Handover;
import org.beamlet.protocol.json.Json;
import org.jboss.logging.Logger;

/**
 * Starts this program once more, as another account of the machine. Nothing reaches it but what is
 * written into its input and the few variables that everybody may see.
 *
 * @param environment of the manager
 */
record AccountStart(URI service, Map<String, String> environment, boolean debug)
        implements AccountLauncher {
    private static final Logger LOG = Logger.getLogger(AccountStart.class);

    AccountStart {
        environment = Map.copyOf(environment);
    }

    @Override
    public Process start(
            AccountCommand command, Path output, Map<String, String> more, Handover handover)
            throws IOException {
        List<String> program = new ArrayList<>(OwnCommand.java());
        program.add(UserStartCommand.NAME);
        ProcessBuilder builder = new ProcessBuilder(command.of(program));
        // The account may enter it, and finds nothing there.
        builder.directory(Path.of("/").toFile());
        builder.environment().clear();
        builder.environment().putAll(command.environment(environment, more));
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        Process process = builder.start();
        byte[] given = Json.writeBytes(handover);
        // The pipe is smaller than a template may be, and whoever reads it may not.
        Thread.ofVirtual()
                .start(() -> {
                    try (OutputStream in = process.getOutputStream()) {
                        in.write(given);
                    } catch (IOException e) {
                        LOG.debugf("%s read nothing more: %s", handover, e.getMessage());
                    }
                });
        return process;
    }
}
