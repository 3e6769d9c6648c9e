package org.beamlet.worker.manager;

import com.google.protobuf.ByteString;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.node.wire.EnrollRequest;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The key that a node manager asks a certificate for, P-256. It signs the whole request, which
 * proves that whoever asks has it. Java brings no PKCS#10; the library that does has signed
 * archives, which are verified at each start, and whose classes no start cache can hold.
 */
public final class NodeKey {
    private static final String SIGNATURE = "SHA256withECDSA";

    private final KeyPair keys;

    private NodeKey(KeyPair keys) {
        this.keys = keys;
    }

    /** {@return a fresh one} */
    public static NodeKey create() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new NodeKey(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw unavailable(e);
        }
    }

    /** {@return the half that never leaves its process} */
    public PrivateKey secret() {
        return keys.getPrivate();
    }

    /** {@return the request with this key in it, and the proof of it} */
    public EnrollRequest asks(EnrollRequest request) {
        try {
            EnrollRequest asked =
                    request.toBuilder()
                            .setPublicKey(ByteString.copyFrom(keys.getPublic().getEncoded()))
                            .clearProof()
                            .build();
            Signature signature = Signature.getInstance(SIGNATURE);
            signature.initSign(keys.getPrivate());
            signature.update(asked.toByteArray());
            return asked.toBuilder().setProof(ByteString.copyFrom(signature.sign())).build();
        } catch (GeneralSecurityException e) {
            throw unavailable(e);
        }
    }

    /**
     * {@return the key that a request is about}
     *
     * @throws BeamletException with code REQUEST_MALFORMED if it is none, or the proof is not of it
     */
    public static PublicKey proven(EnrollRequest request) {
        try {
            PublicKey key =
                    KeyFactory.getInstance("EC")
                            .generatePublic(
                                    new X509EncodedKeySpec(request.getPublicKey().toByteArray()));
            Signature signature = Signature.getInstance(SIGNATURE);
            signature.initVerify(key);
            signature.update(request.toBuilder().clearProof().build().toByteArray());
            if (signature.verify(request.getProof().toByteArray())) {
                return key;
            }
            throw refused("is not signed by its own key", null);
        } catch (GeneralSecurityException e) {
            throw refused("has no usable key (%s)".formatted(e.getMessage()), e);
        }
    }

    /** Puts key and certificates together, DER; the own certificate comes first. */
    OwnCertificate answeredBy(List<byte[]> certificates) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (byte[] one : certificates) {
                chain.add(Certificates.read(one));
            }
            return new OwnCertificate(keys.getPrivate(), chain);
        } catch (GeneralSecurityException e) {
            throw new BeamletException(
                    ErrorCode.MESSAGE_INVALID,
                    "the agent answered with what is no certificate (%s)".formatted(e.getMessage()),
                    "start the node manager that belongs to its version",
                    e);
        }
    }

    private static BeamletException refused(String why, @Nullable Throwable cause) {
        return new BeamletException(
                ErrorCode.REQUEST_MALFORMED,
                "the enrolment " + why,
                "start the node manager that belongs to this version",
                cause);
    }

    private static BeamletException unavailable(GeneralSecurityException e) {
        return new BeamletException(
                ErrorCode.INTERNAL_ERROR,
                "no key for a certificate could be made (%s)".formatted(e.getMessage()),
                "see that this Java has elliptic curves: `java --list-modules`",
                e);
    }
}
