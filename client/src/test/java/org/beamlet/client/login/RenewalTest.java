package org.beamlet.client.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.FakeService;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.home.BeamletHome;
import org.beamlet.protocol.login.Grant;
import org.beamlet.protocol.login.LoginTokens;
import org.beamlet.protocol.login.SavedLogin;
import org.beamlet.protocol.login.TokenSource;
import org.beamlet.protocol.login.UserTokens;
import org.beamlet.protocol.net.Connections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalTest {
    private static final Connections DIRECT = Connections.of(Map.of());
    private static final URI SERVICE = URI.create("https://beamlet.example");

    @TempDir Path folder;
    private FakeIssuer issuer;

    @BeforeEach
    void start() throws IOException {
        issuer = new FakeIssuer();
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private Path file() {
        return new BeamletHome(folder).login();
    }

    /** Logs in as the command does; the token lives five minutes. */
    private SavedLogin login(URI service) throws InterruptedException {
        issuer.life(300);
        try (var known =
                new org.beamlet.protocol.login.Issuer(issuer.url(), DIRECT, Clock.systemUTC())) {
            Grant grant =
                    new DeviceLogin(known, "cli", _ -> {}).await(known.device("cli", "openid", ""));
            SavedLogin login = SavedLogin.of(service, issuer.url(), "cli", "alice", grant);
            login.write(file());
            return login;
        }
    }

    private LoginTokens tokens(SavedLogin login, Duration later) {
        return new LoginTokens(
                login, file(), DIRECT, InstantSource.offset(Clock.systemUTC(), later));
    }

    @Test
    void aFreshTokenIsUsedAndAStaleOneIsRenewedBeforeItEnds() throws Exception {
        SavedLogin login = login(SERVICE);

        assertThat(tokens(login, Duration.ZERO).token()).isEqualTo("access-1");
        assertThat(tokens(login, Duration.ofSeconds(270)).token()).isEqualTo("access-2");
        assertThat(Files.readString(file())).contains("access-2", "refresh-2", "alice");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void whoeverComesSecondFindsTheTokenThatTheFirstGot() throws Exception {
        SavedLogin login = login(SERVICE);
        issuer.life(3600);
        assertThat(tokens(login, Duration.ofSeconds(270)).token()).isEqualTo("access-2");

        // Another process, which knows the first token only; its refresh token is used up.
        assertThat(tokens(login, Duration.ofSeconds(270)).token()).isEqualTo("access-2");
        assertThat(issuer.issued()).isEqualTo(2);
    }

    @Test
    void anIssuerThatIsAwayHarmsNobodyWhileTheTokenHolds() throws Exception {
        SavedLogin login = login(SERVICE);
        issuer.away(true);

        assertThat(tokens(login, Duration.ofSeconds(270)).token()).isEqualTo("access-1");
        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> tokens(login, Duration.ofSeconds(301)).token())
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SERVICE_UNREACHABLE));
    }

    @Test
    void aLoginThatTheIssuerHasForgottenAsksForAnother() throws Exception {
        SavedLogin login = login(SERVICE);
        issuer.refuse("invalid_grant");

        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> tokens(login, Duration.ofSeconds(270)).token())
                .withMessageContaining("beamlet login");
    }

    @Test
    void aTokenIsShownToItsOwnServiceOnly() throws Exception {
        SavedLogin _ = login(SERVICE);
        UserTokens tokens = new UserTokens(Map.of(), new BeamletHome(folder), DIRECT);

        assertThat(tokens.find(URI.create("HTTPS://beamlet.example:443/")))
                .map(TokenSource::token)
                .contains("access-1");
        assertThat(tokens.find(URI.create("https://beamlet.example.evil"))).isEmpty();
        assertThat(tokens.find(URI.create("http://beamlet.example"))).isEmpty();
    }

    @Test
    void aRefusedTokenIsRenewedOnceAndTheCallRepeated() throws Exception {
        try (FakeService service = new FakeService()) {
            service.on(
                    "GET /beamlet/v1/whoami",
                    call ->
                            call.authorization().equals("Bearer access-1")
                                    ? FakeService.Answer.status(401)
                                    : FakeService.Answer.ok(Map.of("user", "alice")));
            SavedLogin login = login(service.url());
            TokenSource tokens = tokens(login, Duration.ZERO);
            try (BeamletClient client =
                    new BeamletClient(service.url(), tokens, BeamletClient.TIMEOUT, DIRECT)) {
                assertThat(client.caller().path("user").asText()).isEqualTo("alice");
            }
            assertThat(service.calls("GET /beamlet/v1/whoami")).hasSize(2);
        }
    }

    @Test
    void aServiceClientProvesItselfByItsSecretAndIsRenewedToo() throws Exception {
        try (FakeService service = new FakeService()) {
            service.on("GET /beamlet/v1/auth", Map.of("issuer", issuer.url().toString()));
            Path secret = Files.writeString(folder.resolve("secret"), "s3cret%\n");
            TokenSource tokens =
                    new UserTokens(
                                    Map.of(
                                            "BEAMLET_CLIENT_ID",
                                            "daemon",
                                            "BEAMLET_CLIENT_SECRET_FILE",
                                            secret.toString()),
                                    new BeamletHome(folder),
                                    DIRECT)
                            .required(service.url());

            assertThat(tokens.token()).isEqualTo("access-1");
            assertThat(tokens.token()).isEqualTo("access-1");
            assertThat(tokens.renew("access-1")).isTrue();
            assertThat(tokens.token()).isEqualTo("access-2");
        }
        assertThat(issuer.asked())
                .allSatisfy(form ->
                        assertThat(form)
                                .containsEntry("grant_type", "client_credentials")
                                .containsEntry("authorization", "Basic ZGFlbW9uOnMzY3JldCUyNQ=="));
    }

    @Test
    void whatIsSavedCanBeReadAgain() throws Exception {
        SavedLogin login = login(SERVICE);

        assertThat(SavedLogin.read(file())).contains(login);
        assertThat(login.until())
                .isBefore(Instant.now().plusSeconds(301))
                .isAfter(Instant.ofEpochSecond(0).atOffset(ZoneOffset.UTC).toInstant());
    }
}
