package org.beamlet.cloud.endpoint;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;

/** The register of endpoints: what is known, and who may use it. */
public final class Endpoints {
    private final Store store;
    private final EndpointAccess access;

    public Endpoints(Store store) {
        this.store = store;
        this.access = new EndpointAccess(store);
    }

    public EndpointAccess access() {
        return access;
    }

    public Optional<RegisteredEndpoint> find(EndpointId id) {
        return store.read(handle ->
                handle.createQuery(
                                "SELECT "
                                        + RegisteredEndpoint.COLUMNS
                                        + " FROM endpoints WHERE endpoint_id = :id")
                        .bind("id", id.value())
                        .map((row, _) -> RegisteredEndpoint.of(row))
                        .findOne());
    }

    /** {@return an endpoint that the caller may look at} */
    public RegisteredEndpoint usable(Caller caller, EndpointId id) {
        return access.requireUsable(caller, find(id).orElseThrow(() -> unknown(id)));
    }

    /** {@return an endpoint that runs what the caller submits} */
    public RegisteredEndpoint running(Caller caller, EndpointId id) {
        return access.requireRuns(caller, find(id).orElseThrow(() -> unknown(id)));
    }

    /** {@return an endpoint that the caller looks after: its owner, its admins, operators} */
    public RegisteredEndpoint managed(Caller caller, EndpointId id) {
        return access.requireManager(caller, find(id).orElseThrow(() -> unknown(id)));
    }

    /** {@return an endpoint of the caller's own} */
    public RegisteredEndpoint owned(Caller caller, EndpointId id) {
        RegisteredEndpoint endpoint = find(id).orElseThrow(() -> unknown(id));
        if (!endpoint.ownedBy(caller)) {
            throw new BeamletException(
                    ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                    "endpoint '%s' belongs to somebody else".formatted(id),
                    "ask its owner to do this");
        }
        return endpoint;
    }

    /** {@return an endpoint whose agent is the caller's: their own, or started by their manager} */
    public RegisteredEndpoint attended(Caller caller, EndpointId id) {
        RegisteredEndpoint endpoint = find(id).orElseThrow(() -> unknown(id));
        return startedBy(caller, endpoint) ? endpoint : owned(caller, id);
    }

    /** {@return a user endpoint, whoever's, of a manager of the caller's} */
    public RegisteredEndpoint ofManager(Caller caller, EndpointId id) {
        RegisteredEndpoint endpoint = find(id).orElseThrow(() -> unknown(id));
        if (!startedBy(caller, endpoint)) {
            throw new BeamletException(
                    ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                    "endpoint '%s' was started by no manager of yours".formatted(id),
                    "name one that your manager was told to start");
        }
        return endpoint;
    }

    /**
     * {@return whether it is a user endpoint, whoever's, of a manager of the caller's, or the one
     * that the caller is the agent of}
     */
    boolean startedBy(Caller caller, RegisteredEndpoint endpoint) {
        if (endpoint.id().equals(caller.endpoint())) {
            return true;
        }
        return endpoint.kind() == EndpointKind.USER
                && store.read(handle ->
                                handle.createQuery(
                                                """
                                                SELECT m.owner_id FROM user_endpoints u
                                                    JOIN endpoints m ON m.endpoint_id = u.manager_id
                                                WHERE u.endpoint_id = :id\
                                                """)
                                        .bind("id", endpoint.id().value())
                                        .map((row, _) -> row.getObject(1, UUID.class))
                                        .findOne())
                        .filter(caller.userId()::equals)
                        .isPresent();
    }

    /**
     * Lists endpoints.
     *
     * @param all whether to name everything that the caller may use, not only what is theirs
     */
    public List<RegisteredEndpoint> list(Caller caller, boolean all) {
        return store.read(handle ->
                handle.createQuery(
                                "SELECT "
                                        + RegisteredEndpoint.COLUMNS
                                        + """
                                         FROM endpoints
                                        WHERE kind <> 'user' AND (owner_id = :caller OR (:all AND (is_public
                                            OR endpoint_id IN (SELECT endpoint_id
                                                FROM endpoint_admins WHERE user_id = :caller)
                                            OR endpoint_id IN (SELECT endpoint_id
                                                FROM endpoint_user_groups
                                                WHERE group_id IN (<groups>)))))
                                        ORDER BY name, endpoint_id\
                                        """)
                        .bind("caller", caller.userId())
                        .bindList("groups", caller.groupsOrNone())
                        .bind("all", all)
                        .map((row, _) -> RegisteredEndpoint.of(row))
                        .list());
    }

    /** {@return the endpoints that have sent a heartbeat since} */
    public List<EndpointId> heardOfSince(Instant instant) {
        return store.read(handle ->
                handle.createQuery(
                                "SELECT endpoint_id FROM endpoints WHERE heartbeat_ms >= :since"
                                        + " ORDER BY endpoint_id")
                        .bind("since", instant.toEpochMilli())
                        .map((row, _) -> new EndpointId(row.getObject(1, UUID.class)))
                        .list());
    }

    /** {@return what a restricted endpoint runs} */
    public Set<FunctionId> allowedFunctions(EndpointId id) {
        return store
                .read(handle ->
                        handle.createQuery(
                                        """
                                        SELECT function_id FROM endpoint_functions
                                        WHERE endpoint_id = :id\
                                        """)
                                .bind("id", id.value())
                                .map((row, _) -> new FunctionId(row.getObject(1, UUID.class)))
                                .list())
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Raises where the endpoint has a list of functions and one of these is not on it. */
    public void requireAllowed(RegisteredEndpoint endpoint, Collection<FunctionId> functions) {
        if (!endpoint.restricted()) {
            return;
        }
        Set<FunctionId> allowed = allowedFunctions(endpoint.id());
        for (FunctionId function : functions) {
            if (!allowed.contains(function)) {
                throw new BeamletException(
                        ErrorCode.FUNCTION_NOT_PERMITTED,
                        "Function %s not permitted on endpoint %s"
                                .formatted(function, endpoint.id()),
                        "use a function of its list, or ask its owner to add this one to"
                                + " allowed_functions");
            }
        }
    }

    public static BeamletException unknown(EndpointId id) {
        return new BeamletException(
                ErrorCode.ENDPOINT_NOT_FOUND,
                "Endpoint %s could not be resolved".formatted(id),
                "check the id with `beamlet endpoint list`, or start the endpoint to register it");
    }
}
