package org.beamlet.worker.manager;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** One address of the agent. */
record AgentAddress(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+):(\\d{1,5})");
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");

    static boolean valid(String text) {
        return FORM.matcher(text).matches();
    }

    static AgentAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "'%s' is not an address".formatted(text),
                    "give host:port");
        }
        String host = matcher.group(1).replaceAll("[\\[\\]]", "");
        return new AgentAddress(host, Integer.parseInt(matcher.group(2)));
    }

    /** Whether the text, without asking any name service, means this machine. */
    boolean loopback() {
        return LOOPBACK.matcher(host).matches();
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
