package org.beamlet.conformance.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** What a facility puts before the service: TLS for REST and for AMQP, under one certificate. */
final class TlsFront implements AutoCloseable {
    private static final Set<String> OWN =
            Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade");

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Socket> carried = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final URI service;
    private final int brokerPort;
    private final HttpsServer rest;
    private final ServerSocket amqp;

    TlsFront(URI service, int brokerPort, Path pkcs12)
            throws IOException, GeneralSecurityException {
        this.service = service;
        this.brokerPort = brokerPort;
        SSLContext context = context(pkcs12);
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        rest = HttpsServer.create(new InetSocketAddress(loopback, 0), 64);
        rest.setHttpsConfigurator(new HttpsConfigurator(context));
        rest.setExecutor(threads);
        rest.createContext("/", this::forward);
        rest.start();
        amqp = context.getServerSocketFactory().createServerSocket(0, 64, loopback);
        Future<?> _ = threads.submit(this::accept);
    }

    private static SSLContext context(Path pkcs12) throws IOException, GeneralSecurityException {
        char[] password = "changeit".toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(pkcs12)) {
            keys.load(in, password);
        }
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** The certificate is for this name, and not for 127.0.0.1. */
    URI url() {
        return URI.create("https://localhost:" + rest.getAddress().getPort());
    }

    /** {@return the headers with which callers proved who they are} */
    List<String> tokens() {
        return tokens;
    }

    /** {@return how many connections to the broker came over TLS} */
    int streams() {
        return carried.size() / 2;
    }

    /** Ends every stream, as a broker does that is restarted. */
    void cutStreams() {
        carried.forEach(TlsFront::end);
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(service.resolve(exchange.getRequestURI()))
                            .method(
                                    exchange.getRequestMethod(),
                                    HttpRequest.BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders()
                    .forEach((name, values) -> {
                        if (!OWN.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                            values.forEach(value -> request.header(name, value));
                        }
                    });
            tokens.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            HttpResponse<byte[]> answer =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            byte[] told = overTls(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.statusCode(), told.length == 0 ? -1 : told.length);
            exchange.getResponseBody().write(told);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A service that knows its broker's public address would say it so itself. */
    private byte[] overTls(byte[] answer) {
        String text = new String(answer, UTF_8);
        return text.contains("connection_url")
                ? text.replaceAll(
                                "amqp://([^@\"]*)@[^/\":]+:" + brokerPort,
                                "amqps://$1@localhost:" + amqp.getLocalPort())
                        .getBytes(UTF_8)
                : answer;
    }

    private Void accept() throws IOException {
        while (!amqp.isClosed()) {
            Socket far = amqp.accept();
            Socket near = new Socket(InetAddress.ofLiteral("127.0.0.1"), brokerPort);
            carried.addAll(List.of(far, near));
            Future<?> _ = threads.submit(() -> carry(far, near));
            Future<?> _ = threads.submit(() -> carry(near, far));
        }
        return null;
    }

    private static Void carry(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
        return null;
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // Ended already.
        }
    }

    @Override
    public void close() throws IOException {
        rest.stop(0);
        amqp.close();
        cutStreams();
        threads.shutdownNow();
        http.shutdownNow();
    }
}
