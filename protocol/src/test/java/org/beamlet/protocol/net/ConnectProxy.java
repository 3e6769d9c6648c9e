package org.beamlet.protocol.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy that makes tunnels, in one of the manners of proxies. It alone knows where the names of
 * its world lie: on ports of this machine.
 */
final class ConnectProxy implements AutoCloseable {
    private static final String PAGE =
            "<html><head><title>ERROR: denied</title></head><body>Ask your site.</body></html>";

    /** What it does with CONNECT. */
    enum Manner {
        LETS_ALL_THROUGH,
        ALLOWS_443_ALONE,
        WANTS_A_LOGIN,
        SAYS_NOTHING,
        FORBIDS,
        KNOWS_NO_SUCH_NAME,
        HANGS_UP,
        IS_NO_PROXY,
        CUTS_AFTER_2000_BYTES
    }

    private final ServerSocket listening;
    private final Manner manner;
    private final Map<String, Integer> places = new ConcurrentHashMap<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    ConnectProxy(Manner manner) throws IOException {
        this.manner = manner;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread _ = Thread.startVirtualThread(this::accept);
    }

    /** Tells it where something is. */
    ConnectProxy knows(String target, int port) {
        places.put(target, port);
        return this;
    }

    String place() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** {@return what it was asked for, in order} */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                sockets.add(near);
                Thread _ = Thread.startVirtualThread(() -> serve(near));
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private void serve(Socket near) {
        try (near) {
            String head = head(near.getInputStream());
            String target = head.split(" ", 3)[1];
            asked.add(target);
            OutputStream out = near.getOutputStream();
            String login =
                    Base64.getEncoder().encodeToString("me:p@ss".getBytes(StandardCharsets.UTF_8));
            switch (manner) {
                case LETS_ALL_THROUGH -> pass(near, target, Long.MAX_VALUE);
                case CUTS_AFTER_2000_BYTES -> pass(near, target, 2000);
                case ALLOWS_443_ALONE -> {
                    if (target.endsWith(":443")) {
                        pass(near, target, Long.MAX_VALUE);
                    } else {
                        say(out, "403 Filtered", "");
                    }
                }
                case WANTS_A_LOGIN -> {
                    if (head.contains("Proxy-Authorization: Basic " + login)) {
                        pass(near, target, Long.MAX_VALUE);
                    } else if (head.contains("Proxy-Authorization")) {
                        // As tinyproxy does.
                        say(out, "401 Unauthorized", "");
                    } else {
                        say(
                                out,
                                "407 Proxy Authentication Required",
                                "Proxy-Authenticate: Basic realm=\"x\"\r\n");
                    }
                }
                case SAYS_NOTHING -> {
                    int _ = near.getInputStream().read();
                }
                case FORBIDS -> say(out, "403 Forbidden", "");
                case KNOWS_NO_SUCH_NAME -> say(out, "503 Service Unavailable", "");
                case HANGS_UP -> {}
                case IS_NO_PROXY ->
                        out.write("SSH-2.0-nothing\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException _) {
            // Either end has gone.
        }
    }

    private static void say(OutputStream out, String status, String header) throws IOException {
        out.write(
                "HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n%s\r\n%s"
                        .formatted(status, PAGE.length(), header, PAGE)
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private void pass(Socket near, String target, long most) throws IOException {
        Integer port = places.get(target);
        if (port == null) {
            say(near.getOutputStream(), "502 Bad Gateway", "");
            return;
        }
        try (Socket far = new Socket(InetAddress.getLoopbackAddress(), port)) {
            sockets.add(far);
            near.getOutputStream()
                    .write(
                            "HTTP/1.1 200 Connection established\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            Thread there = Thread.startVirtualThread(() -> pump(near, far, Long.MAX_VALUE));
            pump(far, near, most);
            near.shutdownInput();
            near.shutdownOutput();
            far.shutdownOutput();
            there.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pump(Socket from, Socket to, long most) {
        byte[] piece = new byte[1000];
        long passed = 0;
        try {
            int read = from.getInputStream().read(piece);
            while (read >= 0 && passed + read <= most) {
                to.getOutputStream().write(piece, 0, read);
                passed += read;
                read = from.getInputStream().read(piece);
            }
        } catch (IOException _) {
            // Ended.
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
