package org.beamlet.worker.manager;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A fresh P-256 key and the request for its certificate; the key never leaves this process. */
final class CertificateRequest {
    private final KeyPair keys;
    private final byte[] der;

    private CertificateRequest(KeyPair keys, byte[] der) {
        this.keys = keys;
        this.der = der;
    }

    static CertificateRequest create(String node) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            X500Name subject =
                    new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, node).build();
            byte[] der =
                    new JcaPKCS10CertificationRequestBuilder(subject, keys.getPublic())
                            .build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(keys.getPrivate()))
                            .getEncoded();
            return new CertificateRequest(keys, der);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new BeamletException(
                    ErrorCode.INTERNAL_ERROR,
                    "no certificate request could be made (%s)".formatted(e.getMessage()),
                    "see that this Java has elliptic curves: `java --list-modules`",
                    e);
        }
    }

    /** {@return the request, PKCS#10} */
    byte[] der() {
        return der.clone();
    }

    /** Puts key and certificates together; the own certificate comes first. */
    ManagerCertificate answeredBy(List<byte[]> certificates) {
        return ManagerCertificate.of(keys.getPrivate(), certificates);
    }
}
