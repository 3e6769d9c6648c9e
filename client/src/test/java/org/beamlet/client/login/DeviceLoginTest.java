package org.beamlet.client.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.login.Grant;
import org.beamlet.protocol.login.Issuer;
import org.beamlet.protocol.net.Connections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceLoginTest {
    private final List<Duration> pauses = new ArrayList<>();
    private FakeIssuer fake;
    private Issuer issuer;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeIssuer();
        issuer = new Issuer(fake.url(), Connections.of(Map.of()), Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        issuer.close();
        fake.close();
    }

    private Grant login() throws InterruptedException {
        return new DeviceLogin(issuer, "cli", pauses::add)
                .await(issuer.device("cli", "openid", ""));
    }

    @Test
    void itAsksAtTheIntervalUntilTheCodeIsConfirmedAndNamesWhoDidThat() throws Exception {
        fake.refuse("authorization_pending", "authorization_pending");

        Grant grant = login();

        assertThat(grant.accessToken()).isEqualTo("access-1");
        assertThat(Claims.user(grant)).contains("alice");
        assertThat(pauses).containsOnly(Duration.ofSeconds(1)).hasSize(3);
        assertThat(fake.asked())
                .allSatisfy(form ->
                        assertThat(form)
                                .containsEntry("device_code", "the-device")
                                .containsEntry("client_id", "cli"));
    }

    @Test
    void anIssuerThatIsPressedTooHardIsAskedFiveSecondsLaterEachTime() throws Exception {
        fake.refuse("slow_down", "authorization_pending", "slow_down");

        Grant _ = login();

        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 6L, 6L, 11L);
    }

    @ParameterizedTest
    @CsvSource({
        "access_denied, refused in the browser",
        "expired_token, nobody confirmed the code in time",
        "invalid_client, the issuer refuses the login: invalid_client"
    })
    void aNoIsFinal(String error, String told) {
        fake.refuse(error);

        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(this::login)
                .withMessageContaining(told);
        assertThat(fake.asked()).hasSize(1);
    }

    @Test
    void aCodeThatNobodyConfirmsRunsOut() {
        String[] always = new String[700];
        java.util.Arrays.fill(always, "authorization_pending");
        fake.refuse(always);

        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(this::login)
                .withMessageContaining("in time");
        assertThat(pauses).hasSize(600);
    }
}
