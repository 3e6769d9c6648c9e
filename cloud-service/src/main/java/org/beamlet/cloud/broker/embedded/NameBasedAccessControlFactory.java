package org.beamlet.cloud.broker.embedded;

import java.util.Map;
import org.apache.qpid.server.model.AbstractConfiguredObjectTypeFactory;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.ConfiguredObject;

/** Found by ServiceLoader: how the broker makes the provider from its configuration. */
public final class NameBasedAccessControlFactory
        extends AbstractConfiguredObjectTypeFactory<NameBasedAccessControlProvider> {
    public NameBasedAccessControlFactory() {
        super(NameBasedAccessControlProvider.class);
    }

    @Override
    protected NameBasedAccessControlProvider createInstance(
            Map<String, Object> attributes, ConfiguredObject<?> parent) {
        return new NameBasedAccessControlProvider(attributes, (Broker<?>) parent);
    }
}
