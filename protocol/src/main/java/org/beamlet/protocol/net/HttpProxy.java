package org.beamlet.protocol.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * A proxy that is asked for tunnels.
 *
 * @param login {@code user:password}, empty where it wants none
 */
record HttpProxy(String host, int port, String login) {
    private static final int LONGEST_ANSWER = 8192;
    private static final int USUAL_PORT = 3128;

    /** Reads {@code http://[user:password@]host[:port]}; the scheme may be left out. */
    static HttpProxy parse(String variable, String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
                String login = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
                return new HttpProxy(
                        Loopback.bare(uri.getHost()),
                        uri.getPort() < 0 ? USUAL_PORT : uri.getPort(),
                        URLDecoder.decode(login.replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        } catch (URISyntaxException | IllegalArgumentException _) {
            // Said below; the text may hold a password and is not repeated.
        }
        throw new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "%s does not name an HTTP proxy".formatted(variable),
                "write it as http://proxy.example.org:3128, or add the service to no_proxy");
    }

    /** Asks for a tunnel; afterwards the socket speaks with the host itself. */
    void tunnel(Socket socket, String to, int toPort, Duration limit) throws IOException {
        String target = (to.contains(":") ? "[" + to + "]" : to) + ":" + toPort;
        StringBuilder request = new StringBuilder("CONNECT " + target + " HTTP/1.1\r\n");
        request.append("Host: ").append(target).append("\r\n");
        if (!login.isEmpty()) {
            String coded =
                    Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
            request.append("Proxy-Authorization: Basic ").append(coded).append("\r\n");
        }
        request.append("\r\n");
        socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        String status = firstLine(socket.getInputStream());
        if (!status.matches("HTTP/1\\.[01] 2\\d\\d\\b.*")) {
            throw new IOException(
                    "the proxy %s:%d refuses a tunnel to %s: %s"
                            .formatted(host, port, target, status.strip()));
        }
        socket.setSoTimeout(0);
    }

    /** Reads the whole head of the answer, byte by byte: what follows belongs to the tunnel. */
    private static String firstLine(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0 && head.indexOf("\n\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() > LONGEST_ANSWER) {
                throw new IOException("the proxy did not answer as an HTTP proxy does");
            }
            head.append((char) next);
        }
        return head.substring(0, head.indexOf("\n")).strip();
    }
}
