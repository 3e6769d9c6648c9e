package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.AgentProcess;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.registration.EndpointIdentity;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;

/**
 * What can be said of an endpoint from here.
 *
 * @param status {@code initialized} (never started), {@code stopped}, {@code running} (a process is
 *     there; the service was not asked or does not hear it), {@code online} (the service hears it)
 * @param host on which that process is; empty where none is or that is not known
 * @param details what the service says of it; null node where it was not asked
 */
record EndpointView(
        String name,
        Optional<EndpointId> id,
        OptionalLong pid,
        String status,
        String host,
        JsonNode details) {
    static EndpointView of(EndpointFolder folder, Optional<ServiceClient> service)
            throws IOException {
        Optional<EndpointId> id = identity(folder);
        JsonNode said = said(service, id);
        boolean heard = said.path("status").asText("").equals("online");
        // Locks need not reach from host to host: then the service knows, and the note says where.
        Optional<AgentProcess> agent =
                AgentLock.holder(folder)
                        .or(() -> heard ? AgentLock.noted(folder) : Optional.empty());
        OptionalLong pid = agent.stream().mapToLong(AgentProcess::pid).findFirst();
        String local = pid.isPresent() ? "running" : id.isPresent() ? "stopped" : "initialized";
        boolean online = pid.isPresent() && heard;
        return new EndpointView(
                folder.name().value(),
                id,
                pid,
                online ? "online" : local,
                agent.map(AgentProcess::host).orElse(""),
                said.path("details"));
    }

    /** {@return the same with what can be seen here by now, without asking the service again} */
    EndpointView at(EndpointFolder folder) throws IOException {
        EndpointView now = of(folder, Optional.empty());
        return now.pid().isPresent() && status.equals("online")
                ? new EndpointView(now.name, now.id, now.pid, status, now.host, details)
                : new EndpointView(now.name, now.id, now.pid, now.status, now.host, details);
    }

    private static Optional<EndpointId> identity(EndpointFolder folder) {
        try {
            return EndpointIdentity.read(folder.identity());
        } catch (BeamletException _) {
            return Optional.empty();
        }
    }

    private static JsonNode said(Optional<ServiceClient> service, Optional<EndpointId> id) {
        if (service.isEmpty() || id.isEmpty()) {
            return Json.NODES.nullNode();
        }
        try {
            return Registrar.status(service.get(), id.get());
        } catch (BeamletException _) {
            // A look around must work without the service as well.
            return Json.NODES.nullNode();
        }
    }
}
