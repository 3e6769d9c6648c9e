package org.beamlet.agent.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
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
    /** Exit status where another agent has the endpoint, or has got it meanwhile. */
    static final int SERVED = 4;

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

    @Option(
            names = "--keep-alive",
            description = {
                "For cron: starts the agent behind, and does nothing where one serves already, here"
                        + " or on another host, or where the endpoint was stopped by hand."
            })
    boolean keepAlive;

    @Override
    public Integer call() throws Exception {
        if (tokenFromInput) {
            takeToken(System.in);
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (keepAlive) {
            return keptAlive(out, err);
        }
        try {
            options.start(parent, options.check(parent, name, err), out);
        } catch (BeamletException e) {
            if (!ofAnother(e)) {
                throw e;
            }
            int _ = Failure.tell(e, spec.commandLine());
            return SERVED;
        }
        return 0;
    }

    private int keptAlive(PrintWriter out, PrintWriter err) throws Exception {
        EndpointFolder folder = parent.folder(name).required();
        if (Files.exists(folder.stopped()) || AgentLock.holder(folder).isPresent()) {
            return 0;
        }
        options.detach = true;
        try {
            options.start(parent, options.check(parent, name, err), out);
        } catch (BeamletException e) {
            if (!ofAnother(e)) {
                throw e;
            }
            // What cron's lines print is mailed: all is well.
        }
        return 0;
    }

    private static boolean ofAnother(BeamletException error) {
        return error.code() == ErrorCode.ALREADY_RUNNING
                || error.code() == ErrorCode.RESOURCE_CONFLICT;
    }

    /** Whoever starts user endpoints gives their token so: arguments and environment are seen. */
    private void takeToken(InputStream in) throws IOException {
        String token = new String(in.readNBytes(LONGEST_TOKEN), StandardCharsets.UTF_8).strip();
        if (!token.isEmpty()) {
            parent.handed(ChildStart.TOKEN, token);
        }
    }
}
