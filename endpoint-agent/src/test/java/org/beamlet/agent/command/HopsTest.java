package org.beamlet.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code check} says of the ways that an endpoint needs. */
class HopsTest {
    private static final String FAR = "https://service.beamlet.test";
    private static final String CONFIG =
            """
            engine:
              type: GlobusComputeEngine
              address: 127.0.0.1
              provider: {type: LocalProvider}
            """;

    @TempDir Path home;

    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final StringWriter out = new StringWriter();
    private HttpServer http;
    private ServerSocket proxy;

    @BeforeEach
    void start() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        http = HttpServer.create(new InetSocketAddress(here, 0), 0);
        http.start();
        proxy = new ServerSocket(0, 10, here);
        environment.put("BEAMLET_HOME", home.toString());
        environment.put("BEAMLET_TOKEN", "bl_abcdefghijklmnopqrstuvwxyz");
        Files.createDirectories(lab());
        config(CONFIG);
    }

    @AfterEach
    void stop() throws IOException {
        http.stop(0);
        proxy.close();
    }

    private Path lab() {
        return home.resolve("endpoints/lab");
    }

    private void config(String text) throws IOException {
        Files.writeString(lab().resolve("config.yaml"), text);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        CommandLine line = EndpointProgram.commandLine(new EndpointCommand(environment));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(new StringWriter()));
        return line.execute(arguments);
    }

    /** A service as far as it is asked here. */
    private void serve() {
        answer("/health", "{}");
        answer("/beamlet/v1/whoami", "{\"user\":\"ada\"}");
        http.createContext(
                "/beamlet/v1/artifacts/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    byte[] body = new byte[0];
                    if (exchange.getRequestMethod().equals("PUT")) {
                        objects.put(path, exchange.getRequestBody().readAllBytes());
                    } else {
                        body = objects.getOrDefault(path, body);
                    }
                    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        environment.put("BEAMLET_URL", "http://127.0.0.1:" + http.getAddress().getPort());
    }

    private void answer(String path, String text) {
        http.createContext(
                path,
                exchange -> {
                    byte[] body = text.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
    }

    /** Answers whoever asks for a tunnel with this status and a page for people. */
    private String proxyThatSays(String status) {
        Thread _ =
                Thread.startVirtualThread(() -> {
                    while (!proxy.isClosed()) {
                        try (Socket one = proxy.accept()) {
                            byte[] asked = new byte[4096];
                            int _ = one.getInputStream().read(asked);
                            one.getOutputStream()
                                    .write(
                                            "HTTP/1.1 %s\r\n\r\n<html>Denied</html>"
                                                    .formatted(status)
                                                    .getBytes(StandardCharsets.US_ASCII));
                        } catch (IOException _) {
                            // The next, if there is one.
                        }
                    }
                });
        return "127.0.0.1:" + proxy.getLocalPort();
    }

    private JsonNode hop(String name) {
        return StreamSupport.stream(Json.read(out.toString()).path("hops").spliterator(), false)
                .filter(one -> one.path("check").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String level(String name) {
        return hop(name).path("level").asText();
    }

    @Test
    void whereAllIsWellEachHopIsShown() {
        serve();

        assertThat(run("check", "lab", "--json")).as(out.toString()).isZero();

        for (String free :
                new String[] {"nodes", "dns", "connect", "service", "token", "objects"}) {
            assertThat(level(free)).as(free).isEqualTo("ok");
        }
        assertThat(level("scheduler")).isEqualTo("skipped");
        assertThat(level("broker")).isEqualTo("skipped");
        assertThat(objects).hasSize(1);
        assertThat(run("check", "lab")).isZero();
        assertThat(out.toString())
                .contains("# The way to the nodes, the batch system and the service\n")
                .containsPattern("ok +objects +an object of 64 KiB was sent and came back");
        assertThat(objects).hasSize(1);
    }

    @Test
    void theProxyThatLetsNothingThroughIsNamedAndTheRestIsNotTried() {
        environment.put("BEAMLET_URL", FAR);
        String place = proxyThatSays("403 Forbidden");
        environment.put("HTTPS_PROXY", "http://me:sesame-1@" + place);

        assertThat(run("check", "lab", "--json")).isEqualTo(3);

        assertThat(level("proxy")).isEqualTo("ok");
        assertThat(level("dns")).isEqualTo("skipped");
        assertThat(level("connect")).isEqualTo("failed");
        assertThat(hop("connect").path("what").asText())
                .contains(place, "HTTPS_PROXY", "CONNECT service.beamlet.test:443", "403");
        assertThat(hop("connect").path("remedy").asText()).contains("ask who runs it to allow");
        for (String behind : new String[] {"tls", "service", "token", "objects"}) {
            assertThat(hop(behind).path("what").asText())
                    .isEqualTo("not tried, since connect failed");
        }
        assertThat(out.toString()).doesNotContain("sesame", "<html>");
    }

    @Test
    void aProxyThatIsNotThereIsTheBlockedHop() {
        environment.put("BEAMLET_URL", FAR);
        environment.put("https_proxy", "http://127.0.0.1:1");

        assertThat(run("check", "lab", "--json")).isEqualTo(3);

        assertThat(level("proxy")).isEqualTo("failed");
        assertThat(hop("proxy").path("remedy").asText()).contains("check https_proxy");
    }

    @Test
    void theProxyOfTheFileIsTakenBeforeThatOfTheEnvironmentAndShownWithoutItsLogin()
            throws IOException {
        environment.put("BEAMLET_URL", FAR);
        environment.put("https_proxy", "http://127.0.0.1:1");
        String place = proxyThatSays("407 Authentication Required");
        config("proxy: http://me:sesame-1@%s%n%s".formatted(place, CONFIG));

        assertThat(run("check", "lab", "--json")).isEqualTo(3);

        assertThat(hop("connect").path("what").asText())
                .contains(place, "does not take the user and password");
        assertThat(Json.read(out.toString()).at("/config/proxy").asText())
                .isEqualTo("http://" + place);
        assertThat(out.toString()).doesNotContain("sesame");

        config("proxy: none\n" + CONFIG);
        assertThat(run("check", "lab", "--json")).isEqualTo(3);
        assertThat(hop("proxy").path("what").asText()).isEqualTo("none is set");
        assertThat(level("dns")).isEqualTo("failed");

        config("proxy: socks5://me:sesame-1@x:1\n" + CONFIG);
        assertThat(run("check", "lab", "--json")).isEqualTo(2);
        assertThat(out.toString()).doesNotContain("sesame");
    }

    @Test
    void aRangeWithoutAFreePortIsAHopThatIsBlocked() throws IOException {
        serve();
        int taken = proxy.getLocalPort();
        config(
                CONFIG.replace(
                        "  address:",
                        "  worker_port_range: [%d, %d]%n  address:".formatted(taken, taken)));

        assertThat(run("check", "lab", "--json")).isEqualTo(1);

        assertThat(level("nodes")).isEqualTo("failed");
        assertThat(hop("nodes").path("remedy").asText()).contains("worker_port_range");
    }

    @Test
    void aBatchSystemWithoutCommandsHereIsAHopThatIsBlocked() throws IOException {
        serve();
        environment.put("PATH", home.toString());
        config(CONFIG.replace("LocalProvider", "SlurmProvider"));

        assertThat(run("check", "lab", "--json")).isEqualTo(1);

        assertThat(hop("scheduler").path("what").asText()).contains("sbatch is not on the PATH");
        assertThat(hop("nodes").path("what").asText()).contains("cannot reach 127.0.0.1");
    }

    @Test
    void whatIsNoBrokerIsNotTakenForOne() throws IOException {
        serve();
        Files.writeString(
                lab().resolve("broker"), "amqp://%s\n".formatted(proxyThatSays("400 Bad Request")));

        assertThat(run("check", "lab", "--json")).isEqualTo(3);

        assertThat(hop("broker").path("what").asText()).contains("is no broker of AMQP 0-9-1");
    }
}
