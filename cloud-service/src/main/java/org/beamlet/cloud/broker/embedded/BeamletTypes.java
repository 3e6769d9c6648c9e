package org.beamlet.cloud.broker.embedded;

import java.util.Collection;
import java.util.List;
import org.apache.qpid.server.model.ConfiguredObject;
import org.apache.qpid.server.plugin.ConfiguredObjectRegistration;

/** Found by ServiceLoader: which of our types may occur in the broker's configuration. */
public final class BeamletTypes implements ConfiguredObjectRegistration {
    @Override
    @SuppressWarnings("rawtypes") // the broker's signature
    public Collection<Class<? extends ConfiguredObject>> getConfiguredObjectClasses() {
        return List.of(NameBasedAccessControlProvider.class);
    }

    @Override
    public String getType() {
        return "org.beamlet";
    }
}
