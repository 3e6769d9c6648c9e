package org.beamlet.cloud.packaged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.beamlet.cloud.peer.RawHttp;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.payload.Payloads;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, on whatever route: it is refused or served, and the service stays well. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteFuzzIT {
    private static final long SEED = Long.getLong("beamlet.fuzz.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("beamlet.fuzz.rounds", 60);
    private static final String PAYLOAD = Payloads.pack("11\n[]", "11\n{}");

    private final Random random = new Random(SEED);

    @SuppressWarnings("NullAway.Init")
    private ServiceProcess service;

    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private Rest alice;

    @SuppressWarnings("NullAway.Init")
    private RawHttp raw;

    private String function = "";
    private String endpoint = "";

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        home = folder;
        service = ServiceProcess.start(folder);
        String token = ServiceProcess.command(folder, "token", "--user", "alice").lastWord();
        alice = new Rest(service.url(), token);
        raw = new RawHttp(service.port(), token);
        function = alice.function("f");
        endpoint = alice.endpoint(Map.of("endpoint_name", "e")).endpointId();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @AfterEach
    void stillServes() throws Exception {
        alice.get("/health").ok();
        alice.get("/v2/endpoints/" + endpoint).ok();
        assertThat(Files.readString(home.resolve("cloud").resolve("service.log")))
                .as("seed %d", SEED)
                .doesNotContain("request failed unexpectedly", "OutOfMemoryError");
    }

    private List<Mutations.Request> requests() {
        String payload = PAYLOAD.replace("\n", "\\n");
        return List.of(
                Mutations.Request.of(
                        "POST",
                        "/v3/functions",
                        """
                        {"function_name":"f","function_code":"%s","meta":{"python_version":"3.11"},\
                        "description":"d","public":true}\
                        """
                                .formatted(Rest.code("f").replace("\n", "\\n"))),
                Mutations.Request.of(
                        "POST",
                        "/v2/functions",
                        "{\"function_name\":\"f\",\"function_code\":\"1\"}"),
                Mutations.Request.of("GET", "/v2/functions/" + function, ""),
                Mutations.Request.of(
                        "POST",
                        "/v3/endpoints",
                        """
                        {"endpoint_name":"e","display_name":"d","metadata":{"hostname":"h"},\
                        "allowed_functions":["%s"],"public":false,"multi_user":false}\
                        """
                                .formatted(function)),
                Mutations.Request.of(
                        "PUT", "/v3/endpoints/" + endpoint, "{\"endpoint_name\":\"e\"}"),
                Mutations.Request.of("GET", "/v2/endpoints?role=any", ""),
                Mutations.Request.of("GET", "/v2/endpoints/" + endpoint + "/status", ""),
                Mutations.Request.of("GET", "/v3/endpoints/" + endpoint + "/allowed_functions", ""),
                Mutations.Request.of(
                        "POST",
                        "/v3/endpoints/" + endpoint + "/submit",
                        """
                        {"create_queue":true,"tasks":{"%s":["%s"]},"task_group_id":null,\
                        "resource_specification":{"num_nodes":1},"user_endpoint_config":{"n":3},\
                        "user_runtime":{"a":[1]},"result_serializers":["x.Y"]}\
                        """
                                .formatted(function, payload)),
                Mutations.Request.of(
                        "POST",
                        "/v2/submit",
                        "{\"tasks\":[[\"%s\",\"%s\",\"%s\"]]}"
                                .formatted(function, endpoint, payload)),
                Mutations.Request.of("POST", "/v2/batch_status", "{\"task_ids\":[\"x\"]}"),
                Mutations.Request.of("GET", "/v2/tasks/" + function, ""),
                Mutations.Request.of("GET", "/v2/taskgroup/" + function, ""),
                Mutations.Request.of("GET", "/v2/version?service=all", ""),
                Mutations.Request.of("GET", "/beamlet/v1/functions?name=f", ""),
                Mutations.Request.of("GET", "/beamlet/v1/tasks/" + function, ""),
                Mutations.Request.of(
                        "POST",
                        "/beamlet/v1/endpoints/" + endpoint + "/reconcile",
                        "{\"tasks\":{\"%s\":1}}".formatted(function)),
                Mutations.Request.of("POST", "/beamlet/v1/admin/tokens", "{\"user\":\"bob\"}"));
    }

    @Test
    void mutatedRequestsAreRefusedOrServed() throws Exception {
        Mutations mutations = new Mutations(random);
        for (int round = 0; round < ROUNDS; round++) {
            for (Mutations.Request sound : requests()) {
                Mutations.Request sent = mutations.of(sound);
                int status = raw.send(sent.method(), sent.path(), sent.headers(), sent.bytes());
                assertThat(status)
                        .as(
                                "seed %d: %s %s\n%s\n%s",
                                SEED, sent.method(), sent.path(), sent.headers(), sent.body())
                        .isBetween(200, 499);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"function_name\":\"a\",\"function_name\":\"b\"}",
                "{\"function_name\":1e99999999,\"function_code\":1}",
                "{\"function_name\":\"\\ud800\",\"function_code\":\"3\\n11\\n\"}",
                "{\"function_name\":\"\\u0000\",\"function_code\":\"6\\nst\\na:b\"}",
                "{\"function_name\":\"a\",\"function_code\":\"99999999999\\nst\\na:b\"}",
                "{\"function_name\":\"a\",\"meta\":[],\"function_code\":\"6\\nst\\na:b\"}",
                "{\"function_name\":\"a\",\"group\":\"x\",\"function_code\":\"6\\nst\\na:b\"}",
                "[[[[[",
                "nul",
                "{\"function_name\":NaN}",
                "\u0000"
            })
    void knownTrapsAreRefused(String body) throws Exception {
        int status = raw.send("POST", "/v3/functions", "", body.getBytes(UTF_8));
        assertThat(status).isBetween(400, 499);
    }

    @Test
    void aNulInTextThatIsKeptAsItCameIsServed() throws Exception {
        String body =
                """
                {"function_name":"a","meta":{"x":"\\u0000"},"function_code":"6\\nst\\na:b"}\
                """;
        assertThat(raw.send("POST", "/v3/functions", "", body.getBytes(UTF_8))).isEqualTo(200);
    }

    @Test
    void depthLengthAndSizeHaveBounds() throws Exception {
        String deep = "[".repeat(100_000);
        assertThat(raw.send("POST", "/v3/functions", "", deep.getBytes(UTF_8))).isEqualTo(400);
        String number = "{\"public\":%s}".formatted("9".repeat(2_000_000));
        assertThat(raw.send("POST", "/v3/functions", "", number.getBytes(UTF_8))).isEqualTo(400);
        String name =
                "{\"endpoint_name\":\"e\",\"display_name\":\"%s\"}".formatted("x".repeat(600));
        assertThat(raw.send("POST", "/v3/endpoints", "", name.getBytes(UTF_8))).isEqualTo(422);
        String header = "X-Long: " + "x".repeat(1_000_000) + "\r\n";
        assertThat(raw.send("GET", "/v2/version", header, new byte[0])).isEqualTo(431);
        assertThat(raw.send("GET", "/" + "x".repeat(100_000), "", new byte[0])).isEqualTo(414);
    }

    @Test
    void bodiesWithoutAnEndAreCutOffInBoundedMemory() throws Exception {
        // More than the service has memory for, from several sides at once.
        List<Thread> senders =
                java.util.stream.IntStream.range(0, 6)
                        .mapToObj(_ -> Thread.ofVirtual().start(() -> raw.endless("/v3/functions")))
                        .toList();
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(raw.statuses()).hasSize(6).allMatch(status -> status == 413 || status == 429);
    }
}
