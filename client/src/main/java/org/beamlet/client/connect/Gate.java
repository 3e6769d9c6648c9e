package org.beamlet.client.connect;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Lets in the programs of one user and nobody else.
 *
 * <p>The first wall is a secret of this session that only the user can read. The second is what the
 * system says of the other end of the connection: it must belong to the same user.
 */
final class Gate {
    private static final int SECRET_BYTES = 32;
    private static final String SCHEME = "Bearer ";

    private final String secret;
    private final PeerOwner peers;

    Gate(String secret, PeerOwner peers) {
        this.secret = secret;
        this.peers = peers;
    }

    static String newSecret() {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return "local-" + HexFormat.of().formatHex(random);
    }

    /** The second wall. */
    void requireSameUser(InetSocketAddress peer, InetSocketAddress here) {
        switch (peers.of(peer, here)) {
            case SAME_USER, NO_LIST -> {}
            case OTHER_USER ->
                    throw refused(
                            "this port belongs to another user of this machine",
                            "start a forwarder of your own on another port, or use beamlet_sdk");
            case NOT_LISTED ->
                    throw refused(
                            "nothing proves whose program calls",
                            "call from the machine and the container where the forwarder runs");
        }
    }

    /** The first wall. */
    void requireSecret(@Nullable String authorization) {
        if (!holdsSecret(authorization)) {
            throw refused(
                    "the bearer token is not the local token of this session of `beamlet connect`",
                    "send the text of the file that `beamlet connect` names; each start makes a"
                            + " new one");
        }
    }

    private boolean holdsSecret(@Nullable String authorization) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] given =
                authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, secret.getBytes(StandardCharsets.UTF_8));
    }

    private static BeamletException refused(String what, String remedy) {
        return new BeamletException(ErrorCode.INVALID_AUTH_TOKEN, what, remedy);
    }
}
