package org.beamlet.conformance.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands before a port; a test cuts it off and lets it through again. */
public final class CutProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile String find = "";
    private volatile String replace = "";

    public CutProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Answers name another port from now on; both have as many digits, so no length changes. */
    public void rename(int from, int to) {
        find = ":" + from + "/";
        replace = ":" + to + "/";
        if (find.length() != replace.length()) {
            throw new IllegalArgumentException(find + " and " + replace + " differ in length");
        }
    }

    public void cut() {
        cut = true;
        open.forEach(CutProxy::end);
        open.clear();
    }

    /** {@return how many connections go through it now} */
    public int connections() {
        return open.size() / 2;
    }

    public void restore() {
        cut = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                if (cut) {
                    end(from);
                    continue;
                }
                Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(from);
                open.add(to);
                Thread.ofVirtual().start(() -> pump(from, to, false));
                Thread.ofVirtual().start(() -> pump(to, from, true));
            } catch (IOException _) {
                // The next connection may fare better, or the test is over.
            }
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] bytes = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                out.write(answers ? renamed(bytes, n) : bytes, 0, n);
                out.flush();
            }
        } catch (IOException _) {
            // Cut, or closed by one of the two.
        } finally {
            end(from);
            end(to);
            open.remove(from);
            open.remove(to);
        }
    }

    /** An answer that names a port is short and comes in one piece. */
    private byte[] renamed(byte[] bytes, int length) {
        if (find.isEmpty()) {
            return bytes;
        }
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        return text.replace(find, replace).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is of no more use either way.
        }
    }

    @Override
    public void close() throws IOException {
        cut();
        server.close();
    }
}
