package org.beamlet.providers.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.LoginAnswer;
import org.beamlet.providers.LoginStep;
import org.beamlet.providers.command.CommandResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logins for which a person is needed. */
@Timeout(90)
class AskedLoginIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path folder;

    private AskingHost host;
    private SshSite site;
    private final AtomicLong nanos = new AtomicLong(1);

    @BeforeEach
    void start() throws Exception {
        host = new AskingHost(folder);
        site = new SshSite(host.settings(true), folder, "beamlet endpoint login x", nanos::get);
    }

    @AfterEach
    void stop() {
        site.close();
        host.close();
    }

    private CommandResult echo() {
        return site.run(List.of("echo", "there"), LONG);
    }

    private LoginStep login(List<String> answers) {
        LoginStep.Asks asked = (LoginStep.Asks) next(new LoginAnswer(true, List.of()));
        assertThat(asked.host()).startsWith("ada@127.0.0.1");
        assertThat(asked.instruction()).isEqualTo("Use your token.");
        assertThat(asked.prompts())
                .containsExactly(
                        new LoginStep.Prompt("Password:", true),
                        new LoginStep.Prompt("One-time password:", true));
        return next(new LoginAnswer(false, answers));
    }

    private LoginStep next(LoginAnswer answer) {
        LoginStep step = site.login(answer);
        while (step instanceof LoginStep.Wait) {
            step = site.login(new LoginAnswer(false, List.of()));
        }
        return step;
    }

    @Test
    void nobodyIsLoggedInBeforeAPersonHasSaidWhatTheHostAsksFor() {
        assertThat(site.loginRequired()).isTrue();
        assertThat(site.trouble()).get().asString().contains("`beamlet endpoint login x`");
        assertThat(echo().answered()).isFalse();
        assertThat(host.attempts()).isZero();

        assertThat(login(AskingHost.RIGHT)).isInstanceOf(LoginStep.Done.class);

        assertThat(echo().stdout()).isEqualTo("there\n");
        assertThat(site.loginRequired()).isFalse();
        assertThat(site.trouble()).isEmpty();
        assertThat(host.attempts()).isEqualTo(1);
    }

    @Test
    void aPersonNeedsNoKey() {
        site.close();
        SshKeys none = new SshKeys(List.of(), Optional.empty(), Optional.empty(), Optional.empty());
        site = new SshSite(host.settings(true, none), folder, "beamlet", nanos::get);

        assertThat(login(AskingHost.RIGHT)).isInstanceOf(LoginStep.Done.class);
        assertThat(echo().stdout()).isEqualTo("there\n");
    }

    @Test
    void aWrongAnswerIsTriedOnce() {
        assertThatThrownBy(() -> login(List.of("secret", "000000")))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.LOGIN_REQUIRED))
                .hasMessageContaining("does not let ada in")
                .hasMessageNotContaining("000000");
        for (int i = 0; i < 3; i++) {
            nanos.addAndGet(LONG.multipliedBy(30).toNanos());
            assertThat(echo().answered()).isFalse();
        }

        assertThat(host.attempts()).isEqualTo(1);
        assertThat(site.loginRequired()).isTrue();
        assertThat(login(AskingHost.RIGHT)).isInstanceOf(LoginStep.Done.class);
    }

    @Test
    void aLoginThatTheHostHasEndedNeedsAPersonAgain() {
        assertThat(login(AskingHost.RIGHT)).isInstanceOf(LoginStep.Done.class);
        assertThat(echo().succeeded()).isTrue();

        host.hangUp();
        for (int i = 0; i < 3; i++) {
            assertThat(echo().answered()).isFalse();
        }

        assertThat(site.loginRequired()).isTrue();
        assertThat(host.attempts()).isEqualTo(1);
        assertThat(login(AskingHost.RIGHT)).isInstanceOf(LoginStep.Done.class);
        assertThat(echo().stdout()).isEqualTo("there\n");
    }

    @Test
    void twoPeopleDoNotLogInAtOnce() {
        assertThat(next(new LoginAnswer(true, List.of()))).isInstanceOf(LoginStep.Asks.class);

        assertThatThrownBy(() -> site.login(new LoginAnswer(true, List.of())))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_CONFLICT));
    }

    @Test
    void aHostThatAsksAnAgentWhichIsNotToAskIsLeftAlone() {
        SshSite quiet =
                new SshSite(host.settings(false), folder, "beamlet endpoint login x", nanos::get);

        for (int i = 0; i < 3; i++) {
            nanos.addAndGet(LONG.multipliedBy(30).toNanos());
            assertThat(quiet.run(List.of("true"), LONG).answered()).isFalse();
        }

        assertThat(quiet.loginRequired()).isTrue();
        assertThat(host.attempts()).isZero();
        quiet.close();
    }

    @Test
    void whatAPersonSaysStandsInNoText() {
        assertThat(new LoginAnswer(false, AskingHost.RIGHT).toString()).doesNotContain("123456");
    }
}
