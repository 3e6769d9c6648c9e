package org.beamlet.cloud.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.store.StorableText;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.rest.AgentSession;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** An agent's start: it says what it is and learns where its queues are. */
public final class Registrations {
    private static final int LONGEST_NAME = 500;

    private final Store store;
    private final BrokerAdmin broker;
    private final Endpoints endpoints;
    private final Clock clock;

    public Registrations(Store store, BrokerAdmin broker, Endpoints endpoints, Clock clock) {
        this.clock = clock;
        this.store = store;
        this.broker = broker;
        this.endpoints = endpoints;
    }

    /**
     * Registers an agent anew or once more; its former login ends. A user endpoint that is
     * Beamlet's registers as well, by its manager's owner; it stays the endpoint of whoever it was
     * started for.
     */
    public EndpointRegistration.Answer register(
            Caller caller, EndpointId id, EndpointRegistration registration) {
        return register(caller, id, registration, AccessTerms.NONE);
    }

    /** As above, with terms of access that the registration's body brought. */
    public EndpointRegistration.Answer register(
            Caller caller, EndpointId id, EndpointRegistration registration, AccessTerms terms) {
        Optional<RegisteredEndpoint> known = endpoints.find(id);
        boolean started = known.filter(it -> endpoints.startedBy(caller, it)).isPresent();
        if (!started) {
            requireMine(caller, known, EndpointKind.AGENT);
        }
        requireSound(registration);
        Optional<AgentSession> session = AgentSession.of(registration.metadata());
        // Asked first: a new login ends the connections of whoever has the endpoint.
        session.ifPresent(asking -> requireFree(id, asking));
        // The broker first: if it is away, nothing has happened yet and the agent may ask again.
        broker.declareEndpoint(id);
        QueueAddresses queues = new QueueAddresses(id, broker.endpointLogin(id).url());
        Optional<Long> epoch =
                started
                        ? writeStarted(id, registration, session)
                        : write(caller, id, registration, session, terms);
        return new EndpointRegistration.Answer(
                id.toString(),
                queues.commands(),
                queues.heartbeats(),
                queues.tasks(),
                queues.results(),
                List.of(),
                epoch.orElse(null));
    }

    private void requireFree(EndpointId id, AgentSession asking) {
        boolean _ =
                store.read(handle -> {
                    Sessions.requireFree(handle, id, asking, clock.millis());
                    return true;
                });
    }

    /** Registers a manager endpoint anew or once more; its former login ends. */
    public EndpointRegistration.ManagerAnswer registerManager(
            Caller caller, EndpointId id, EndpointRegistration registration) {
        return registerManager(caller, id, registration, AccessTerms.NONE);
    }

    /** As above, with terms of access that the registration's body brought. */
    public EndpointRegistration.ManagerAnswer registerManager(
            Caller caller, EndpointId id, EndpointRegistration registration, AccessTerms terms) {
        requireMine(caller, endpoints.find(id), EndpointKind.MANAGER);
        requireSound(registration);
        Optional<AgentSession> session = AgentSession.of(registration.metadata());
        session.ifPresent(asking -> requireFree(id, asking));
        broker.declareManager(id);
        QueueAddresses queues = new QueueAddresses(id, broker.managerLogin(id).url());
        var _ = write(caller, id, registration, session, terms);
        forgetStarts(id);
        return new EndpointRegistration.ManagerAnswer(
                id.toString(), queues.commands(), queues.heartbeats(), List.of());
    }

    /** What its former process could not start, this one may. */
    private void forgetStarts(EndpointId manager) {
        store.transaction(handle ->
                handle.createUpdate("UPDATE user_endpoints SET starts = 0 WHERE manager_id = :id")
                        .bind("id", manager.value())
                        .execute());
    }

    private static void requireSound(EndpointRegistration registration) {
        name(registration);
        allowed(registration);
    }

    /** {@return the epoch that a session was granted} */
    private Optional<Long> write(
            Caller caller,
            EndpointId id,
            EndpointRegistration registration,
            Optional<AgentSession> session,
            AccessTerms terms) {
        String name = name(registration);
        List<FunctionId> allowed = allowed(registration);
        return store.transaction(handle -> {
            // Asked again inside: two owners may register one id at the same time.
            int updated = update(handle, caller, id, name, registration);
            if (updated == 0 && insert(handle, caller, id, name, registration) == 0) {
                throw taken(id);
            }
            replaceAllowed(handle, id, allowed);
            terms.write(handle, id);
            return session.map(granted -> Sessions.grant(handle, id, granted, clock.millis()));
        });
    }

    private Optional<Long> writeStarted(
            EndpointId id, EndpointRegistration registration, Optional<AgentSession> session) {
        return store.transaction(handle -> {
            handle.createUpdate(
                            """
                            UPDATE endpoints SET metadata = :metadata, registered_ms = :now
                            WHERE endpoint_id = :id\
                            """)
                    .bind("metadata", text(registration.metadata()))
                    .bind("now", clock.millis())
                    .bind("id", id.value())
                    .execute();
            return session.map(granted -> Sessions.grant(handle, id, granted, clock.millis()));
        });
    }

    private static void requireMine(
            Caller caller, Optional<RegisteredEndpoint> known, EndpointKind kind) {
        if (known.isEmpty()) {
            return;
        }
        RegisteredEndpoint endpoint = known.get();
        if (!endpoint.ownedBy(caller)) {
            throw taken(endpoint.id());
        }
        if (endpoint.kind() != kind) {
            throw new BeamletException(
                    ErrorCode.RESOURCE_CONFLICT,
                    "endpoint '%s' is registered as %s, not as %s"
                            .formatted(endpoint.id(), endpoint.kind().word(), kind.word()),
                    "delete it first, or delete endpoint.json in the endpoint's folder to get an"
                            + " id of its own");
        }
    }

    private static BeamletException taken(EndpointId id) {
        return new BeamletException(
                ErrorCode.ENDPOINT_ALREADY_REGISTERED,
                "endpoint '%s' is registered by somebody else".formatted(id),
                "delete the endpoint's folder entry endpoint.json to get an id of your own");
    }

    private static String name(EndpointRegistration registration) {
        String name = registration.endpointName();
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
            throw new BeamletException(
                    ErrorCode.REQUEST_KEY_ERROR,
                    "endpoint_name is missing, blank or too long",
                    "send endpoint_name with 1 to %d characters".formatted(LONGEST_NAME));
        }
        StorableText.require("endpoint_name", name);
        RegistrationTexts.require(registration);
        return name;
    }

    private static List<FunctionId> allowed(EndpointRegistration registration) {
        List<String> allowed = registration.allowedFunctions();
        return allowed == null
                ? List.of()
                : allowed.stream().map(FunctionId::parse).distinct().toList();
    }

    private int update(
            Handle handle,
            Caller caller,
            EndpointId id,
            String name,
            EndpointRegistration registration) {
        return bind(
                handle,
                """
                UPDATE endpoints SET name = :name, display_name = :display,
                    is_public = COALESCE(:public, is_public), multi_user = :multi, restricted = :restricted, metadata = :metadata,
                    registered_ms = :now
                WHERE endpoint_id = :id AND owner_id = :owner AND kind = :kind\
                """,
                caller,
                id,
                name,
                registration);
    }

    private int insert(
            Handle handle,
            Caller caller,
            EndpointId id,
            String name,
            EndpointRegistration registration) {
        return bind(
                handle,
                """
                INSERT INTO endpoints (endpoint_id, kind, owner_id, name, display_name, is_public,
                    multi_user, restricted, metadata, registered_ms, heartbeat_ms,
                    heartbeat_period)
                VALUES (:id, :kind, :owner, :name, :display, COALESCE(:public, FALSE),
                    :multi, :restricted, :metadata, :now, 0, 0)
                ON CONFLICT DO NOTHING\
                """,
                caller,
                id,
                name,
                registration);
    }

    private int bind(
            Handle handle,
            String sql,
            Caller caller,
            EndpointId id,
            String name,
            EndpointRegistration registration) {
        return handle.createUpdate(sql)
                .bind("id", id.value())
                .bind("kind", EndpointKind.of(registration).word())
                .bind("owner", caller.userId())
                .bind("name", name)
                .bind("display", registration.displayName())
                // Not said: as it was shared before.
                .bind("public", registration.isPublic())
                .bind("multi", Boolean.TRUE.equals(registration.multiUser()))
                .bind("restricted", registration.allowedFunctions() != null)
                .bind("metadata", text(registration.metadata()))
                .bind("now", clock.millis())
                .execute();
    }

    private static void replaceAllowed(Handle handle, EndpointId id, List<FunctionId> allowed) {
        handle.createUpdate("DELETE FROM endpoint_functions WHERE endpoint_id = :id")
                .bind("id", id.value())
                .execute();
        if (allowed.isEmpty()) {
            return;
        }
        var batch =
                handle.prepareBatch(
                        """
                        INSERT INTO endpoint_functions (endpoint_id, function_id)
                        VALUES (:endpoint, :function)\
                        """);
        allowed.forEach(function ->
                batch.bind("endpoint", id.value()).bind("function", function.value()).add());
        batch.execute();
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : node.toString();
    }
}
