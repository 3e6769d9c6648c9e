package org.beamlet.cloud.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A caller that sends what no HTTP library would. */
public final class RawHttp {
    private static final int PATIENCE_MS = 60_000;
    private static final int CHUNK = 1024 * 1024;
    private static final int CHUNKS = 2000;

    private final int port;
    private final String token;
    private final List<Integer> statuses = new CopyOnWriteArrayList<>();

    public RawHttp(int port, String token) {
        this.port = port;
        this.token = token;
    }

    /**
     * Sends one request on a connection of its own.
     *
     * @param headers lines that end with CRLF
     * @return the status of the answer
     */
    public int send(String method, String path, String headers, byte[] body) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            try {
                out.write(
                        head(
                                method,
                                path,
                                headers + "Content-Length: %d\r\n".formatted(body.length)));
                out.write(body);
                out.flush();
            } catch (IOException e) {
                // It may have answered and closed before it had read all.
            }
            return status(socket);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    private byte[] head(String method, String path, String headers) {
        return "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n%s\r\n"
                .formatted(method, path, token, headers)
                .getBytes(UTF_8);
    }

    private static int status(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        String line = in.readLine();
        if (line == null) {
            throw new IOException("the service closed the connection without an answer");
        }
        return Integer.parseInt(line.split(" ", 3)[1]);
    }

    /** Posts chunk after chunk until it is stopped, and keeps the status of the answer. */
    public void endless(String path) {
        byte[] chunk = "x".repeat(CHUNK).getBytes(UTF_8);
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            try {
                out.write(head("POST", path, "Transfer-Encoding: chunked\r\n"));
                out.write("1\r\n\"\r\n".getBytes(UTF_8));
                for (int i = 0; i < CHUNKS && socket.getInputStream().available() == 0; i++) {
                    out.write("%x\r\n".formatted(CHUNK).getBytes(UTF_8));
                    out.write(chunk);
                    out.write("\r\n".getBytes(UTF_8));
                }
            } catch (IOException e) {
                // It was stopped.
            }
            statuses.add(status(socket));
        } catch (IOException e) {
            statuses.add(-1);
        }
    }

    /** {@return what {@link #endless} was answered} */
    public List<Integer> statuses() {
        return statuses;
    }
}
