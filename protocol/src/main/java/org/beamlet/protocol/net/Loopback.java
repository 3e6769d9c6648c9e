package org.beamlet.protocol.net;

import java.net.URI;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Which hosts are this machine; only to them are secrets told without TLS. */
public final class Loopback {
    private Loopback() {}

    public static boolean is(String host) {
        String bare = bare(host);
        return bare.equalsIgnoreCase("localhost")
                || bare.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")
                || bare.equals("::1")
                || bare.equals("0:0:0:0:0:0:0:1");
    }

    /** {@return the host without the brackets that IPv6 wears in a URL} */
    public static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    /**
     * Lets pass what is encrypted or does not leave this machine.
     *
     * @param what the address is, as it begins a sentence
     */
    public static URI requireSafe(String what, URI address) {
        if (address.getHost() != null
                && ("https".equals(address.getScheme())
                        || ("http".equals(address.getScheme()) && is(address.getHost())))) {
            return address;
        }
        throw new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "%s is '%s', where secrets would travel unencrypted".formatted(what, address),
                "use an https:// address");
    }
}
