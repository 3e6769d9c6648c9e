package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.agent.run.Agent;
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
    private final boolean othersAsMe;
    private final boolean debug;
    private final @Nullable Path readyFile;
    private final PrintWriter out;
    private final Hook hook;
    private @Nullable Agent agent;

    AgentService(
            EndpointFolder folder,
            EndpointConfig config,
            ServiceAddress address,
            boolean othersAsMe,
            boolean debug,
            @Nullable Path readyFile,
            PrintWriter out) {
        this.folder = folder;
        this.config = config;
        this.service = new ServiceClient(address, CALL_LIMIT);
        this.othersAsMe = othersAsMe;
        this.debug = debug;
        this.readyFile = readyFile;
        this.out = out;
        this.hook = new Hook(config.hooks(), new ProcessCommandRunner());
    }

    @Override
    public void start() throws IOException, InterruptedException {
        AgentLog.open(folder.log(), debug || config.debug());
        hook.prepare();
        if (othersAsMe) {
            LOG.warn("run_others_as_me=true: what others submit runs with this user's rights");
        }
        Agent made = new Agent(folder, config, new Registrar(service, folder, config, othersAsMe));
        agent = made;
        made.whenEvicted(Serving::fail);
        made.whenIdle(_ -> Serving.end());
        EndpointId id = made.start();
        out.println(">>> Endpoint ID: %s <<<".formatted(id));
        out.flush();
        if (readyFile != null) {
            ObjectNode ready = Json.MAPPER.createObjectNode();
            ready.put("endpoint_id", id.toString());
            ready.put("pid", ProcessHandle.current().pid());
            PrivateFiles.write(readyFile.toAbsolutePath(), Json.write(ready) + "\n");
        }
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        Agent made = agent;
        if (made != null) {
            made.stop();
        }
        service.close();
        hook.tidyUp();
    }
}
