package org.beamlet.cloud.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Whom connections over TLS believe. */
public final class Tls {
    private Tls() {}

    /**
     * Trusts the authorities of a file.
     *
     * @param trusted certificates in PEM; null for the authorities that the Java runtime knows
     */
    public static SSLContext trusting(@Nullable Path trusted) {
        try {
            if (trusted == null) {
                return SSLContext.getDefault();
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(keyStore(trusted));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "the certificates in '%s' cannot be used: %s"
                            .formatted(trusted, e.getMessage()),
                    "name a file of certificates in PEM, from BEGIN CERTIFICATE to END CERTIFICATE",
                    e);
        }
    }

    private static KeyStore keyStore(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        Collection<? extends Certificate> certificates;
        try (InputStream in = Files.newInputStream(file)) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
        if (certificates.isEmpty()) {
            throw new IOException("there is none in it");
        }
        int number = 0;
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("authority-" + number++, certificate);
        }
        return store;
    }
}
