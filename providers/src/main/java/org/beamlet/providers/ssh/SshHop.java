package org.beamlet.providers.ssh;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A host to log in at, and as whom. */
public record SshHop(String user, String host, int port) {
    public static final int PORT = 22;

    private static final Pattern TEXT =
            Pattern.compile(
                    "(?:([A-Za-z0-9_][A-Za-z0-9_.-]*)@)?([A-Za-z0-9][A-Za-z0-9.-]*)(?::(\\d{1,5}))?");

    /**
     * Reads {@code [user@]host[:port]}.
     *
     * @param user where the text names none
     * @return empty where it is something else
     */
    public static Optional<SshHop> parse(String text, String user) {
        Matcher hop = TEXT.matcher(text);
        if (!hop.matches()) {
            return Optional.empty();
        }
        int port = hop.group(3) == null ? PORT : Integer.parseInt(hop.group(3));
        return port < 1 || port > 65_535
                ? Optional.empty()
                : Optional.of(
                        new SshHop(hop.group(1) == null ? user : hop.group(1), hop.group(2), port));
    }

    /** {@return how a file of known hosts names it} */
    String known() {
        return port == PORT ? host : "[%s]:%d".formatted(host, port);
    }

    @Override
    public String toString() {
        return port == PORT ? user + "@" + host : "%s@%s:%d".formatted(user, host, port);
    }
}
