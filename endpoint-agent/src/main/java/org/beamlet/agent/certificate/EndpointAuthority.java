package org.beamlet.agent.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Signs the certificates of the link between agent and node managers. Its key never leaves the
 * endpoint's folder; it lasts, so that blocks survive a restart of the agent.
 */
public final class EndpointAuthority {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration SERVER_LIFE = Duration.ofDays(825);
    private static final Duration CLIENT_LIFE = Duration.ofDays(60);
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final X500Name NAME = new X500Name("CN=Beamlet endpoint authority");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate certificate;
    private final PrivateKey key;
    private volatile @Nullable X509Certificate agent;

    /** A key with the certificate for it. */
    public record Identity(X509Certificate certificate, PrivateKey key) {}

    private EndpointAuthority(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** Opens the authority in a folder, or founds it. */
    public static EndpointAuthority open(Path folder) {
        Path certificate = folder.resolve("authority.pem");
        Path key = folder.resolve("authority.key");
        try {
            PrivateFiles.folder(folder);
            if (!Files.exists(certificate)) {
                found(certificate, key);
            }
            PKCS8EncodedKeySpec encoded =
                    new PKCS8EncodedKeySpec(Pem.decode(Files.readString(key)));
            return new EndpointAuthority(
                    Pem.certificate(Files.readString(certificate)),
                    KeyFactory.getInstance("EC").generatePrivate(encoded));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "the certificate authority in %s cannot be used: %s"
                            .formatted(folder, e.getMessage()),
                    "stop the endpoint, remove that folder and start it again",
                    e);
        }
    }

    private static void found(Path certificateFile, Path keyFile)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair pair = newKey();
        var builder = builder(NAME, AUTHORITY_LIFE, NAME, pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        X509Certificate own = sign(builder, pair.getPrivate());
        PrivateFiles.write(keyFile, Pem.encode("PRIVATE KEY", pair.getPrivate().getEncoded()));
        // Written last: where it is, the key is as well.
        PrivateFiles.write(certificateFile, Pem.encode("CERTIFICATE", own.getEncoded()));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** {@return the authority's certificate, by which node managers know the agent} */
    public String certificatePem() {
        try {
            return Pem.encode("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw unsigned(e);
        }
    }

    /**
     * {@return what the managers of new blocks know the agent by, PEM: the certificate that it
     * shows at present, which spares them its verification, and the authority's for those of its
     * restarts}
     */
    public String knownBy() {
        X509Certificate present = agent;
        try {
            return certificatePem()
                    + (present == null ? "" : Pem.encode("CERTIFICATE", present.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw unsigned(e);
        }
    }

    /** {@return a fresh identity of the agent, valid for an address and for this machine} */
    public Identity server(String address) {
        try {
            KeyPair pair = newKey();
            var builder =
                    builder(NAME, SERVER_LIFE, new X500Name("CN=Beamlet agent"), pair.getPublic());
            GeneralName[] names = {
                name(address), name("127.0.0.1"), name("localhost"),
            };
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            X509Certificate own = sign(builder, key);
            agent = own;
            return new Identity(own, pair.getPrivate());
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw unsigned(e);
        }
    }

    /**
     * Makes a certificate for a node manager.
     *
     * @param asked the key that it has proven to have
     * @param block becomes the common name
     * @param node becomes the organisational unit
     * @return X.509, DER
     */
    public byte[] client(PublicKey asked, String block, String node) {
        try {
            X500Name subject =
                    new X500NameBuilder()
                            .addRDN(BCStyle.CN, block)
                            .addRDN(BCStyle.OU, node)
                            .build();
            var builder = builder(NAME, CLIENT_LIFE, subject, asked);
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            return sign(builder, key).getEncoded();
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw unsigned(e);
        }
    }

    private static GeneralName name(String address) {
        boolean ip = address.matches("[0-9.]+") || address.contains(":");
        return new GeneralName(ip ? GeneralName.iPAddress : GeneralName.dNSName, address);
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, Duration life, X500Name subject, PublicKey publicKey) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(120, RANDOM).add(BigInteger.ONE),
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(now.plus(life)),
                subject,
                publicKey);
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey by)
            throws GeneralSecurityException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(by);
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private static BeamletException unsigned(Exception e) {
        return new BeamletException(
                ErrorCode.REQUEST_MALFORMED,
                "a certificate cannot be made: " + e.getMessage(),
                "start the node manager that belongs to this version",
                e);
    }
}
