package org.beamlet.agent.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.protocol.id.EndpointId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs the agent, in front or behind. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Starts an endpoint; it ends on SIGTERM or Ctrl-C.")
final class StartCommand implements Callable<Integer> {
    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(names = "--detach", description = "Goes on behind; returns once it is online.")
    boolean detach;

    @Option(names = "--url", paramLabel = "URL", description = "URL of the service.")
    @Nullable String url;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Written once online: JSON with endpoint_id and pid.")
    @Nullable Path readyFile;

    @Option(
            names = "--run-others-as-me",
            description = {
                "Runs what anybody submits whom the endpoint is shared with, with your rights on"
                        + " this machine. Not needed where allowed_functions is set."
            })
    boolean othersAsMe;

    @Override
    public Integer call() throws Exception {
        EndpointFolder folder = parent.folder(name).required();
        EndpointConfig config = Readiness.read(folder);
        Readiness.check(config, folder.config().toString(), spec.commandLine().getErr());
        ServiceAddress address = parent.service(url);
        PrintWriter out = spec.commandLine().getOut();
        if (detach) {
            EndpointId id =
                    new DetachedStart(folder, address, readyFile, othersAsMe, parent.debug).run();
            out.println("> Endpoint %s started in detached mode: %s".formatted(name, id));
            out.flush();
            return 0;
        }
        try (AgentLock _ = AgentLock.take(folder)) {
            Serving.run(
                    new AgentService(
                            folder, config, address, othersAsMe, parent.debug, readyFile, out));
        }
        return 0;
    }
}
