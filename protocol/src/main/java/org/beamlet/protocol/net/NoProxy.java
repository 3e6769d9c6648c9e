package org.beamlet.protocol.net;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code no_proxy} excepts: domains with all below them, addresses, networks, {@code *}; each
 * domain or address perhaps with a port. Names are compared as they are written, never looked up.
 */
record NoProxy(List<String> exceptions) {
    NoProxy {
        exceptions = List.copyOf(exceptions);
    }

    /** Reads a list with commas or blanks. */
    static NoProxy parse(String text) {
        return new NoProxy(
                Stream.of(text.split("[,\\s]+", -1))
                        .map(one -> one.strip().toLowerCase(Locale.ROOT))
                        .filter(one -> !one.isEmpty())
                        .toList());
    }

    /** {@return whether the host is reached without a proxy} */
    boolean covers(String host, int port) {
        String name = withoutEnd(Loopback.bare(host).toLowerCase(Locale.ROOT));
        Optional<InetAddress> address = address(name);
        return exceptions.stream().anyMatch(one -> covers(one, name, address, port));
    }

    private static boolean covers(
            String exception, String name, Optional<InetAddress> address, int port) {
        if (exception.equals("*")) {
            return true;
        }
        if (exception.contains("/")) {
            return address.isPresent() && network(exception, address.get());
        }
        @Nullable String of = port(exception);
        if (of != null && !of.equals(Integer.toString(port))) {
            return false;
        }
        String what =
                of == null
                        ? exception
                        : exception.substring(0, exception.length() - of.length() - 1);
        String bare = Loopback.bare(what);
        // Of an address no part is a domain: 8.7 is not above 10.9.8.7.
        return address.isPresent() ? address(bare).equals(address) : domain(withoutEnd(bare), name);
    }

    private static boolean domain(String exception, String name) {
        String domain = exception.startsWith("*.") ? exception.substring(1) : exception;
        String inside = domain.startsWith(".") ? domain : "." + domain;
        return inside.length() > 1 && (name.endsWith(inside) || name.equals(inside.substring(1)));
    }

    /** {@return the port in {@code host:port} or {@code [address]:port}; null if there is none} */
    private static @Nullable String port(String exception) {
        int colon = exception.lastIndexOf(':');
        boolean one = colon > 0 && exception.indexOf(':') == colon;
        boolean behindBrackets = colon > 0 && exception.charAt(colon - 1) == ']';
        return one || behindBrackets ? exception.substring(colon + 1) : null;
    }

    /** The dot with which a name may end says only that it is whole. */
    private static String withoutEnd(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static Optional<InetAddress> address(String text) {
        if (!text.matches("[0-9]+(\\.[0-9]+){3}|[0-9a-f:.]*:[0-9a-f:.]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean network(String network, InetAddress host) {
        int slash = network.indexOf('/');
        Optional<InetAddress> first = address(Loopback.bare(network.substring(0, slash)));
        String length = network.substring(slash + 1);
        if (first.isEmpty() || !length.matches("\\d{1,3}")) {
            return false;
        }
        byte[] base = first.get().getAddress();
        byte[] address = host.getAddress();
        int rest = base.length * 8 - Integer.parseInt(length);
        return base.length == address.length
                && rest >= 0
                && new BigInteger(1, base)
                        .shiftRight(rest)
                        .equals(new BigInteger(1, address).shiftRight(rest));
    }
}
