package org.beamlet.providers.ssh;

import org.jspecify.annotations.Nullable;

/** There is no connection. */
final class LinkFault extends Exception {
    private static final long serialVersionUID = 1;

    /** Who may end it. */
    enum Kind {
        /** Time: it is tried again. */
        UNREACHABLE,
        /** The connection broke while somebody logged in; not often tried again. */
        CUT,
        /** A person: trying again would lock accounts. */
        LOGIN,
        /** A person, who says that it is the right host. */
        HOST
    }

    private final Kind kind;

    LinkFault(Kind kind, String why) {
        this(kind, why, null);
    }

    LinkFault(Kind kind, String why, @Nullable Throwable cause) {
        super(why, cause);
        this.kind = kind;
    }

    static LinkFault login(String why) {
        return new LinkFault(Kind.LOGIN, why);
    }

    Kind kind() {
        return kind;
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
