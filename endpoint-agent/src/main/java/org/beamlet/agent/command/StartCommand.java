package org.beamlet.agent.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs the agent, in front or behind. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Starts an endpoint; it ends on SIGTERM or Ctrl-C.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet endpoint start workstation",
            "  beamlet endpoint start workstation --detach --url https://beamlet.example.org"
        })
final class StartCommand implements Callable<Integer> {
    private static final int LONGEST_TOKEN = 16 * 1024;

    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();
    @Mixin StartOptions options = new StartOptions();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(names = "--token-from-input", hidden = true)
    boolean tokenFromInput;

    @Override
    public Integer call() throws Exception {
        if (tokenFromInput) {
            takeToken(System.in);
        }
        PrintWriter err = spec.commandLine().getErr();
        options.start(parent, options.check(parent, name, err), spec.commandLine().getOut());
        return 0;
    }

    /** Whoever starts user endpoints gives their token so: arguments and environment are seen. */
    private void takeToken(InputStream in) throws IOException {
        String token = new String(in.readNBytes(LONGEST_TOKEN), StandardCharsets.UTF_8).strip();
        if (!token.isEmpty()) {
            parent.handed(ChildStart.TOKEN, token);
        }
    }
}
