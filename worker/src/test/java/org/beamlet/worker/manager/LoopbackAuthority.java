package org.beamlet.worker.manager;

import io.grpc.ForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.beamlet.node.wire.EnrollRequest;
import org.beamlet.node.wire.NodeLinkGrpc;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority of this process alone, and a server at 127.0.0.1 that has its
 * certificate.
 */
final class LoopbackAuthority {
    private static final X500Name NAME = new X500Name("CN=loopback");

    private final KeyPair keys;
    private final X509Certificate certificate;
    private @Nullable X509Certificate shown;

    private final SessionsOnlyWithCertificate door = new SessionsOnlyWithCertificate();

    LoopbackAuthority() throws GeneralSecurityException, IOException, OperatorCreationException {
        keys = pair();
        certificate = sign(builder(NAME, keys.getPublic(), true));
    }

    String pem() throws GeneralSecurityException {
        return pem(certificate);
    }

    /** {@return what the latest server shows} */
    String serverPem() throws GeneralSecurityException {
        return pem(Objects.requireNonNull(shown));
    }

    private static String pem(X509Certificate one) throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(Base64.getMimeEncoder().encodeToString(one.getEncoded()));
    }

    /** Gives a manager what it asks for. */
    X509Certificate enrol(EnrollRequest request)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        return sign(builder(new X500Name("CN=manager"), NodeKey.proven(request), false));
    }

    /**
     * A server at 127.0.0.1 that demands this authority's certificates for sessions, but on the
     * connection that enrolled.
     */
    NettyServerBuilder server()
            throws GeneralSecurityException, IOException, OperatorCreationException {
        KeyPair own = pair();
        X509v3CertificateBuilder builder =
                builder(new X500Name("CN=agent"), own.getPublic(), false);
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        X509Certificate signed = sign(builder);
        shown = signed;
        SslContextBuilder tls =
                SslContextBuilder.forServer(own.getPrivate(), signed)
                        .trustManager(certificate)
                        .clientAuth(ClientAuth.OPTIONAL);
        return NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sslContext(GrpcSslContexts.configure(tls).build())
                .intercept(door);
    }

    /** {@return over how many connections calls have come} */
    int connections() {
        return door.seen.size();
    }

    private static KeyPair pair()
            throws GeneralSecurityException, IOException, OperatorCreationException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder builder(X500Name subject, PublicKey key, boolean ca)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                        NAME,
                        BigInteger.valueOf(System.nanoTime()),
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(Duration.ofHours(1))),
                        subject,
                        key)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
    }

    private X509Certificate sign(X509v3CertificateBuilder builder)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(keys.getPrivate())));
    }

    /** Everything but the enrolment is for the enrolled. */
    private static final class SessionsOnlyWithCertificate implements ServerInterceptor {
        private final Set<Object> enrolled = ConcurrentHashMap.newKeySet();
        private final Set<Object> seen = ConcurrentHashMap.newKeySet();

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            boolean enrolment = call.getMethodDescriptor().equals(NodeLinkGrpc.getEnrollMethod());
            Object connection =
                    Objects.requireNonNull(
                            call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
            seen.add(connection);
            if (!enrolment && !identified(call) && !enrolled.contains(connection)) {
                call.close(Status.UNAUTHENTICATED, new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return next.startCall(
                    enrolment ? noting(call, () -> enrolled.add(connection)) : call, headers);
        }

        private static <Q, R> ServerCall<Q, R> noting(ServerCall<Q, R> call, Runnable answered) {
            return new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
                @Override
                public void sendMessage(R answer) {
                    answered.run();
                    super.sendMessage(answer);
                }
            };
        }

        private static boolean identified(ServerCall<?, ?> call) {
            SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
            try {
                return session != null && session.getPeerCertificates().length > 0;
            } catch (SSLPeerUnverifiedException _) {
                return false;
            }
        }
    }
}
