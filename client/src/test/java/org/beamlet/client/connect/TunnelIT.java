package org.beamlet.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import org.beamlet.client.Await;
import org.beamlet.client.FakeService;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.login.TokenSource;
import org.beamlet.protocol.net.BrokerUrl;
import org.beamlet.protocol.net.ConnectionFaults;
import org.beamlet.protocol.net.Connections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class TunnelIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir static Path folder;
    private static TestCertificate certificate;
    private static TestCertificate elsewhere;

    private final List<String> notes = new CopyOnWriteArrayList<>();
    private ExecutorService threads;
    private ServerSocket broker;
    private Tunnels tunnels;

    @BeforeAll
    static void certify() throws Exception {
        certificate = TestCertificate.make(folder, "here", "dns:localhost,ip:127.0.0.1");
        elsewhere = TestCertificate.make(folder, "elsewhere", "dns:elsewhere.example");
    }

    @BeforeEach
    void start() throws Exception {
        threads = Executors.newVirtualThreadPerTaskExecutor();
        broker = speaking(certificate);
        tunnels = tunnels(certificate);
    }

    @AfterEach
    void stop() throws IOException {
        tunnels.close();
        broker.close();
        threads.shutdownNow();
    }

    private Tunnels tunnels(TestCertificate trusted) {
        return new Tunnels(
                Connections.of(Map.of("BEAMLET_CA", trusted.pem().toString())),
                new Gate("secret", PeerOwner.ofThisSystem()),
                new Notes(notes::add));
    }

    /** Answers each connection with all that it was sent, once the sender has finished. */
    private ServerSocket speaking(TestCertificate as) throws Exception {
        ServerSocket socket =
                as.server()
                        .getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Future<?> _ =
                threads.submit(() -> {
                    while (!socket.isClosed()) {
                        Socket one = socket.accept();
                        Future<?> _ = threads.submit(() -> echo(one));
                    }
                    return null;
                });
        return socket;
    }

    private static Void echo(Socket one) throws IOException {
        try (one) {
            byte[] all = one.getInputStream().readAllBytes();
            one.getOutputStream().write(all);
            one.shutdownOutput();
        }
        return null;
    }

    private BrokerUrl url() throws Exception {
        return BrokerUrl.parse("amqps://me:secret@localhost:%d/v".formatted(broker.getLocalPort()));
    }

    private static byte[] exchange(int port, byte[] sent) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            Thread writing =
                    Thread.startVirtualThread(() -> {
                        try {
                            socket.getOutputStream().write(sent);
                            socket.shutdownOutput();
                        } catch (IOException _) {
                            // The reader sees that not all came back.
                        }
                    });
            byte[] back = socket.getInputStream().readAllBytes();
            writing.join();
            return back;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void whatIsSentArrivesOverTlsAndTheAnswerComesAfterAHalfClose() throws Exception {
        byte[] big = new byte[30_000_000];
        new Random(7).nextBytes(big);

        assertThat(exchange(tunnels.to(url()), big)).isEqualTo(big);
    }

    @Test
    void oneBrokerHasOnePortForManyConnections() throws Exception {
        int port = tunnels.to(url());
        assertThat(tunnels.to(url())).isEqualTo(port);
        List<Callable<byte[]>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte[] mine =
                    ("message " + i).repeat(1000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            calls.add(() -> {
                assertThat(exchange(port, mine)).isEqualTo(mine);
                return mine;
            });
        }
        for (Future<byte[]> one : threads.invokeAll(calls)) {
            assertThat(one.get()).isNotEmpty();
        }
    }

    @Test
    void aBrokerThatComesBackIsReachedAgain() throws Exception {
        int port = tunnels.to(url());
        int at = broker.getLocalPort();
        broker.close();
        assertThat(exchange(port, new byte[0])).isEmpty();
        Await.until("the trouble is told", () -> !notes.isEmpty());

        broker =
                certificate
                        .server()
                        .getServerSocketFactory()
                        .createServerSocket(at, 50, InetAddress.ofLiteral("127.0.0.1"));
        Future<?> served =
                threads.submit(() -> {
                    return echo(broker.accept());
                });
        assertThat(exchange(port, new byte[] {7})).containsExactly(7);
        served.get();
    }

    @Test
    void aBrokerUnderAnotherNameOrAnUnknownCaGetsNothing() throws Exception {
        try (ServerSocket other = speaking(elsewhere)) {
            String url = "amqps://me:secret@localhost:%d/v".formatted(other.getLocalPort());
            Tunnels trusting = tunnels(elsewhere);
            assertThat(exchange(trusting.to(BrokerUrl.parse(url)), new byte[] {1})).isEmpty();
            Await.until(
                    "it is told", () -> notes.stream().anyMatch(n -> n.contains("another name")));
            trusting.close();

            assertThat(exchange(tunnels.to(BrokerUrl.parse(url)), new byte[] {1})).isEmpty();
            Await.until(
                    "it is told",
                    () -> notes.stream().anyMatch(n -> n.contains("signed by nobody")));
        }
        assertThat(notes).noneMatch(note -> note.contains("secret"));
    }

    @Test
    void passwordsDoNotLeaveThisMachineUnencrypted() {
        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> tunnels.to(BrokerUrl.parse("amqp://me:secret@far.example/v")))
                .withMessageContaining("unencrypted")
                .withMessageNotContaining("secret");
    }

    @Test
    void theAnswerOfTheServiceLeadsToTheTunnel() throws Exception {
        try (FakeService service = new FakeService();
                Forwarder forwarder =
                        Forwarder.start(
                                service.url(),
                                0,
                                TokenSource.fixed("t"),
                                Connections.of(Map.of("BEAMLET_CA", certificate.pem().toString())),
                                notes::add);
                HttpClient http = HttpClient.newHttpClient()) {
            service.on(
                    "GET /v2/get_amqp_result_connection_url",
                    Map.of(
                            "queue_prefix",
                            "streams.me.",
                            "connection_url",
                            "amqps://me:pw@localhost:%d/v?heartbeat=9"
                                    .formatted(broker.getLocalPort())));
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:%d/v2/get_amqp_result_connection_url"
                                                    .formatted(forwarder.port())))
                            .header("Authorization", "Bearer " + forwarder.secret())
                            .build();
            JsonNode answer =
                    Json.read(http.send(request, HttpResponse.BodyHandlers.ofString()).body());

            assertThat(answer.path("queue_prefix").asText()).isEqualTo("streams.me.");
            String url = answer.path("connection_url").asText();
            assertThat(url).matches("amqp://me:pw@127\\.0\\.0\\.1:\\d+/v\\?heartbeat=9");
            int port = BrokerUrl.parse(url).port();
            assertThat(exchange(port, new byte[] {1, 2})).containsExactly(1, 2);
        }
    }

    @Test
    void aFaultOfTlsIsOneLineWithARemedy() throws Exception {
        Connections strict = Connections.of(Map.of());
        assertThatExceptionOfType(SSLException.class)
                .isThrownBy(
                        () -> strict.dial("localhost", broker.getLocalPort(), true, LIMIT).close())
                .satisfies(e ->
                        assertThat(ConnectionFaults.explain("amqps://localhost", e))
                                .hasValueSatisfying(told ->
                                        assertThat(told.getMessage())
                                                .contains("signed by nobody")
                                                .contains("BEAMLET_CA")));
    }
}
