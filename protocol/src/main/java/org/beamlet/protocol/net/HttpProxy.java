package org.beamlet.protocol.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that is asked for tunnels.
 *
 * @param setting that names it
 * @param login {@code user:password}, empty where it wants none
 */
record HttpProxy(String setting, String host, int port, String login) {
    private static final int LONGEST_ANSWER = 8192;
    private static final int LONGEST_TOLD = 100;
    private static final int USUAL_PORT = 3128;
    private static final int HTTPS = 443;
    private static final int LOGIN_WANTED = 407;

    /** What tinyproxy says to a login that it does not know. */
    private static final int LOGIN_UNKNOWN = 401;

    /** Reads {@code http://[user:password@]host[:port]}; the scheme may be left out. */
    static HttpProxy parse(String setting, String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
                String login = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
                return new HttpProxy(
                        setting,
                        Loopback.bare(uri.getHost()),
                        uri.getPort() < 0 ? USUAL_PORT : uri.getPort(),
                        URLDecoder.decode(login.replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        } catch (URISyntaxException | IllegalArgumentException _) {
            // Said below; the text may hold a password and is not repeated.
        }
        throw new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "%s does not name an HTTP proxy".formatted(setting),
                "write it as http://proxy.example.org:3128 (of a password, signs such as @ and /"
                        + " as %40 and %2F), or add the service to no_proxy");
    }

    /** {@return host and port, which are no secret} */
    String place() {
        return place(host, port);
    }

    private static String place(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** {@return as it is named in errors} */
    String told() {
        return "the proxy %s (%s)".formatted(place(), setting);
    }

    /** {@return that it was not even reached} */
    ProxyFault unreached(IOException why) {
        String what =
                switch (why) {
                    case UnknownHostException _ -> "its name is not known here";
                    case SocketTimeoutException _ -> "no answer";
                    default -> String.valueOf(why.getMessage());
                };
        return new ProxyFault(
                ProxyFault.Hop.PROXY,
                "%s cannot be reached: %s".formatted(told(), what),
                "check %s; what needs no proxy belongs into no_proxy".formatted(setting),
                why);
    }

    /** Asks for a tunnel; afterwards the socket speaks with the host itself. */
    void tunnel(Socket socket, String to, int toPort, Duration limit) throws IOException {
        String target = place(to, toPort);
        StringBuilder request = new StringBuilder("CONNECT " + target + " HTTP/1.1\r\n");
        request.append("Host: ").append(target).append("\r\n");
        request.append("User-Agent: beamlet\r\n");
        if (!login.isEmpty()) {
            String coded =
                    Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
            request.append("Proxy-Authorization: Basic ").append(coded).append("\r\n");
        }
        request.append("\r\n");
        String status;
        try {
            socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
            socket.getOutputStream()
                    .write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            status = firstLine(socket.getInputStream(), limit);
        } catch (SocketTimeoutException e) {
            throw fault(
                    "%s does not answer CONNECT %s within %d s"
                            .formatted(told(), target, limit.toSeconds()),
                    "ask who runs it whether it lets %s through".formatted(target),
                    e);
        } catch (IOException e) {
            throw fault(
                    "%s hangs up on CONNECT %s: %s".formatted(told(), target, e.getMessage()),
                    "ask who runs it whether it lets %s through, and see that %s names an HTTP proxy"
                            .formatted(target, setting),
                    e);
        }
        if (!status.matches("HTTP/1\\.[01] 2\\d\\d\\b.*")) {
            throw refused(status, target, toPort);
        }
        socket.setSoTimeout(0);
    }

    /** {@return that it wants a login, or another one} */
    ProxyFault loginWanted(String target) {
        return fault(
                login.isEmpty()
                        ? "%s wants a user and a password for CONNECT %s".formatted(told(), target)
                        : "%s does not take the user and password of its setting for CONNECT %s"
                                .formatted(told(), target),
                "write %s as http://USER:PASSWORD@%s".formatted(setting, place()),
                null);
    }

    private ProxyFault refused(String status, String target, int toPort) {
        if (!status.matches("HTTP/1\\.[01] \\d\\d\\d\\b.*")) {
            return fault(
                    "%s does not answer CONNECT %s as an HTTP proxy does".formatted(told(), target),
                    "see that %s names an HTTP proxy and the right port".formatted(setting),
                    null);
        }
        int code = Integer.parseInt(status.substring(9, 12));
        String said = status.replaceAll("[^ -~]", "?");
        String answer = said.substring(0, Math.min(LONGEST_TOLD, said.length()));
        if (code == LOGIN_WANTED || code == LOGIN_UNKNOWN) {
            return loginWanted(target);
        }
        if (code >= 500 && code != 501) {
            return fault(
                    "%s does not get to %s itself: %s".formatted(told(), target, answer),
                    "see that name and port are right, and ask who runs the proxy whether it knows"
                            + " the name and may go there",
                    null);
        }
        String ask = "ask who runs it to allow CONNECT to " + target;
        return fault(
                "%s refuses CONNECT %s: %s".formatted(told(), target, answer),
                toPort == HTTPS
                        ? ask
                        : ask
                                + "; most allow port 443 alone, where a service can have its broker"
                                + " too",
                null);
    }

    private static ProxyFault fault(String what, String remedy, @Nullable IOException cause) {
        return new ProxyFault(ProxyFault.Hop.TUNNEL, what, remedy, cause);
    }

    /** Reads the whole head of the answer, byte by byte: what follows belongs to the tunnel. */
    private static String firstLine(InputStream in, Duration limit) throws IOException {
        long began = System.nanoTime();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0 && head.indexOf("\n\n") < 0) {
            int next = in.read();
            if (System.nanoTime() - began > limit.toNanos()) {
                // One that says a sign at a time would not end otherwise.
                throw new SocketTimeoutException("the answer takes too long");
            }
            if (next < 0 && head.isEmpty()) {
                throw new IOException("it closed the connection");
            }
            if (next < 0 || head.length() > LONGEST_ANSWER) {
                break;
            }
            head.append((char) next);
        }
        return head.toString().lines().findFirst().orElse("").strip();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return told();
    }
}
