package org.beamlet.protocol.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why a connection did not get as far as the other end of a proxy; nothing was sent through it. */
public final class ProxyFault extends IOException {
    private static final long serialVersionUID = 1;

    /** How far it got. */
    public enum Hop {
        /** Not to the proxy. */
        PROXY,
        /** To the proxy, which made no tunnel. */
        TUNNEL
    }

    private final Hop hop;
    private final String remedy;

    ProxyFault(Hop hop, String what, String remedy, @Nullable IOException cause) {
        super(what, cause);
        this.hop = hop;
        this.remedy = remedy;
    }

    public Hop hop() {
        return hop;
    }

    /** {@return what happened, naming the proxy, without its password} */
    public String what() {
        return String.valueOf(getMessage());
    }

    public String remedy() {
        return remedy;
    }
}
