package org.beamlet.cloud.command;

import io.quarkus.arc.Unremovable;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfig;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * What REST callers are shown. Quarkus could look for another by itself, but it takes the files
 * anew at each look, changed or not, and whoever connects just then finds the handshake ended.
 */
@Singleton
@Unremovable // Nobody injects it: the watch is older than the container.
public class HttpCertificate {
    private final TlsConfigurationRegistry registry;
    private final Event<CertificateUpdatedEvent> updated;

    @Inject
    public HttpCertificate(
            TlsConfigurationRegistry registry, Event<CertificateUpdatedEvent> updated) {
        this.registry = registry;
        this.updated = updated;
    }

    /** Takes it anew in the HTTP server that runs; fails as long as none does. */
    static void reload() {
        CDI.current().select(HttpCertificate.class).get().take();
    }

    private void take() {
        TlsConfiguration tls = registry.getDefault().orElseThrow();
        if (!tls.reload()) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "certificate or key cannot be read",
                    "put a PEM certificate and its key where the old ones were");
        }
        updated.fire(new CertificateUpdatedEvent(TlsConfig.DEFAULT_NAME, tls));
    }
}
