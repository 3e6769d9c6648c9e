package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The calls of Globus Auth that an unmodified endpoint makes, answered only where asked for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabAuthIT {
    private static final String COMPUTE =
            "https://auth.globus.org/scopes/facd7ccc-c5f4-42aa-916b-a0e270e2c2a9/all";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private ServiceProcess service;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        home = folder;
        service = ServiceProcess.start(folder, Map.of("beamlet.auth.lab", "true"));
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void whoeverStartsTheServiceIsTold() throws Exception {
        assertThat(Files.readAllLines(home.resolve("start.err")))
                .anyMatch(line -> line.contains("beamlet.auth.lab is on"));
    }

    @Test
    void aClientGetsOneTokenForEachServiceThatItAskedForAndCallsWithIt() throws Exception {
        Properties client = client();
        JsonNode both = ask(client, "openid " + COMPUTE).ok();

        assertThat(both.path("resource_server").asText()).isEqualTo("auth.globus.org");
        assertThat(both.path("other_tokens")).hasSize(1);
        assertThat(both.path("other_tokens").path(0).path("resource_server").asText())
                .isEqualTo("funcx_service");
        JsonNode one = ask(client, COMPUTE + " " + COMPUTE).ok();
        assertThat(one.path("resource_server").asText()).isEqualTo("funcx_service");
        assertThat(one.path("other_tokens").isArray()).isTrue();
        assertThat(one.path("other_tokens")).isEmpty();

        Rest user = new Rest(service.url(), one.path("access_token").asText());
        JsonNode info = user.get("/v2/oauth2/userinfo").ok();
        String id = info.path("sub").asText();
        assertThat(info.path("identity_set").path(0).path("sub").asText()).isEqualTo(id);
        assertThat(info.path("preferred_username").asText()).isEqualTo("carol");
        assertThat(user.get("/v2/api/identities?ids=" + id).ok().path("identities")).hasSize(1);
        user.get("/v2/endpoints").ok();
    }

    @Test
    void aTokenThatIsTakenBackIsNoLongerLetIn() throws Exception {
        String token = ask(client(), COMPUTE).ok().path("access_token").asText();
        Rest user = new Rest(service.url(), token);
        user.get("/v2/endpoints").ok();

        post("/v2/oauth2/token/revoke", "", "token=" + token).ok();

        assertThat(user.get("/v2/endpoints").status()).isEqualTo(401);
    }

    @Test
    void othersAreRefusedInTheWordsOfTheProtocol() throws Exception {
        Properties client = client();
        Rest.Answer wrong =
                post(
                        "/v2/oauth2/token",
                        basic(client.getProperty("GLOBUS_COMPUTE_CLIENT_ID"), "wrong"),
                        form(COMPUTE));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.json().path("error").asText()).isEqualTo("invalid_client");
        assertThat(post("/v2/oauth2/token", "", form(COMPUTE)).status()).isEqualTo(401);
        Rest.Answer scope = ask(client, "everything");
        assertThat(scope.status()).isEqualTo(400);
        assertThat(scope.json().path("error").asText()).isEqualTo("invalid_scope");
    }

    @Test
    void aSavedPairIsItsOwnersAlone() throws Exception {
        Path file = home.resolve("client.env");
        ServiceProcess.Said said =
                ServiceProcess.command(
                        home, "client", "--user", "carol", "--save", file.toString());
        assertThat(said.err()).isEmpty();
        assertThat(said.out()).doesNotContain("SECRET");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    private Properties client() throws Exception {
        ServiceProcess.Said said = ServiceProcess.command(home, "client", "--user", "carol");
        assertThat(said.exit()).as(said.err()).isZero();
        Properties variables = new Properties();
        variables.load(new StringReader(said.out()));
        return variables;
    }

    private Rest.Answer ask(Properties client, String scope) throws Exception {
        String id = Objects.requireNonNull(client.getProperty("GLOBUS_COMPUTE_CLIENT_ID"));
        String secret = Objects.requireNonNull(client.getProperty("GLOBUS_COMPUTE_CLIENT_SECRET"));
        return post("/v2/oauth2/token", basic(id, secret), form(scope));
    }

    private static String form(String scope) {
        return "grant_type=client_credentials&scope="
                + URLEncoder.encode(scope, StandardCharsets.UTF_8);
    }

    private static String basic(String id, String secret) {
        byte[] pair = (id + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private Rest.Answer post(String path, String authorization, String form)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(service.url() + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> answer =
                HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        Json.read(answer.body());
        return new Rest.Answer(answer.statusCode(), answer.body());
    }
}
