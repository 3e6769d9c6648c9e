package org.beamlet.cloud.broker.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Set;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * A key and its certificates, from the files that facilities have to the one that Broker-J reads.
 */
final class PemKeys {
    static final String TYPE = "PKCS12";

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private PemKeys() {}

    /**
     * Reads both files and writes the key store that they make, for its owner alone.
     *
     * @param certificates PEM, the service's own first
     * @param key PEM: PKCS#8, or what OpenSSL writes for RSA and EC
     */
    static void write(Path certificates, Path key, Path store, String password) {
        try {
            KeyStore keys = KeyStore.getInstance(TYPE);
            keys.load(null, null);
            keys.setKeyEntry("beamlet", key(key), password.toCharArray(), chain(certificates));
            Files.deleteIfExists(store);
            Files.createFile(store, OWNER_ONLY);
            try (OutputStream out = Files.newOutputStream(store)) {
                keys.store(out, password.toCharArray());
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "the certificate '%s' and the key '%s' cannot be used: %s"
                            .formatted(certificates, key, e.getMessage()),
                    "set beamlet.tls.certificate-file and beamlet.tls.key-file to files in PEM that"
                            + " belong together, the key without a passphrase",
                    e);
        }
    }

    private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> chain;
        try (InputStream in = Files.newInputStream(file)) {
            chain = CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
        if (chain.isEmpty()) {
            throw new IOException("there is no certificate in " + file);
        }
        return chain.toArray(Certificate[]::new);
    }

    private static PrivateKey key(Path file) throws IOException {
        try (Reader in = Files.newBufferedReader(file);
                PEMParser parser = new PEMParser(in)) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
                if (part instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
            }
        }
        throw new IOException("there is no key without a passphrase in " + file);
    }
}
