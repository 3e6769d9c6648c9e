package org.beamlet.agent.link;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which block a caller is of: the one that its certificate was made for, or that its
 * connection has enrolled for, so that a manager's start need not wait for a second connection.
 */
final class PeerBlock extends ServerTransportFilter implements ServerInterceptor {
    static final Context.Key<Peer> KEY = Context.key("peer-block");

    private static final Context.Key<String> ADDRESS = Context.key("peer-address");

    private static final Peer NOBODY = new Peer("", "");

    private static final Attributes.Key<AtomicReference<Peer>> ENROLLED =
            Attributes.Key.create("enrolled-block");
    private static final Context.Key<AtomicReference<Peer>> CONNECTION = Context.key("connection");

    /** Whose call it is; of nobody both are empty. */
    record Peer(String block, String node) {
        boolean known() {
            return !block.isEmpty();
        }
    }

    /** {@return who makes the present call} */
    static Peer present() {
        Peer peer = KEY.get();
        return peer == null ? NOBODY : peer;
    }

    /** Notes that the connection of the present call is of this block and node from now on. */
    static void enrolled(String block, String node) {
        CONNECTION.get().set(new Peer(block, node));
    }

    /** {@return from where the present call came; empty where that is not known} */
    static String address() {
        return Objects.requireNonNullElse(ADDRESS.get(), "");
    }

    @Override
    public Attributes transportReady(Attributes connection) {
        return connection.toBuilder().set(ENROLLED, new AtomicReference<>(NOBODY)).build();
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        AtomicReference<Peer> enrolled =
                Objects.requireNonNull(call.getAttributes().get(ENROLLED), "no transport filter");
        Context context =
                Context.current()
                        .withValues(
                                KEY,
                                peer(session).orElseGet(enrolled::get),
                                CONNECTION,
                                enrolled,
                                ADDRESS,
                                address(call.getAttributes()));
        return Contexts.interceptCall(context, call, headers, next);
    }

    private static String address(Attributes call) {
        return call.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress from
                        && from.getAddress() != null
                ? from.getAddress().getHostAddress()
                : "";
    }

    private static Optional<Peer> peer(@Nullable SSLSession session) {
        if (session == null) {
            return Optional.empty();
        }
        try {
            Certificate[] peer = session.getPeerCertificates();
            return peer.length > 0 && peer[0] instanceof X509Certificate certificate
                    ? peer(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException _) {
            // Came without a certificate: may enrol, and nothing else.
            return Optional.empty();
        }
    }

    private static Optional<Peer> peer(X509Certificate certificate) {
        X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        Peer peer = new Peer(first(subject, BCStyle.CN), first(subject, BCStyle.OU));
        return peer.known() ? Optional.of(peer) : Optional.empty();
    }

    private static String first(X500Name subject, ASN1ObjectIdentifier which) {
        RDN[] names = subject.getRDNs(which);
        return names.length == 0 ? "" : IETFUtils.valueToString(names[0].getFirst().getValue());
    }
}
