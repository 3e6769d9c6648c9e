package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.cloud.peer.TestCertificate;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that others on the network use. */
class HostedIT {
    @TempDir private Path home;

    @Test
    void anotherAddressThanLoopbackNeedsTls() throws Exception {
        ServiceProcess.Said said =
                ServiceProcess.command(
                        home, "start", "--port", "0", "--set", "beamlet.http.host=0.0.0.0");
        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.err())
                .contains("0.0.0.0", "beamlet.tls.certificate-file", "allow-plain-text");
    }

    @Test
    void routesAndBrokerAreServedWithACertificateThatMayBeReplaced() throws Exception {
        TestCertificate first = TestCertificate.make(home);
        try (ServiceProcess service = ServiceProcess.start(home, options(first))) {
            assertThat(service.url()).startsWith("https://127.0.0.1:");
            String url = "https://localhost:" + service.port();
            SSLContext trust = first.trust();
            assertThat(get(trust, url + "/health", "").statusCode()).isEqualTo(200);
            String token = ServiceProcess.command(home, "token", "--user", "alice").lastWord();
            assertThat(token).startsWith("bl_");
            ServiceProcess.Said status = ServiceProcess.command(home, "status");
            assertThat(status.out()).contains("UP");

            JsonNode stream =
                    Json.read(get(trust, url + "/v2/get_amqp_result_connection_url", token).body());
            String login = stream.path("connection_url").asText();
            assertThat(login).startsWith("amqps://").contains("@localhost:");
            connect(login, trust);

            TestCertificate second = TestCertificate.make(home);
            Await.until("REST shows the new certificate", () -> trusts(second.trust(), url));
            Await.until("the broker shows the new certificate", () -> connects(login, second));
        }
    }

    @Test
    void metricsAreForThisHostAndWhoeverHasTheToken() throws Exception {
        Path token = home.resolve("metrics.token");
        org.beamlet.cloud.auth.SecretFile.write(token, "open-sesame\n");
        try (ServiceProcess service =
                ServiceProcess.start(
                        home,
                        "--port",
                        "0",
                        "--broker-port",
                        "0",
                        "--set",
                        "beamlet.log.json=true",
                        "--set",
                        "beamlet.metrics.token-file=" + token)) {
            Rest alice = service.user("alice");
            alice.function("f");
            String text = alice.as(null).get("/metrics").text();
            assertThat(text)
                    .contains("beamlet_outbox_tasks 0.0", "beamlet_broker_up 1.0")
                    .contains("beamlet_store_up 1.0", "http_server_requests");
            assertThat(proxied(alice, "").status()).isEqualTo(401);
            assertThat(proxied(alice, "Bearer wrong").status()).isEqualTo(401);
            assertThat(proxied(alice, "Bearer open-sesame").status()).isEqualTo(200);
            assertThat(alice.get("/health/live").status()).isEqualTo(200);
            assertThat(alice.get("/health/ready").json().path("store").asText()).isEqualTo("UP");

            String endpoint = alice.endpoint(java.util.Map.of("endpoint_name", "ws")).endpointId();
            alice.delete("/v2/endpoints/" + endpoint).ok();
            Await.until(
                    "the line has the endpoint as a field",
                    () ->
                            Files.readAllLines(home.resolve("cloud/service.log")).stream()
                                    .map(Json::read)
                                    .anyMatch(line ->
                                            endpoint.equals(
                                                    line.path("mdc").path("endpoint").asText())));
        }
    }

    @Test
    void aServiceThatIsToStopAnswersQuestionsAndRefusesWork() throws Exception {
        try (ServiceProcess service =
                ServiceProcess.start(
                        home,
                        "--port",
                        "0",
                        "--broker-port",
                        "0",
                        "--set",
                        "beamlet.drain.delay=10s")) {
            Rest alice = service.user("alice");
            service.terminate();
            Await.until("it is not ready", () -> alice.get("/health/ready").status() == 503);
            Rest.Answer refused = alice.post("/v3/functions", java.util.Map.of());
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isNotEmpty();
            alice.get("/v2/endpoints").ok();
            assertThat(service.stop()).isIn(0, 143);
        }
    }

    private static String[] options(TestCertificate certificate) {
        List<String> options = new ArrayList<>(List.of("--port", "0", "--broker-port", "0"));
        for (String setting :
                List.of(
                        "beamlet.http.host=0.0.0.0",
                        "beamlet.tls.certificate-file=" + certificate.certificate(),
                        "beamlet.tls.key-file=" + certificate.key(),
                        "beamlet.tls.reload=1s",
                        "beamlet.broker.tls-port=0",
                        "beamlet.broker.public-host=localhost")) {
            options.add("--set");
            options.add(setting);
        }
        return options.toArray(String[]::new);
    }

    private static Rest.Answer proxied(Rest rest, String authorization) throws Exception {
        return rest.as(null)
                .call(
                        "GET",
                        "/metrics",
                        null,
                        java.util.Map.of(
                                "X-Forwarded-For", "10.0.0.1", "Authorization", authorization));
    }

    private static boolean trusts(SSLContext trust, String url) throws InterruptedException {
        try {
            return get(trust, url + "/health", "").statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean connects(String login, TestCertificate certificate) {
        try {
            connect(login, certificate.trust());
            return true;
        } catch (Exception _) {
            return false;
        }
    }

    private static void connect(String login, SSLContext trust) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(login);
        factory.useSslProtocol(trust);
        factory.enableHostnameVerification();
        try (Connection connection = factory.newConnection()) {
            assertThat(connection.isOpen()).isTrue();
        }
    }

    private static HttpResponse<String> get(SSLContext trust, String url, String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try (HttpClient client = HttpClient.newBuilder().sslContext(trust).build()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
