package org.beamlet.cloud.broker.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.beamlet.protocol.error.BeamletException;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemKeysTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "EC, SHA256withECDSA, true", "EC, SHA256withECDSA, false",
        "RSA, SHA256withRSA, true", "RSA, SHA256withRSA, false"
    })
    void keysOfBothSpellingsAreRead(String algorithm, String signature, boolean pkcs8)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(algorithm.equals("EC") ? 256 : 2048);
        KeyPair pair = generator.generateKeyPair();
        X509Certificate certificate = certificate(pair, signature);
        Path chain = pem("chain.pem", certificate);
        Path key =
                pem(
                        "key.pem",
                        pkcs8 ? new JcaPKCS8Generator(pair.getPrivate(), null) : traditional(pair));

        Path file = folder.resolve("keys.p12");
        PemKeys.write(chain, key, file, "secret");

        KeyStore store = KeyStore.getInstance(PemKeys.TYPE);
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "secret".toCharArray());
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(store.getCertificateChain("beamlet")).containsExactly(certificate);
        assertThat(secret((PrivateKey) store.getKey("beamlet", "secret".toCharArray())))
                .isEqualTo(secret(pair.getPrivate()));
    }

    @Test
    void whatIsNoKeyIsNamedWithARemedy() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        Path chain = pem("chain.pem", certificate(pair, "SHA256withECDSA"));
        Path file = folder.resolve("keys.p12");

        assertThatThrownBy(() -> PemKeys.write(chain, chain, file, "secret"))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("no key without a passphrase")
                .hasMessageContaining("beamlet.tls.key-file");
        assertThatThrownBy(() -> PemKeys.write(folder.resolve("none.pem"), chain, file, "secret"))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("none.pem");
    }

    /** Keys of one curve are equal if their numbers are. */
    private static Object secret(PrivateKey key) {
        return key instanceof java.security.interfaces.ECPrivateKey ec ? ec.getS() : key;
    }

    /** As OpenSSL writes them: with the curve, which Java leaves out. */
    private static Object traditional(KeyPair pair) throws Exception {
        if (pair.getPrivate() instanceof java.security.interfaces.ECPrivateKey key) {
            ECPrivateKey written =
                    new ECPrivateKey(256, key.getS(), SECObjectIdentifiers.secp256r1);
            return new PemObject("EC PRIVATE KEY", written.getEncoded());
        }
        return pair;
    }

    private static X509Certificate certificate(KeyPair pair, String signature) throws Exception {
        X500Principal name = new X500Principal("CN=localhost");
        Instant now = Instant.now();
        return new JcaX509CertificateConverter()
                .getCertificate(
                        new JcaX509v3CertificateBuilder(
                                        name,
                                        BigInteger.ONE,
                                        Date.from(now),
                                        Date.from(now.plusSeconds(3600)),
                                        name,
                                        pair.getPublic())
                                .build(
                                        new JcaContentSignerBuilder(signature)
                                                .build(pair.getPrivate())));
    }

    private Path pem(String name, Object content) throws Exception {
        Path file = folder.resolve(name);
        try (Writer out = Files.newBufferedWriter(file);
                JcaPEMWriter writer = new JcaPEMWriter(out)) {
            writer.writeObject(content);
        }
        return file;
    }
}
