package org.beamlet.cloud.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.store.StorableText;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** An agent's start: it says what it is and learns where its queues are. */
public final class Registrations {
    private static final int LONGEST_NAME = 500;

    private final Store store;
    private final BrokerAdmin broker;
    private final Endpoints endpoints;

    public Registrations(Store store, BrokerAdmin broker, Endpoints endpoints) {
        this.store = store;
        this.broker = broker;
        this.endpoints = endpoints;
    }

    /** Registers an endpoint anew or once more; its former login ends. */
    public EndpointRegistration.Answer register(
            Caller caller, EndpointId id, EndpointRegistration registration) {
        return register(caller, id, registration, AccessTerms.NONE);
    }

    /** As above, with terms of access that the registration's body brought. */
    public EndpointRegistration.Answer register(
            Caller caller, EndpointId id, EndpointRegistration registration, AccessTerms terms) {
        String name = name(registration);
        List<FunctionId> allowed = allowed(registration);
        requireOwner(caller, endpoints.find(id));
        // The broker first: if it is away, nothing has happened yet and the agent may ask again.
        broker.declareEndpoint(id);
        String url = broker.endpointLogin(id).url();
        store.transaction(handle -> {
            // Asked again inside: two owners may register one id at the same time.
            int updated = update(handle, caller, id, name, registration);
            if (updated == 0 && insert(handle, caller, id, name, registration) == 0) {
                throw taken(id);
            }
            replaceAllowed(handle, id, allowed);
            terms.write(handle, id);
            return id;
        });
        return answer(id, url);
    }

    private static void requireOwner(Caller caller, Optional<RegisteredEndpoint> known) {
        if (known.isPresent() && !known.get().ownedBy(caller)) {
            throw taken(known.get().id());
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
        return name;
    }

    private static List<FunctionId> allowed(EndpointRegistration registration) {
        List<String> allowed = registration.allowedFunctions();
        return allowed == null
                ? List.of()
                : allowed.stream().map(FunctionId::parse).distinct().toList();
    }

    private static int update(
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
                WHERE endpoint_id = :id AND owner_id = :owner\
                """,
                caller,
                id,
                name,
                registration);
    }

    private static int insert(
            Handle handle,
            Caller caller,
            EndpointId id,
            String name,
            EndpointRegistration registration) {
        return bind(
                handle,
                """
                INSERT INTO endpoints (endpoint_id, owner_id, name, display_name, is_public,
                    multi_user, restricted, metadata, registered_ms, heartbeat_ms,
                    heartbeat_period)
                VALUES (:id, :owner, :name, :display, COALESCE(:public, FALSE),
                    :multi, :restricted, :metadata, :now, 0, 0)
                ON CONFLICT DO NOTHING\
                """,
                caller,
                id,
                name,
                registration);
    }

    private static int bind(
            Handle handle,
            String sql,
            Caller caller,
            EndpointId id,
            String name,
            EndpointRegistration registration) {
        return handle.createUpdate(sql)
                .bind("id", id.value())
                .bind("owner", caller.userId())
                .bind("name", name)
                .bind("display", registration.displayName())
                // Not said: as it was shared before.
                .bind("public", registration.isPublic())
                .bind("multi", Boolean.TRUE.equals(registration.multiUser()))
                .bind("restricted", registration.allowedFunctions() != null)
                .bind("metadata", text(registration.metadata()))
                .bind("now", System.currentTimeMillis())
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

    private static EndpointRegistration.Answer answer(EndpointId id, String url) {
        return new EndpointRegistration.Answer(
                id.toString(),
                new EndpointRegistration.QueueInfo(url, "", AmqpNames.commandQueue(id), null),
                publishing(
                        url,
                        AmqpNames.HEARTBEATS_EXCHANGE,
                        AmqpNames.HEARTBEATS_QUEUE,
                        AmqpNames.heartbeatsKey(id)),
                new EndpointRegistration.QueueInfo(url, "", AmqpNames.taskQueue(id), null),
                publishing(
                        url,
                        AmqpNames.RESULTS_EXCHANGE,
                        AmqpNames.RESULTS_QUEUE,
                        AmqpNames.resultsKey(id)),
                List.of());
    }

    private static EndpointRegistration.QueueInfo publishing(
            String url, String exchange, String queue, String routingKey) {
        // Handed to pika's basic_publish as it is, so the keys are pika's.
        Map<String, Object> publish =
                Map.of(
                        "exchange",
                        exchange,
                        "routing_key",
                        routingKey,
                        "mandatory",
                        true,
                        "properties",
                        Map.of("delivery_mode", 2));
        return new EndpointRegistration.QueueInfo(url, exchange, queue, publish);
    }
}
