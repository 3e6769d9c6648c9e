package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tokens, service clients and operators, and their end: at the routes and at the broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialsIT {
    private static final String PAYLOAD = Payloads.pack("11\n[]", "11\n{}");

    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private ServiceProcess service;

    @SuppressWarnings("NullAway.Init")
    private Rest operator;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        home = folder;
        service = ServiceProcess.start(folder);
        operator =
                service.nobody()
                        .as(
                                ServiceProcess.command(home, "token", "--user", "ada", "--operator")
                                        .lastWord());
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private JsonNode mint(String user, Map<String, ?> more) throws Exception {
        Map<String, Object> wish = new HashMap<>(more);
        wish.put("user", user);
        return operator.post("/beamlet/v1/admin/tokens", wish).ok();
    }

    private static String code(Rest.Answer answer) {
        return answer.json().path("code").asText();
    }

    /** Closing it twice is no error. */
    private record Open(Connection connection) implements AutoCloseable {
        static Open at(String url) throws Exception {
            return new Open(PlayedAgent.connection(url));
        }

        boolean isOpen() {
            return connection.isOpen();
        }

        @Override
        public void close() {
            connection.abort();
        }
    }

    private static Open stream(Rest user) throws Exception {
        return Open.at(streamUrl(user));
    }

    private static String streamUrl(Rest user) throws Exception {
        return user.get("/v2/get_amqp_result_connection_url").ok().path("connection_url").asText();
    }

    private static void refusedAtTheBroker(String url) {
        assertThatThrownBy(() -> PlayedAgent.connection(url)).isInstanceOf(IOException.class);
    }

    @Test
    void aRevokedTokenEndsAtTheRoutesAndAtTheBroker() throws Exception {
        JsonNode minted = mint("alice", Map.of());
        Rest alice = service.nobody().as(minted.path("token").asText());
        EndpointRegistration.Answer endpoint = alice.endpoint(Map.of("endpoint_name", "e"));
        String streamUrl = streamUrl(alice);
        Rest bob = service.user("bob");
        try (Open stream = Open.at(streamUrl);
                Open agent = Open.at(endpoint.taskQueue().connectionUrl());
                Open bystander = stream(bob)) {
            operator.delete("/beamlet/v1/admin/tokens/" + minted.path("token_id").asText()).ok();

            Rest.Answer answer = alice.get("/v2/endpoints");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text()).contains("INVALID_AUTH_TOKEN", "revoked");
            Await.until("connections end", () -> !stream.isOpen() && !agent.isOpen());
            refusedAtTheBroker(streamUrl);
            refusedAtTheBroker(endpoint.taskQueue().connectionUrl());
            assertThat(bystander.isOpen()).isTrue();
        }
    }

    @Test
    void anotherTokenOfTheSameUserGoesOn() throws Exception {
        JsonNode lost = mint("carol", Map.of("label", "laptop"));
        Rest carol = service.nobody().as(mint("carol", Map.of()).path("token").asText());

        assertThat(carol.get("/beamlet/v1/tokens").ok().findValuesAsText("label"))
                .contains("laptop");
        carol.delete("/beamlet/v1/tokens/" + lost.path("token_id").asText()).ok();

        assertThat(service.nobody().as(lost.path("token").asText()).get("/v2/endpoints").status())
                .isEqualTo(401);
        stream(carol).close();
        assertThat(carol.get("/beamlet/v1/tokens").text())
                .doesNotContain(lost.path("token").asText());
    }

    @Test
    void aTokenExpiresWithItsConnections() throws Exception {
        JsonNode minted = mint("dave", Map.of("expires_in", 8));
        Rest dave = service.nobody().as(minted.path("token").asText());
        try (Open stream = stream(dave)) {
            Await.until("the token expires", () -> dave.get("/v2/endpoints").status() == 401);
            assertThat(dave.get("/v2/endpoints").text()).contains("expired");
            Await.until("its connection ends", () -> !stream.isOpen());
        }
    }

    @Test
    void aDisabledUserIsOutUntilLetInAgain() throws Exception {
        Rest eve = service.nobody().as(mint("eve", Map.of()).path("token").asText());
        try (Open stream = stream(eve)) {
            operator.put("/beamlet/v1/admin/users/eve", Map.of("disabled", true)).ok();

            assertThat(eve.get("/v2/endpoints").status()).isEqualTo(401);
            Await.until("the connection ends", () -> !stream.isOpen());
        }
        operator.put("/beamlet/v1/admin/users/eve", Map.of("disabled", false)).ok();
        eve.get("/v2/endpoints").ok();
    }

    @Test
    void aServiceClientGetsTokensThatExpireUntilItIsRevoked() throws Exception {
        Path secret = home.resolve("daemon.secret");
        ServiceProcess.Said made =
                ServiceProcess.command(
                        home,
                        "daemon",
                        "create",
                        "detector",
                        "--secret-file",
                        secret.toString(),
                        "--token-lifetime",
                        "15m");
        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(Files.getPosixFilePermissions(secret)).hasSize(2);
        String id = made.lastWord();
        String text = Files.readString(secret).strip();
        assertThat(made.out()).doesNotContain(text);

        JsonNode grant = grant(id, text).ok();
        assertThat(grant.path("expires_in").asInt()).isBetween(800, 900);
        Rest daemon = service.nobody().as(grant.path("access_token").asText());
        assertThat(daemon.get("/beamlet/v1/whoami").ok().path("user").asText())
                .isEqualTo("detector");
        assertThat(grant(id, "wrong").status()).isEqualTo(401);
        assertThat(grant("nobody", text).status()).isEqualTo(401);

        ServiceProcess.command(home, "daemon", "revoke", id);
        assertThat(grant(id, text).status()).isEqualTo(401);
        assertThat(daemon.get("/v2/endpoints").status()).isEqualTo(401);
    }

    private Rest.Answer grant(String id, String secret) throws Exception {
        String pair =
                Base64.getEncoder()
                        .encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return service.nobody()
                .form(
                        "/beamlet/v1/oauth2/token",
                        "grant_type=client_credentials",
                        Map.of("Authorization", "Basic " + pair));
    }

    @Test
    void usersStayWithinTheirLimits() throws Exception {
        Rest frank = service.nobody().as(mint("frank", Map.of()).path("token").asText());
        String endpoint = frank.endpoint(Map.of("endpoint_name", "e")).endpointId();
        String function = frank.function("first");
        operator.put(
                        "/beamlet/v1/admin/users/frank/quota",
                        Map.of("tasks", 2, "functions", 2, "submit_bytes_per_day", 1000))
                .ok();

        frank.function("second");
        Rest.Answer third =
                frank.post(
                        "/v3/functions",
                        Map.of("function_name", "f", "function_code", Rest.code("third")));
        assertThat(code(third)).isEqualTo("QUOTA_EXCEEDED");
        assertThat(third.status()).isEqualTo(403);
        submit(frank, endpoint, function, 2).ok();
        Rest.Answer more = submit(frank, endpoint, function, 1);
        assertThat(more.status()).isEqualTo(429);
        assertThat(more.text()).contains("2 tasks are under way of 2");
        assertThat(frank.get("/beamlet/v1/quota").ok().path("tasks_outstanding"))
                .hasToString("{\"used\":2,\"limit\":2}");
        frank.delete("/v2/endpoints/" + endpoint).ok();
        String other = frank.endpoint(Map.of("endpoint_name", "e2")).endpointId();
        submit(frank, other, function, 2).ok();

        operator.put("/beamlet/v1/admin/users/frank/quota", Map.of("submit_bytes_per_day", 60))
                .ok();
        Rest.Answer much = submit(frank, other, function, 1);
        assertThat(code(much)).isEqualTo("QUOTA_EXCEEDED");
        assertThat(much.text()).contains("tomorrow");
    }

    private static Rest.Answer submit(Rest user, String endpoint, String function, int count)
            throws Exception {
        return user.post(
                "/v3/endpoints/" + endpoint + "/submit",
                Map.of("tasks", Map.of(function, Collections.nCopies(count, PAYLOAD))));
    }

    @Test
    void theAuditLogTellsWhoDidWhatAndNoSecrets() throws Exception {
        JsonNode minted = mint("grace", Map.of());
        String token = minted.path("token").asText();
        Rest grace = service.nobody().as(token);
        String function = grace.function("audited");
        Rest mallory = service.user("mallory");
        mallory.delete("/v2/functions/" + function);
        service.nobody().as("bl_guessed").get("/v2/endpoints");

        List<String> lines = operator.get("/beamlet/v1/admin/audit").text().lines().toList();

        assertThat(lines)
                .anySatisfy(line ->
                        assertThat(line)
                                .contains("grace", "POST /v3/functions", function, "allowed"))
                .anySatisfy(line ->
                        assertThat(line)
                                .contains(
                                        "mallory",
                                        "DELETE /v2/functions/{}",
                                        function,
                                        "refused",
                                        "FUNCTION_ACCESS_FORBIDDEN",
                                        "127.0.0.1"))
                .anySatisfy(line -> assertThat(line).contains("INVALID_AUTH_TOKEN", "refused"))
                .anySatisfy(line ->
                        assertThat(line).contains("POST /beamlet/v1/admin/tokens", "user=grace"));
        assertThat(lines)
                .noneMatch(line ->
                        line.contains(token)
                                || line.contains("bl_guessed")
                                || line.contains("def audited"));
        ServiceProcess.Said said = ServiceProcess.command(home, "audit", "--user", "mallory");
        assertThat(said.out()).contains("FUNCTION_ACCESS_FORBIDDEN").doesNotContain("grace\"");
    }

    @Test
    void tokensAreListedWithoutTheirTexts() throws Exception {
        JsonNode minted = mint("heidi", Map.of("label", "beamline", "expires_in", 86400));
        ServiceProcess.Said said = ServiceProcess.command(home, "token", "list", "--user", "heidi");

        assertThat(said.out())
                .contains("heidi", "beamline", minted.path("token_id").asText())
                .doesNotContain(minted.path("token").asText());
        ServiceProcess.Said revoked =
                ServiceProcess.command(home, "token", "revoke", minted.path("token_id").asText());
        assertThat(revoked.exit()).as(revoked.err()).isZero();
        assertThat(service.nobody().as(minted.path("token").asText()).get("/v2/endpoints").status())
                .isEqualTo(401);
        ServiceProcess.Said unknown = ServiceProcess.command(home, "token", "revoke", "nothing");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("there is no token 'nothing'; use an id of");
    }
}
