package org.beamlet.agent.command;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.agent.account.ProcessRights;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.ManagerConfig;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
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

    @Option(
            names = "--as-root",
            description = {
                "Lets root start a manager endpoint that runs each user's tasks as that user's"
                        + " account, by identity_mapping_config_path; refused otherwise."
            })
    boolean asRoot;

    /**
     * All that can be known to be wrong before an agent is started.
     *
     * @param what to start
     */
    record Checked(EndpointFolder folder, Startable what, ServiceAddress address) {}

    /** {@return what is to be started; {@code err} is told what has no effect} */
    Checked check(EndpointCommand parent, String name, PrintWriter err) {
        EndpointFolder folder = parent.folder(name).required();
        Startable what = Readiness.check(folder, err);
        if (what instanceof Startable.Manager(ManagerConfig config)
                && config.accounts().isPresent()) {
            requireRoot(name);
        }
        parent.through(what.proxy());
        return new Checked(folder, what, parent.service(url));
    }

    /** What has the rights of all accounts is started on purpose, or not at all. */
    private void requireRoot(String name) {
        boolean root = ProcessRights.ofThisProcess().uid() == 0;
        if (!root || !asRoot) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "endpoint '%s' runs its users' tasks as their accounts, %s"
                            .formatted(
                                    name,
                                    root
                                            ? "and root does that on purpose only"
                                            : "which root alone can"),
                    "read docs/how-to/serve-many-people.md, then start it as root with --as-root,"
                            + " or remove identity_mapping_config_path");
        }
    }

    /** Runs the agent; in front, returns when it has ended. */
    void start(EndpointCommand parent, Checked checked, PrintWriter out) throws Exception {
        EndpointFolder folder = checked.folder();
        Files.deleteIfExists(folder.stopped());
        if (detach) {
            EndpointId id =
                    new DetachedStart(
                                    folder,
                                    checked.address(),
                                    readyFile,
                                    othersAsMe,
                                    asRoot,
                                    parent.debug)
                            .run();
            out.println("> Endpoint %s started in detached mode: %s".formatted(folder.name(), id));
            out.flush();
            return;
        }
        AgentService.Terms terms =
                new AgentService.Terms(othersAsMe, parent.debug, readyFile, parent.environment());
        try (AgentLock lock = AgentLock.take(folder)) {
            Serving.run(
                    switch (checked.what()) {
                        case Startable.Agent(EndpointConfig config) ->
                                new AgentService(
                                        folder, config, checked.address(), terms, lock, out);
                        case Startable.Manager(ManagerConfig config) ->
                                new ManagerService(
                                        folder, config, checked.address(), terms, lock, out);
                    });
        }
    }
}
