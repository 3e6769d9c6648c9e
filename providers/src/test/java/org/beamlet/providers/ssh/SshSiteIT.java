package org.beamlet.providers.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.providers.command.CommandResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Commands on a real OpenSSH server, and connections to it that break. */
@EnabledIf("org.beamlet.providers.ssh.Sshd#installed")
@Timeout(90)
class SshSiteIT extends OverSsh {
    @Test
    void aCommandTellsItsExitAndBothOutputs() {
        CommandResult result = shell(site(), "echo out; echo err >&2; exit 3", LONG);

        assertThat(result.answered()).isTrue();
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.stdout()).isEqualTo("out\n");
        assertThat(result.stderr()).isEqualTo("err\n");
    }

    @Test
    void wordsArriveAsTheyAreGiven() {
        List<String> words =
                List.of(
                        "two words",
                        "it's",
                        "\"x\"",
                        "a\nb",
                        "$(id)",
                        "`id`",
                        "*",
                        "\\n",
                        "",
                        "!!");
        List<String> command = new ArrayList<>(List.of("printf", "%s\\0"));
        command.addAll(words);

        assertThat(site().run(command, LONG).stdout()).isEqualTo(String.join("\0", words) + "\0");
    }

    @Test
    void theCommandsOfAUserHaveTheEnvironmentThatIsAskedFor() {
        SshSettings usual = sshd.settings(far);
        SshSite site =
                site(
                        new SshSettings(
                                usual.target(),
                                usual.jumps(),
                                usual.knownHosts(),
                                usual.keys(),
                                false,
                                usual.control(),
                                Map.of("SITE", "it's $HOME"),
                                far,
                                "",
                                "java",
                                usual.timing()));

        assertThat(shell(site, "echo \"$SITE\"", LONG).stdout()).isEqualTo("it's $HOME\n");
    }

    @Test
    void oneConnectionServesAll() {
        SshSite site = site();

        assertThat(echo(site).succeeded()).isTrue();
        assertThat(echo(site).succeeded()).isTrue();
        assertThat(sshd.log().lines().filter(line -> line.contains("Accepted publickey")))
                .hasSize(1);
    }

    @Test
    void aLargeOutputComesWhole() {
        assertThat(shell(site(), "head -c 3000000 /dev/zero | tr '\\0' x; echo >&2", LONG).stdout())
                .hasSize(3_000_000);
    }

    @Test
    void theWayMayLeadThroughOtherHosts() throws IOException {
        Sshd first = started("first");
        Sshd second = started("second");
        for (Sshd jump : List.of(first, second)) {
            Files.copy(
                    sshd.folder().resolve("key.pub"),
                    jump.folder().resolve("authorized_keys"),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(
                    sshd.known(), Files.readString(jump.known()), StandardOpenOption.APPEND);
        }
        SshSite site =
                site(
                        sshd.settings(
                                far,
                                Sshd.keys(sshd.key()),
                                List.of(first.hop(), second.hop()),
                                Optional.empty()));

        assertThat(echo(site).stdout()).isEqualTo("there\n");
        assertThat(first.log()).contains("Accepted publickey");
        assertThat(second.log()).contains("Accepted publickey");

        // A jump that breaks takes all with it, and all is made anew.
        var _ = Thread.ofVirtual().start(() -> cutSoon(first));
        assertThat(shell(site, "sleep 30", LONG).answered()).isFalse();
        assertThat(echo(site).stdout()).isEqualTo("there\n");
    }

    @Test
    void aConnectionThatBreaksIsNoAnswerAndTheNextCommandConnectsAnew() {
        SshSite site = site();
        assertThat(echo(site).succeeded()).isTrue();
        var _ = Thread.ofVirtual().start(() -> cutSoon(sshd));

        CommandResult result = shell(site, "echo begun; sleep 30", LONG);

        assertThat(result.answered()).isFalse();
        assertThat(result.told()).contains("no answer").contains("broke");
        assertThat(echo(site).stdout()).isEqualTo("there\n");
        assertThat(site.loginRequired()).isFalse();
    }

    @Test
    void aHostThatHasFallenSilentIsFoundOutByItsMissingSignsOfLife() throws IOException {
        SshSettings usual = sshd.settings(far);
        SshSite site =
                site(
                        new SshSettings(
                                usual.target(),
                                usual.jumps(),
                                usual.knownHosts(),
                                usual.keys(),
                                false,
                                usual.control(),
                                Map.of(),
                                far,
                                "",
                                "java",
                                new SshSettings.Timing(Duration.ofSeconds(1), LONG)));
        assertThat(echo(site).succeeded()).isTrue();
        long server = Long.parseLong(Files.readString(sshd.folder().resolve("sshd.pid")).strip());
        List<String> freeze = new ArrayList<>(List.of("kill", "-STOP"));
        ProcessHandle.of(server)
                .orElseThrow()
                .children()
                .forEach(one -> freeze.add(Long.toString(one.pid())));
        var _ = Sshd.require(freeze);

        assertThat(shell(site, "sleep 50", LONG).told()).contains("the connection broke");
        sshd.say("cut");
    }

    @Test
    void aHostThatIsAwayIsTriedAgainLaterAndLater() {
        SshSite site = site();
        sshd.say("stop");
        assertThat(echoTold(site)).contains("cannot be reached");
        assertThat(site.trouble()).get().asString().contains("it is tried again");
        assertThat(site.loginRequired()).isFalse();
        assertThat(site.ready()).isFalse();

        sshd.say("start");
        assertThat(echo(site).answered()).isFalse();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(site.ready()).isTrue();
        assertThat(echo(site).stdout()).isEqualTo("there\n");
        assertThat(site.trouble()).isEmpty();
    }

    private static String echoTold(SshSite site) {
        return echo(site).told();
    }

    @Test
    void aCommandThatHangsIsNoAnswerAndItsWholeGroupIsKilledThere() throws Exception {
        Path pid = folder.resolve("pid");
        SshSite site = site();

        CommandResult result =
                shell(site, "sleep 600 & echo $! > '" + pid + "'; wait", Duration.ofSeconds(3));

        assertThat(result.answered()).isFalse();
        assertThat(result.told()).contains("no answer within PT3S");
        requireGone(pid);
        long before = sshd.attempts();
        assertThat(echo(site).succeeded()).isTrue();
        assertThat(sshd.attempts()).as("on the same connection").isEqualTo(before);
    }

    @Test
    void whatACommandLeavesBehindDoesNotHoldTheCallerUp() {
        CommandResult result = shell(site(), "sleep 600 & echo $!", LONG);

        assertThat(result.succeeded()).isTrue();
        long child = Long.parseLong(result.stdout().strip());
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::destroyForcibly)).isPresent();
    }
}
