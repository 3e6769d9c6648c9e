package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.door.Door;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.agent.log.AgentLog;
import org.beamlet.agent.log.LogFormat;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.agent.run.Agent;
import org.beamlet.agent.run.AgentControl;
import org.beamlet.agent.snapshot.MetricsListener;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.beamlet.providers.command.ProcessCommandRunner;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The agent as a service of this process. */
final class AgentService implements Serving.Service {
    private static final Logger LOG = Logger.getLogger(AgentService.class);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

    private final EndpointFolder folder;
    private final EndpointConfig config;
    private final ServiceClient service;
    private final Terms terms;
    private final AgentLock lock;
    private final PrintWriter out;
    private final Hook hook;
    private @Nullable Agent agent;
    private @Nullable Door door;
    private @Nullable MetricsListener metrics;

    /** What the command line and the environment say. */
    record Terms(
            boolean othersAsMe,
            boolean debug,
            @Nullable Path readyFile,
            Map<String, String> environment) {}

    AgentService(
            EndpointFolder folder,
            EndpointConfig config,
            ServiceAddress address,
            Terms terms,
            AgentLock lock,
            PrintWriter out) {
        this.folder = folder;
        this.config = config;
        this.lock = lock;
        this.service = new ServiceClient(address, CALL_LIMIT);
        this.terms = terms;
        this.out = out;
        this.hook = new Hook(config.hooks(), new ProcessCommandRunner());
    }

    @Override
    public void start() throws IOException, InterruptedException {
        Registrar registrar = new Registrar(service, folder, config, terms.othersAsMe());
        lock.follows().ifPresent(registrar::follows);
        if (lock.contested()) {
            // Before anything that an agent on another host would notice.
            EndpointId _ = registrar.id();
        }
        boolean json = LogFormat.json(terms.environment(), config.observation().jsonLog());
        AgentLog.open(folder.log(), terms.debug() || config.debug(), json, new KnownId(folder));
        hook.prepare();
        if (terms.othersAsMe()) {
            LOG.warn("run_others_as_me=true: what others submit runs with this user's rights");
        }
        EndpointId _ = registrar.id();
        lock.serves(registrar.session());
        lock.elsewhere()
                .ifPresent(
                        last -> LOG.warnf("follows %s, which is no longer heard of", last.shown()));
        Agent made = new Agent(folder, config, registrar);
        agent = made;
        made.whenEvicted(Serving::fail);
        made.control().whenDrained(Serving::end);
        made.whenIdle(_ -> Serving.end());
        watched(made.control());
        EndpointId id = made.start();
        out.println(">>> Endpoint ID: %s <<<".formatted(id));
        out.flush();
        if (terms.readyFile() != null) {
            ObjectNode ready = Json.NODES.objectNode();
            ready.put("endpoint_id", id.toString());
            ready.put("pid", ProcessHandle.current().pid());
            PrivateFiles.write(terms.readyFile().toAbsolutePath(), Json.write(ready) + "\n");
        }
    }

    /** From here on the agent can be looked at, also while it waits for its broker. */
    private void watched(AgentControl control) throws IOException {
        try {
            door = Door.open(folder, terms.environment(), control);
        } catch (IOException e) {
            // Tasks matter more than the commands that look at them.
            LOG.errorf("no socket for commands: %s", e.getMessage());
        }
        if (config.observation().metricsPort().isPresent()) {
            metrics =
                    MetricsListener.open(
                            config.observation().metricsPort().getAsInt(), control::metrics);
        }
        Optional<String> broker = control.broker();
        if (broker.isPresent()) {
            PrivateFiles.write(folder.broker(), broker.get() + "\n");
        }
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        if (metrics != null) {
            metrics.close();
        }
        Agent made = agent;
        if (made != null) {
            made.stop();
        }
        if (door != null) {
            door.close();
        }
        service.close();
        hook.tidyUp();
        // Not only where the command returns: a process that was told to end may be gone before.
        lock.close();
    }
}
