package org.beamlet.conformance.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.FreePort;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** People, programs and operators of a certified issuer, at a service that trusts it. */
@Tag("access")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OidcIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private IssuerPeer issuer;
    private BeamletStack stack;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        issuer = IssuerPeer.running();
        Map<String, String> settings = new HashMap<>();
        settings.put("BEAMLET_OIDC_ISSUER", issuer.issuer());
        settings.put("BEAMLET_OIDC_AUDIENCE", issuer.audience());
        settings.put("BEAMLET_OIDC_CLIENT_ID", issuer.clientId());
        stack = new BeamletStack(home, FreePort.find(), settings);
        stack.startCloud();
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private Rest as(String token) {
        return new Rest(stack.url().toString(), token);
    }

    private Rest loggedIn(String account) throws Exception {
        return as(issuer.login(account).path("access_token").asText());
    }

    private static JsonNode self(Rest user) throws Exception {
        return user.get("/beamlet/v1/whoami").ok();
    }

    @Test
    void theServiceSaysHowToLogIn() throws Exception {
        JsonNode said = as("").get("/beamlet/v1/auth").ok();

        assertThat(said.path("issuer").asText()).isEqualTo(issuer.issuer());
        assertThat(said.path("client_id").asText()).isEqualTo(issuer.clientId());
    }

    @Test
    void aLoginByDeviceCodeIsThatPersonWithTheirGroups() throws Exception {
        Rest alice = loggedIn("alice");
        JsonNode self = self(alice);

        assertThat(self.path("user").asText()).isEqualTo("alice");
        assertThat(self.path("operator").asBoolean()).isFalse();
        assertThat(self.path("groups")).hasSize(1);
        JsonNode group = alice.get("/beamlet/v1/groups").ok().path(0);
        assertThat(group.path("name").asText()).isEqualTo("beamline-8idi");
        assertThat(group.path("source").asText()).isEqualTo("issuer");
        assertThat(self(loggedIn("alice")).path("user_id")).isEqualTo(self.path("user_id"));

        String function =
                alice.post(
                                "/v3/functions",
                                Map.of(
                                        "function_name",
                                        "f",
                                        "function_code",
                                        Rest.code("f"),
                                        "group",
                                        group.path("group_id").asText()))
                        .ok()
                        .path("function_uuid")
                        .asText();
        assertThat(loggedIn("bob").get("/v2/functions/" + function).status()).isEqualTo(403);
    }

    @Test
    void theRoleOfTheIssuerMakesAnOperator() throws Exception {
        assertThat(loggedIn("ada").get("/beamlet/v1/admin/users").status()).isEqualTo(200);
        assertThat(loggedIn("bob").get("/beamlet/v1/admin/users").status()).isEqualTo(403);
    }

    @Test
    void aProgramWithClientCredentialsIsItself() throws Exception {
        assertThat(self(as(issuer.daemonToken())).path("user").asText())
                .isEqualTo("detector-daemon");
    }

    @Test
    void tokensThatAreNotForThisServiceAreRefused() throws Exception {
        JsonNode login = issuer.login("alice");
        List<String> wrong =
                List.of(
                        login.path("id_token").asText(),
                        issuer.door(
                                        "token",
                                        Map.of("account", "alice", "audience", "https://other"))
                                .path("access_token")
                                .asText(),
                        login.path("access_token").asText() + "x");

        for (String token : wrong) {
            assertThat(as(token).get("/v2/endpoints").status()).isEqualTo(401);
        }
    }

    @Test
    void aTokenThatExpiredIsRefused() throws Exception {
        Rest alice =
                as(
                        issuer.door("token", Map.of("account", "alice", "expires_in", -60))
                                .path("access_token")
                                .asText());
        assertThat(alice.get("/v2/endpoints").status()).isEqualTo(401);
    }

    @Test
    void keysMayChange() throws Exception {
        String before = issuer.login("bob").path("access_token").asText();
        as(before).get("/v2/endpoints").ok();
        JsonNode _ = issuer.door("rotate", Map.of("keep", true));

        as(before).get("/v2/endpoints").ok();
        self(loggedIn("bob"));
    }

    @Test
    void somebodyWhoIsShutOutStaysOutWhateverTheIssuerSays() throws Exception {
        Rest bob = loggedIn("bob");
        Rest ada = loggedIn("ada");
        String id = self(bob).path("user_id").asText();
        String url =
                bob.get("/v2/get_amqp_result_connection_url").ok().path("connection_url").asText();
        Connection stream = PlayedAgent.connection(url);

        ada.put("/beamlet/v1/admin/users/" + id, Map.of("disabled", true)).ok();

        assertThat(bob.get("/v2/endpoints").status()).isEqualTo(401);
        assertThat(loggedIn("bob").get("/v2/endpoints").status()).isEqualTo(401);
        Await.until(PATIENCE, "the stream ends", () -> !stream.isOpen());
        ada.put("/beamlet/v1/admin/users/" + id, Map.of("disabled", false)).ok();
    }
}
