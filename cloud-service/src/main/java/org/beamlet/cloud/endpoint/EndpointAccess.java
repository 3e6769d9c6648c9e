package org.beamlet.cloud.endpoint;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;

/** Who may use an endpoint and who may look after it. */
public final class EndpointAccess {
    private final Store store;

    EndpointAccess(Store store) {
        this.store = store;
    }

    /** With whom an endpoint is shared. */
    public record Sharing(boolean isPublic, List<UUID> groups, List<UUID> admins) {}

    public Sharing sharing(RegisteredEndpoint endpoint) {
        return new Sharing(
                endpoint.isPublic(),
                ids("endpoint_user_groups", "group_id", endpoint.id()),
                ids("endpoint_admins", "user_id", endpoint.id()));
    }

    /** Shares an endpoint anew; its list of functions stays the site's. */
    public void share(EndpointId id, Sharing sharing) {
        store.transaction(handle -> {
            AccessTerms.replace(handle, "endpoint_user_groups", "group_id", id, sharing.groups());
            AccessTerms.replace(handle, "endpoint_admins", "user_id", id, sharing.admins());
            return handle.createUpdate(
                            "UPDATE endpoints SET is_public = :public WHERE endpoint_id = :id")
                    .bind("public", sharing.isPublic())
                    .bind("id", id.value())
                    .execute();
        });
    }

    /** {@return whether the caller is the owner, one of the admins or an operator} */
    public boolean mayManage(Caller caller, RegisteredEndpoint endpoint) {
        return endpoint.ownedBy(caller)
                || caller.operator()
                || ids("endpoint_admins", "user_id", endpoint.id()).contains(caller.userId());
    }

    /** Raises unless the caller may see the endpoint and, where it runs others' tasks, submit. */
    RegisteredEndpoint requireUsable(Caller caller, RegisteredEndpoint endpoint) {
        if (endpoint.isPublic() || sharedWith(caller, endpoint) || mayManage(caller, endpoint)) {
            return endpoint;
        }
        throw forbidden(
                "endpoint '%s' is not open to '%s'".formatted(endpoint.id(), caller.name()),
                "ask its owner to share it, or use an endpoint of your own");
    }

    RegisteredEndpoint requireManager(Caller caller, RegisteredEndpoint endpoint) {
        if (mayManage(caller, endpoint)) {
            return endpoint;
        }
        throw forbidden(
                "endpoint '%s' belongs to somebody else".formatted(endpoint.id()),
                "ask its owner to do this");
    }

    /**
     * Raises unless the endpoint runs what the caller submits: its processes are its owner's, who
     * has to agree to run there what others send.
     */
    RegisteredEndpoint requireRuns(Caller caller, RegisteredEndpoint endpoint) {
        if (endpoint.ownedBy(caller)) {
            return endpoint;
        }
        if (!endpoint.isPublic() && !sharedWith(caller, endpoint)) {
            throw forbidden(
                    "endpoint '%s' is not open to '%s'".formatted(endpoint.id(), caller.name()),
                    "ask its owner to share it, or use an endpoint of your own");
        }
        if (endpoint.multiUser() || endpoint.restricted() || endpoint.runsOthers()) {
            return endpoint;
        }
        throw forbidden(
                "endpoint '%s' runs its owner's tasks alone".formatted(endpoint.id()),
                "ask its owner to set allowed_functions, or to start it with --run-others-as-me");
    }

    private boolean sharedWith(Caller caller, RegisteredEndpoint endpoint) {
        if (caller.groups().isEmpty()) {
            return false;
        }
        Set<UUID> common = new HashSet<>(ids("endpoint_user_groups", "group_id", endpoint.id()));
        common.retainAll(caller.groups());
        return !common.isEmpty();
    }

    private List<UUID> ids(String table, String column, EndpointId id) {
        return store.read(handle ->
                handle.createQuery(
                                "SELECT %s FROM %s WHERE endpoint_id = :id ORDER BY 1"
                                        .formatted(column, table))
                        .bind("id", id.value())
                        .map((row, _) -> row.getObject(1, UUID.class))
                        .list());
    }

    private static BeamletException forbidden(String what, String remedy) {
        return new BeamletException(ErrorCode.ENDPOINT_ACCESS_FORBIDDEN, what, remedy);
    }
}
