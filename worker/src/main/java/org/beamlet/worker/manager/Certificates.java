package org.beamlet.worker.manager;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Certificates, read by Java itself: what is wrong with them is known before anything connects. */
final class Certificates {
    private Certificates() {}

    static X509Certificate read(byte[] pemOrDer) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pemOrDer));
    }

    /**
     * {@return who trusts these and what they have signed, and nobody else}
     *
     * @param certificates PEM, at least one
     */
    static TrustManager[] trusting(String certificates)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        for (Certificate one :
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(
                                new ByteArrayInputStream(
                                        certificates.getBytes(StandardCharsets.US_ASCII)))) {
            trusted.setCertificateEntry("trusted-" + trusted.size(), one);
        }
        if (trusted.size() == 0) {
            throw new CertificateException("it holds no certificate");
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }
}
