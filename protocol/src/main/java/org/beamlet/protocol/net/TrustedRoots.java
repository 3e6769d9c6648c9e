package org.beamlet.protocol.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Adds a facility's own certificates to those that everybody trusts. */
final class TrustedRoots {
    private TrustedRoots() {}

    static SSLContext with(Path pem) {
        Collection<? extends Certificate> extra = read(pem);
        try {
            KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
            roots.load(null, null);
            int number = 0;
            for (X509Certificate usual : usual()) {
                roots.setCertificateEntry("usual-" + number++, usual);
            }
            for (Certificate one : extra) {
                roots.setCertificateEntry("extra-" + number++, one);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(roots), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(pem, String.valueOf(e.getMessage()), e);
        }
    }

    private static X509Certificate[] usual() throws GeneralSecurityException {
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager x509) {
                return x509.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }

    private static TrustManager[] managers(@Nullable KeyStore roots)
            throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(roots);
        return factory.getTrustManagers();
    }

    private static Collection<? extends Certificate> read(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (all.isEmpty()) {
                throw unusable(pem, "it holds no certificate", null);
            }
            return all;
        } catch (IOException e) {
            throw unusable(pem, "it cannot be read (" + e.getClass().getSimpleName() + ")", e);
        } catch (GeneralSecurityException e) {
            throw unusable(pem, "it holds no certificates in PEM", e);
        }
    }

    private static BeamletException unusable(Path pem, String why, @Nullable Exception cause) {
        return new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "'%s' cannot serve as the list of trusted certificates: %s".formatted(pem, why),
                "name the PEM file of your facility's CA in BEAMLET_CA or --ca",
                cause);
    }
}
