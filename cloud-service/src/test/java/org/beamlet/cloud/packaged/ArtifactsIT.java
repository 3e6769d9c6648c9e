package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.payload.JavaEntry;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Objects that are too large for a message. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArtifactsIT {
    private static final int LARGEST = 40 * 1024 * 1024;
    private static final String PAYLOAD = Payloads.pack("11\n[]", "11\n{}");

    @SuppressWarnings("NullAway.Init")
    private ServiceProcess service;

    @SuppressWarnings("NullAway.Init")
    private Rest alice;

    @SuppressWarnings("NullAway.Init")
    private Rest bob;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        service =
                ServiceProcess.start(
                        folder,
                        "--port",
                        "0",
                        "--broker-port",
                        "0",
                        "--set",
                        "beamlet.objects.largest=40M");
        alice = service.user("alice");
        bob = service.user("bob");
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void whatWasSentComesBackToItsOwnerAndToNobodyElse() throws Exception {
        byte[] content = random(LARGEST);
        String path = path(content);
        assertThat(alice.get(path).status()).isEqualTo(404);
        assertThat(alice.upload(path, content).ok().path("size").asInt()).isEqualTo(LARGEST);
        alice.upload(path, content).ok();

        HttpResponse<byte[]> answer = alice.download(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length"))
                .contains(Integer.toString(LARGEST));
        assertThat(answer.body()).isEqualTo(content);
        assertThat(alice.call("HEAD", path, null, Map.of()).status()).isEqualTo(200);
        assertThat(bob.get(path).status()).isEqualTo(404);
        assertThat(bob.call("HEAD", path, null, Map.of()).status()).isEqualTo(404);
    }

    @Test
    void contentThatIsNotWhatItsNameSaysIsRefused() throws Exception {
        byte[] content = random(1000);
        String path = path(content);
        content[0]++;
        Rest.Answer answer = alice.upload(path, content);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).contains("SHA-256");
        assertThat(alice.get(path).status()).isEqualTo(404);
        assertThat(alice.upload("/beamlet/v1/artifacts/abc", content).status()).isEqualTo(400);
    }

    @Test
    void whatIsLargerThanAllowedIsRefusedBySettingsName() throws Exception {
        byte[] content = random(LARGEST + 1);
        Rest.Answer answer = alice.upload(path(content), content);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).contains("beamlet.objects.largest");
    }

    @Test
    void theOwnerOfATaskReadsWhatTheEndpointsOwnerSendsForIt() throws Exception {
        String function = alice.function("f");
        EndpointRegistration.Answer endpoint =
                bob.endpoint(
                        Map.of(
                                "endpoint_name",
                                "bobs",
                                "public",
                                true,
                                "allowed_functions",
                                List.of(function)));
        String task = submit(endpoint, function);
        byte[] content = random(5000);
        String path = path(content);
        bob.upload(path + "?task=" + task, content).ok();
        assertThat(alice.download(path).body()).isEqualTo(content);

        Rest carol = service.user("carol");
        byte[] other = random(5000);
        assertThat(carol.upload(path(other) + "?task=" + task, other).status()).isEqualTo(403);
        assertThat(alice.get(path(other)).status()).isEqualTo(404);
    }

    @Test
    void theOwnerOfAnEndpointReadsTheJarOfATaskThere() throws Exception {
        byte[] jar = random(5000);
        String path = path(jar);
        String hash = path.substring(path.lastIndexOf('/') + 1);
        JavaEntry entry = JavaEntry.parse("org.lab.Peaks#find");
        Map<String, Object> registration =
                Map.of(
                        "function_name",
                        "peaks",
                        "function_code",
                        new UserFunction.Jar(hash, 5000, entry).packed());

        Rest.Answer early = alice.post("/v3/functions", registration);
        alice.upload(path, jar).ok();
        Rest.Answer strangers = bob.post("/v3/functions", registration);
        String function =
                alice.post("/v3/functions", registration).ok().path("function_uuid").asText();

        assertThat(early.status()).isEqualTo(404);
        assertThat(early.text()).contains("ARTIFACT_NOT_FOUND", hash);
        assertThat(strangers.status()).as("a JAR that only alice has sent").isEqualTo(404);

        EndpointRegistration.Answer endpoint =
                bob.endpoint(
                        Map.of(
                                "endpoint_name",
                                "jars",
                                "public",
                                true,
                                "allowed_functions",
                                List.of(function)));
        String task = submit(endpoint, function);

        assertThat(bob.get(path).status()).isEqualTo(404);
        assertThat(bob.download(path + "?task=" + task).body()).isEqualTo(jar);
        assertThat(service.user("carol").get(path + "?task=" + task).status()).isEqualTo(403);
        byte[] other = random(10);
        alice.upload(path(other), other).ok();
        assertThat(bob.get(path(other) + "?task=" + task).status())
                .as("not what the function is made of")
                .isEqualTo(404);
    }

    @Test
    void aJarStaysAsLongAsItsFunction() throws Exception {
        byte[] jar = random(300);
        String path = path(jar);
        JavaEntry entry = JavaEntry.parse("org.lab.Peaks#find");
        String hash = path.substring(path.lastIndexOf('/') + 1);
        alice.upload(path, jar).ok();
        String function =
                alice.post(
                                "/v3/functions",
                                Map.of(
                                        "function_name",
                                        "peaks",
                                        "function_code",
                                        new UserFunction.Jar(hash, 300, entry).packed()))
                        .ok()
                        .path("function_uuid")
                        .asText();

        assertThat(alice.call("DELETE", "/v2/functions/" + function, null, Map.of()).status())
                .isEqualTo(200);

        assertThat(alice.download(path).body()).as("for tasks that were accepted").isEqualTo(jar);
    }

    private String submit(EndpointRegistration.Answer endpoint, String function) throws Exception {
        return alice.post(
                        "/v3/endpoints/" + endpoint.endpointId() + "/submit",
                        Map.of("tasks", Map.of(function, List.of(PAYLOAD))))
                .ok()
                .path("tasks")
                .path(function)
                .path(0)
                .asText();
    }

    private static String path(byte[] content) throws Exception {
        return "/beamlet/v1/artifacts/"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random().nextBytes(content);
        return content;
    }
}
