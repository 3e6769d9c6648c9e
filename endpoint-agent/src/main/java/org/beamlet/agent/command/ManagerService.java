package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.ManagerConfig;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.agent.log.AgentLog;
import org.beamlet.agent.log.LogFormat;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.agent.userendpoint.ManagerEndpoint;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** A manager endpoint as a service of this process. */
final class ManagerService implements Serving.Service {
    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

    private final EndpointFolder folder;
    private final ManagerConfig config;
    private final ServiceAddress address;
    private final AgentService.Terms terms;
    private final AgentLock lock;
    private final PrintWriter out;
    private final ServiceClient service;
    private @Nullable ManagerEndpoint manager;

    ManagerService(
            EndpointFolder folder,
            ManagerConfig config,
            ServiceAddress address,
            AgentService.Terms terms,
            AgentLock lock,
            PrintWriter out) {
        this.lock = lock;
        this.folder = folder;
        this.config = config;
        this.address = address;
        this.terms = terms;
        this.out = out;
        this.service = new ServiceClient(address, CALL_LIMIT);
    }

    @Override
    public void start() throws IOException, InterruptedException {
        boolean debug = terms.debug() || config.debug();
        boolean json = LogFormat.json(terms.environment(), false);
        AgentLog.open(folder.log(), debug, json, new KnownId(folder));
        ManagerEndpoint made =
                new ManagerEndpoint(
                        folder,
                        ConfigReader.text(folder.config()),
                        service,
                        terms.othersAsMe(),
                        new ChildStart(
                                address.url(), terms.environment(), terms.othersAsMe(), debug),
                        new AccountStart(address.url(), terms.environment(), debug));
        manager = made;
        made.whenEvicted(Serving::fail);
        EndpointId id = made.start(lock);
        out.println(">>> Endpoint ID: %s <<<".formatted(id));
        out.flush();
        if (terms.readyFile() != null) {
            ObjectNode ready = Json.NODES.objectNode();
            ready.put("endpoint_id", id.toString());
            ready.put("pid", ProcessHandle.current().pid());
            PrivateFiles.write(terms.readyFile().toAbsolutePath(), Json.write(ready) + "\n");
        }
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        if (manager != null) {
            manager.stop();
        }
        service.close();
        lock.close();
    }
}
