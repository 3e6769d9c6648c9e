package org.beamlet.cloud.broker.embedded;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.qpid.server.model.AbstractConfiguredObject;
import org.apache.qpid.server.model.AccessControlProvider;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.ManagedAttributeField;
import org.apache.qpid.server.model.ManagedObject;
import org.apache.qpid.server.model.State;
import org.apache.qpid.server.model.StateTransition;

/** Makes {@link NameBasedAccessControl} a part of the broker's configuration. */
@ManagedObject(category = false, type = NameBasedAccessControlProvider.TYPE)
public final class NameBasedAccessControlProvider
        extends AbstractConfiguredObject<NameBasedAccessControlProvider>
        implements AccessControlProvider<NameBasedAccessControlProvider> {
    static final String TYPE = "BeamletNames";

    private final NameBasedAccessControl controller = new NameBasedAccessControl();

    @ManagedAttributeField private int _priority;

    NameBasedAccessControlProvider(Map<String, Object> attributes, Broker<?> broker) {
        super(broker, attributes);
    }

    @Override
    public int getPriority() {
        return _priority;
    }

    @Override
    public NameBasedAccessControl getController() {
        return controller;
    }

    @Override
    public int compareTo(AccessControlProvider<?> other) {
        return ACCESS_CONTROL_PROVIDER_COMPARATOR.compare(this, other);
    }

    /** Called by the broker through reflection. */
    @StateTransition(
            currentState = {State.UNINITIALIZED, State.QUIESCED, State.ERRORED},
            desiredState = State.ACTIVE)
    @SuppressWarnings("unused")
    private CompletableFuture<Void> activate() {
        setState(State.ACTIVE);
        return CompletableFuture.completedFuture(null);
    }
}
