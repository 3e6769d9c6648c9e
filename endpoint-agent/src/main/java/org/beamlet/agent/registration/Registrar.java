package org.beamlet.agent.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rabbitmq.client.AMQP;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.beamlet.agent.access.AllowedFunctions;
import org.beamlet.agent.access.Submitters;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.home.AgentProcess;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.HostName;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.net.Connections;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.protocol.rest.AgentSession;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.beamlet.protocol.rest.TaskNewsReport;
import org.jspecify.annotations.Nullable;

/** Registers one endpoint, and again whenever its credentials no longer work. */
public final class Registrar {
    /** Of this agent, as the service is told it. */
    public static final String VERSION = "0.1.0";

    private static final long USUAL_OBJECT = 1L << 30;

    private final ServiceClient service;
    private final EndpointFolder folder;
    private final Description description;
    private AgentSession session;
    private final boolean othersAsMe;
    private EndpointRegistration.@Nullable Answer answer;
    private volatile Consumer<BeamletException> whenEvicted = _ -> {};
    private volatile boolean online;

    public Registrar(ServiceClient service, EndpointFolder folder, EndpointConfig config) {
        this(service, folder, config, false);
    }

    /**
     * Makes it.
     *
     * @param othersAsMe whether the owner agreed to run what anybody submits
     */
    public Registrar(
            ServiceClient service,
            EndpointFolder folder,
            EndpointConfig config,
            boolean othersAsMe) {
        this(service, folder, Description.of(config), othersAsMe);
    }

    /** Makes one for an endpoint of any kind. */
    public Registrar(
            ServiceClient service,
            EndpointFolder folder,
            Description description,
            boolean othersAsMe) {
        this.service = service;
        this.folder = folder;
        this.description = description;
        AgentProcess self = AgentProcess.self();
        this.session =
                new AgentSession(
                        UUID.randomUUID().toString(),
                        self.host(),
                        self.host() + ":" + folder.path().toAbsolutePath().normalize(),
                        description.agentLostAfter().toSeconds(),
                        List.copyOf(description.dataRoots()),
                        self.boot().isEmpty()
                                ? null
                                : new AgentSession.HostProcess(self.pid(), self.boot()),
                        null);
        this.othersAsMe = othersAsMe;
    }

    /** Says, before the first registration, which agent of this host has certainly ended. */
    public synchronized void follows(String ended) {
        session = session.following(ended);
    }

    /** {@return how the service is reached, and so its broker} */
    public Connections connections() {
        return service.connections();
    }

    /** {@return the id of this agent's session, which it keeps as long as it runs} */
    public synchronized String session() {
        return session.id();
    }

    /** Sets who is told, once, that the endpoint is another agent's by now. */
    public void whenEvicted(Consumer<BeamletException> told) {
        whenEvicted = told;
        online = true;
    }

    /** {@return whether an error says that the endpoint is another agent's by now} */
    public boolean evictedBy(BeamletException error) {
        if (error.code() != ErrorCode.RESOURCE_CONFLICT || !online) {
            return false;
        }
        whenEvicted.accept(
                new BeamletException(
                        ErrorCode.RESOURCE_CONFLICT,
                        "this agent was not heard of, and its lease is another's: " + error.what(),
                        "nothing is left to do here: its tasks are with that agent, and what this"
                                + " one would still publish does not count",
                        error));
        return true;
    }

    /** {@return whether a task was published to this session of the endpoint} */
    public boolean isPresentEpoch(AMQP.@Nullable BasicProperties properties) {
        Map<String, Object> headers = properties == null ? null : properties.getHeaders();
        Object epoch = headers == null ? null : headers.get(AmqpNames.EPOCH);
        Long present = current().epoch();
        return !(epoch instanceof Number number)
                || (present != null && number.longValue() == present);
    }

    public boolean othersAsMe() {
        return othersAsMe;
    }

    /** {@return for whom tasks may run} */
    public Submitters submitters() {
        return new Submitters(this::owner, othersAsMe);
    }

    /** {@return who owns the endpoint, asking a service that may have learnt to tell} */
    private Optional<UUID> owner() {
        EndpointId id = id();
        Optional<UUID> kept = EndpointIdentity.owner(folder.identity());
        if (kept.isEmpty()) {
            keepOwner(id);
            kept = EndpointIdentity.owner(folder.identity());
        }
        return kept;
    }

    /** {@return where the queues are, registering first if that is not known yet} */
    public synchronized EndpointRegistration.Answer current() {
        EndpointRegistration.Answer known = answer;
        if (known == null) {
            known = register();
            answer = known;
        }
        return known;
    }

    /** Registers anew, unless that has brought something other than what failed. */
    public synchronized void renew(EndpointRegistration.Answer failed) {
        if (failed.equals(answer)) {
            answer = register();
        }
    }

    /** {@return bytes that the service takes as one object; what it takes unasked, if it is old} */
    public long largestObject() {
        Long told = current().largestObject();
        return told == null ? USUAL_OBJECT : told;
    }

    public EndpointId id() {
        return EndpointId.parse(current().endpointId());
    }

    private EndpointRegistration.Answer register() {
        Optional<EndpointId> known = EndpointIdentity.read(folder.identity());
        JsonNode json =
                known.isPresent()
                        ? service.call("PUT", "/v3/endpoints/" + known.get(), Optional.of(body()))
                        : service.call("POST", "/v3/endpoints", Optional.of(body()));
        EndpointRegistration.Answer fresh = Json.convert(json, EndpointRegistration.Answer.class);
        EndpointId id = EndpointId.parse(fresh.endpointId());
        if (known.isPresent() && !known.get().equals(id)) {
            throw new BeamletException(
                    ErrorCode.INTERNAL_ERROR,
                    "the service answers id %s for endpoint %s".formatted(id, known.get()),
                    "delete the endpoint and configure it again");
        }
        keepOwner(id);
        return fresh;
    }

    /**
     * Keeps who owns the endpoint, which no service may change later: for another the agent would
     * run as somebody who did not agree.
     */
    private void keepOwner(EndpointId id) {
        Optional<UUID> kept = EndpointIdentity.owner(folder.identity());
        Optional<UUID> now = self();
        if (kept.isPresent() && now.isPresent() && !kept.equals(now)) {
            throw new BeamletException(
                    ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                    "endpoint %s belongs to user %s and the token is one of %s"
                            .formatted(id, kept.get(), now.get()),
                    "use a token of its owner, or delete the endpoint and configure it again");
        }
        if (kept.isEmpty()) {
            EndpointIdentity.write(folder.identity(), id, now);
        }
    }

    private Optional<UUID> self() {
        try {
            String user =
                    service.call("GET", "/beamlet/v1/whoami", Optional.empty())
                            .path("user_id")
                            .asText("");
            return UuidText.isUuid(user) ? Optional.of(UUID.fromString(user)) : Optional.empty();
        } catch (BeamletException e) {
            if (e.code() == ErrorCode.ROUTE_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private EndpointRegistration body() {
        ObjectNode metadata = Json.NODES.objectNode();
        metadata.put("endpoint_version", "beamlet-" + VERSION);
        metadata.put("hostname", HostName.of());
        metadata.put("local_user", System.getProperty("user.name"));
        description.template().ifPresent(template -> template.addTo(metadata));
        session.addTo(metadata);
        metadata.withObject("/beamlet").put("run_others_as_me", othersAsMe);
        return new EndpointRegistration(
                folder.name().value(),
                description.displayName().orElse(null),
                description.mapsUsers() ? Boolean.TRUE : null,
                description.access().isPublic().orElse(null),
                description
                        .access()
                        .allowed()
                        .map(AllowedFunctions::ids)
                        .map(ids -> ids.stream().map(Object::toString).sorted().toList())
                        .orElse(null),
                metadata);
    }

    /**
     * Asks which tasks of an earlier run are still to be run or reported.
     *
     * @param attempts by task, as the service numbered them
     */
    public Set<TaskId> reconcile(Map<TaskId, Integer> attempts) {
        Map<String, Integer> tasks =
                attempts.entrySet().stream()
                        .collect(Collectors.toMap(e -> e.getKey().toString(), Map.Entry::getValue));
        JsonNode json =
                service.call(
                        "POST",
                        "/beamlet/v1/endpoints/%s/reconcile".formatted(id()),
                        Optional.of(Map.of("tasks", tasks, "session", session())));
        Set<TaskId> current = new HashSet<>();
        json.path("current").forEach(id -> current.add(TaskId.parse(id.asText(""))));
        return current;
    }

    /** Sends an object to the service's store; the owner of the task may read it. */
    public void putArtifact(String sha256, TaskId task, Path file) {
        service.put("/beamlet/v1/artifacts/%s?task=%s".formatted(sha256, task), file);
    }

    /**
     * Streams an object in that a task needs, such as the JAR of its function.
     *
     * @param task the service lets its endpoint's owner read what the task's function names
     * @throws IOException where it cannot be written
     */
    public void getArtifact(String sha256, TaskId task, OutputStream out) throws IOException {
        try {
            service.get(
                    "/beamlet/v1/artifacts/%s?task=%s".formatted(sha256, task),
                    out,
                    UserFunction.LARGEST_JAR);
        } catch (BeamletException e) {
            throw e.code() == ErrorCode.ARTIFACT_NOT_FOUND ? gone(sha256, e) : e;
        }
    }

    /** In words for whoever submitted the task. */
    private static BeamletException gone(String sha256, BeamletException cause) {
        return new BeamletException(
                ErrorCode.ARTIFACT_NOT_FOUND,
                "the service has no JAR %s for the task's function".formatted(sha256),
                "have the function's owner register it again, with `beamlet function register"
                        + " --jar`",
                cause);
    }

    /** Tells what running tasks do. */
    public void tell(TaskNewsReport news) {
        try {
            var _ =
                    service.call(
                            "POST",
                            "/beamlet/v1/endpoints/%s/news".formatted(id()),
                            Optional.of(news.of(session())));
        } catch (BeamletException e) {
            boolean _ = evictedBy(e);
            throw e;
        }
    }

    /**
     * {@return who belongs to a group of the service}
     *
     * @throws BeamletException where the service does not say
     */
    public Set<UUID> groupMembers(UUID group) {
        Set<UUID> members = new HashSet<>();
        service.call("GET", "/beamlet/v1/groups/" + group, Optional.empty())
                .path("members")
                .forEach(member -> {
                    String id = member.path("user_id").asText("");
                    if (UuidText.isUuid(id)) {
                        members.add(UUID.fromString(id));
                    }
                });
        return members;
    }

    /**
     * {@return a token for the agent of a user endpoint, which runs as another account; it is good
     * for that endpoint alone}
     */
    public static String agentToken(ServiceClient service, EndpointId userEndpoint) {
        return service.call(
                        "POST",
                        "/beamlet/v1/endpoints/%s/agent-token".formatted(userEndpoint),
                        Optional.empty())
                .path("token")
                .asText("");
    }

    /** {@return what the service says of an endpoint's state} */
    public static JsonNode status(ServiceClient service, EndpointId id) {
        return service.call("GET", "/v2/endpoints/%s/status".formatted(id), Optional.empty());
    }

    /** {@return as whom the service knows whoever has this token} */
    public static JsonNode caller(ServiceClient service) {
        return service.call("GET", "/beamlet/v1/whoami", Optional.empty());
    }

    public static void delete(ServiceClient service, EndpointId id) {
        var _ = service.call("DELETE", "/v2/endpoints/" + id, Optional.empty());
    }
}
