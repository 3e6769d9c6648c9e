package org.beamlet.agent.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.protocol.id.EndpointId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an agent is started. */
final class StartOptions {
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

    /**
     * All that can be known to be wrong before an agent is started.
     *
     * @param config as it was read
     */
    record Checked(EndpointFolder folder, EndpointConfig config, ServiceAddress address) {}

    /** {@return what is to be started; {@code err} is told what has no effect} */
    Checked check(EndpointCommand parent, String name, PrintWriter err) {
        EndpointFolder folder = parent.folder(name).required();
        EndpointConfig config = Readiness.read(folder);
        Readiness.check(config, folder.config().toString(), err);
        return new Checked(folder, config, parent.service(url));
    }

    /** Runs the agent; in front, returns when it has ended. */
    void start(EndpointCommand parent, Checked checked, PrintWriter out) throws Exception {
        EndpointFolder folder = checked.folder();
        if (detach) {
            EndpointId id =
                    new DetachedStart(
                                    folder, checked.address(), readyFile, othersAsMe, parent.debug)
                            .run();
            out.println("> Endpoint %s started in detached mode: %s".formatted(folder.name(), id));
            out.flush();
            return;
        }
        try (AgentLock _ = AgentLock.take(folder)) {
            Serving.run(
                    new AgentService(
                            folder,
                            checked.config(),
                            checked.address(),
                            new AgentService.Terms(
                                    othersAsMe, parent.debug, readyFile, parent.environment()),
                            out));
        }
    }
}
