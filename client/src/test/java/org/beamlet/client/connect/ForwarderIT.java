package org.beamlet.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.beamlet.client.FakeService;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.login.TokenSource;
import org.beamlet.protocol.net.Connections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ForwarderIT {
    private static final Connections DIRECT = Connections.of(Map.of());

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private FakeService service;
    private Forwarder forwarder;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        forwarder = forward(service.url(), TokenSource.fixed("the-token"));
    }

    private Forwarder forward(URI to, TokenSource tokens) {
        return Forwarder.start(to, 0, tokens, DIRECT, notes::add);
    }

    @AfterEach
    void stop() {
        http.close();
        forwarder.close();
        service.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d%s".formatted(forwarder.port(), path)))
                .header("Authorization", "Bearer " + forwarder.secret());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).build());
    }

    private HttpResponse<String> send(HttpRequest request)
            throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theLocalSecretIsSwappedForTheToken() throws Exception {
        service.on("POST /v3/functions", Map.of("function_uuid", "f"));

        HttpResponse<String> answer =
                send(
                        request("/v3/functions?x=a%20b")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"a\": 1}"))
                                .build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("function_uuid");
        assertThat(service.calls("POST /v3/functions?x=a%20b"))
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.authorization()).isEqualTo("Bearer the-token");
                    assertThat(call.body().path("a").asInt()).isEqualTo(1);
                });
    }

    @Test
    void withoutTheSecretNothingIsForwardedAndTheRefusalHasTheWiresShape() throws Exception {
        for (String authorization : List.of("Bearer guessed", "Bearer the-token", "Basic x")) {
            HttpRequest wrong =
                    HttpRequest.newBuilder(request("/v2/endpoints").build().uri())
                            .header("Authorization", authorization)
                            .build();
            HttpResponse<String> answer = send(wrong);

            assertThat(answer.statusCode()).isEqualTo(401);
            JsonNode body = Json.read(answer.body());
            assertThat(body.path("code").asText()).isEqualTo("INVALID_AUTH_TOKEN");
            assertThat(body.path("message").asText()).contains("beamlet connect");
            assertThat(body.path("http_status_code").asInt()).isEqualTo(401);
        }
        assertThat(service.calls("GET")).isEmpty();
        assertThat(notes).hasSize(1);
    }

    @Test
    void theVersionIsToldToAnyProgramOfTheUserAndTheTokenStaysHere() throws Exception {
        service.on("GET /v2/version", Map.of("api", "1.23.0"));
        HttpRequest bare =
                HttpRequest.newBuilder(request("/v2/version?service=all").build().uri()).build();

        assertThat(send(bare).statusCode()).isEqualTo(200);
        assertThat(service.calls("GET /v2/version"))
                .singleElement()
                .satisfies(call -> assertThat(call.authorization()).isEqualTo("null"));
    }

    @Test
    void aConnectionServesCallAfterCallAlsoAfterARefusal() throws Exception {
        service.on("GET /v2/version", Map.of("api", "1.23.0"));
        service.on("POST /v3/functions", Map.of("function_uuid", "f"));
        try (Socket socket = new Socket(InetAddress.ofLiteral("::1"), forwarder.port())) {
            BufferedReader answers =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(exchange(socket, answers, "GET /v2/version", "")).isEqualTo(200);
            assertThat(exchange(socket, answers, "POST /v3/functions", "guessed")).isEqualTo(401);
            assertThat(exchange(socket, answers, "POST /v3/functions", forwarder.secret()))
                    .isEqualTo(200);
            assertThat(exchange(socket, answers, "GET /v2/version", "")).isEqualTo(200);
        }
    }

    /** One call on a connection that stays open; {@return the status} */
    private static int exchange(Socket socket, BufferedReader answers, String what, String token)
            throws IOException {
        String body = what.startsWith("POST") ? "{}" : "";
        String request =
                """
                %s HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer %s\r
                Content-Length: %d\r
                \r
                %s\
                """
                        .formatted(what, token, body.length(), body);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        int status = Integer.parseInt(answers.readLine().split(" ", -1)[1]);
        int length = 0;
        for (String line = answers.readLine(); !line.isEmpty(); line = answers.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        assertThat(answers.skip(length)).isEqualTo(length);
        return status;
    }

    @Test
    void aServiceThatIsAwayIsA503ToTryAgainAndAnErrorOfItsOwnPasses() throws Exception {
        service.on("GET /v2/tasks/x", _ -> FakeService.Answer.status(404));
        assertThat(get("/v2/tasks/x").statusCode()).isEqualTo(404);
        service.close();

        HttpResponse<String> answer = get("/v2/tasks/x");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(Json.read(answer.body()).path("code").asText()).isEqualTo("SERVICE_UNREACHABLE");
        assertThat(get("/v2/tasks/x").statusCode()).isEqualTo(503);
        assertThat(notes).hasSize(1);
    }

    @Test
    void aTokenThatTheServiceRefusesIsRenewedAndTheCallerAskedToRepeat() throws Exception {
        AtomicReference<String> token = new AtomicReference<>("old");
        service.on(
                "GET /v2/endpoints",
                call ->
                        call.authorization().equals("Bearer old")
                                ? FakeService.Answer.status(401)
                                : FakeService.Answer.ok(List.of()));
        forwarder.close();
        forwarder =
                forward(
                        service.url(),
                        new TokenSource() {
                            @Override
                            public String token() {
                                return token.get();
                            }

                            @Override
                            public boolean renew(String refused) {
                                return token.compareAndSet("old", "new");
                            }
                        });

        assertThat(get("/v2/endpoints").statusCode()).isEqualTo(503);
        assertThat(get("/v2/endpoints").statusCode()).isEqualTo(200);
    }

    @Test
    void bothNamesOfThisMachineAreTakenSoThatNobodyElseCanAnswerUnderOne() throws Exception {
        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() ->
                        Forwarder.start(
                                service.url(),
                                forwarder.port(),
                                TokenSource.fixed("t"),
                                DIRECT,
                                notes::add))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_RUNNING));
        int port = freePort();
        try (ServerSocket squatter = new ServerSocket(port, 1, InetAddress.ofLiteral("::1"))) {
            assertThat(squatter.isBound()).isTrue();
            assertThatExceptionOfType(BeamletException.class)
                    .isThrownBy(() ->
                            Forwarder.start(
                                    service.url(),
                                    port,
                                    TokenSource.fixed("t"),
                                    DIRECT,
                                    notes::add))
                    .withMessageContaining("::1");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return free.getLocalPort();
        }
    }

    @Test
    void bigBodiesPassBothWaysUnchanged() throws Exception {
        byte[] big = new byte[20_000_000];
        new Random(7).nextBytes(big);
        HttpServer echo =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        echo.createContext(
                "/",
                exchange -> {
                    byte[] sent = exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders().set("X-Length", Integer.toString(sent.length));
                    // Chunked, as an answer of unknown length is.
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(sent);
                    exchange.close();
                });
        echo.start();
        try (Forwarder other =
                Forwarder.start(
                        URI.create("http://127.0.0.1:" + echo.getAddress().getPort()),
                        0,
                        TokenSource.fixed("t"),
                        DIRECT,
                        notes::add)) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + other.port() + "/x"))
                            .header("Authorization", "Bearer " + other.secret())
                            .POST(HttpRequest.BodyPublishers.ofByteArray(big))
                            .build();
            HttpResponse<byte[]> answer =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray());

            assertThat(answer.headers().firstValue("X-Length")).contains("20000000");
            assertThat(answer.body()).isEqualTo(big);
        } finally {
            echo.stop(0);
        }
    }
}
