package org.beamlet.providers.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.providers.LoginStep;
import org.beamlet.providers.command.CommandResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Who is let in by a real OpenSSH server, and which server is believed. */
@EnabledIf("org.beamlet.providers.ssh.Sshd#installed")
@Timeout(90)
class SshLoginIT extends OverSsh {
    @Test
    void aHostThatNobodyKnowsIsRefusedWithItsFingerprintAndWhatToDo() throws IOException {
        Files.writeString(sshd.known(), "");
        SshSite site = site();

        CommandResult result = echo(site);

        assertThat(result.answered()).isFalse();
        assertThat(result.told())
                .contains("is not known")
                .containsPattern("SHA256:[A-Za-z0-9+/]{43}")
                .contains(
                        "ssh-keyscan -p %d -t ed25519 127.0.0.1 >> %s"
                                .formatted(sshd.hop().port(), sshd.known()));
        assertThat(site.loginRequired()).isTrue();
        assertThat(sshd.log()).doesNotContain("Accepted");
    }

    @Test
    void whatTheErrorSaysMakesTheHostKnown() throws IOException {
        Files.writeString(sshd.known(), "");
        SshSite site = site();
        String told = echo(site).told();
        String command = told.substring(told.indexOf("ssh-keyscan")).replaceFirst("`.*", "");

        var _ = Sshd.require(List.of("sh", "-c", command));

        assertThat(echo(site).stdout()).isEqualTo("there\n");
    }

    @Test
    void aHostWithAnotherKeyIsRefused() throws IOException {
        Sshd other = started("other");
        String theirs = Files.readString(other.folder().resolve("host_ed25519.pub"));
        Files.writeString(sshd.known(), "[127.0.0.1]:%d %s".formatted(sshd.hop().port(), theirs));

        CommandResult result = echo(site());

        assertThat(result.answered()).isFalse();
        assertThat(result.told()).contains("another host key").contains("ssh-keygen -f ");
        assertThat(sshd.log()).doesNotContain("Accepted");
    }

    @Test
    void aKeyThatIsRefusedIsTriedOnceUntilAPersonSaysSo() throws IOException {
        Sshd other = started("other");
        SshSite site =
                site(sshd.settings(far, Sshd.keys(other.key()), List.of(), Optional.empty()));
        long before = sshd.attempts();
        for (int i = 0; i < 5; i++) {
            nanos.addAndGet(MINUTE.multipliedBy(10).toNanos());
            assertThat(echo(site).answered()).isFalse();
        }

        assertThat(site.trouble())
                .get()
                .asString()
                .startsWith("login-required: ")
                .contains("does not let ")
                .contains("`beamlet endpoint login x`");
        // Who logs in elsewhere, by hand, says nothing of this.
        Files.writeString(sshd.known(), "# another\n", StandardOpenOption.APPEND);
        assertThat(site.ready()).isFalse();
        assertThat(sshd.attempts()).isEqualTo(before + 1);

        assertThatThrownBy(() -> login(site))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("does not let");
        assertThat(sshd.attempts()).isEqualTo(before + 2);
    }

    @Test
    void aKeyThatHasChangedIsTriedAgain() throws IOException {
        Sshd other = started("other");
        Path key = folder.resolve("mine");
        Files.copy(other.key(), key);
        SshSite site = site(sshd.settings(far, Sshd.keys(key), List.of(), Optional.empty()));
        assertThat(echo(site).answered()).isFalse();

        Files.delete(key);
        Files.copy(sshd.key(), key);

        assertThat(site.ready()).isTrue();
        assertThat(echo(site).stdout()).isEqualTo("there\n");
        assertThat(site.trouble()).isEmpty();
    }

    @Test
    void aCertificateLetsInAndAnExpiredOneIsNotEvenTried() throws IOException {
        // Who is known by the certificate alone.
        Files.writeString(sshd.folder().resolve("authorized_keys"), "");
        sshd.say("certificate", "-1m:+5m");
        assertThat(echo(site()).stdout()).isEqualTo("there\n");

        sshd.say("certificate", "-10m:-5m");
        long before = sshd.attempts();
        SshSite site = site();

        assertThat(echo(site).told()).contains("key-cert.pub was good until ");
        assertThat(site.loginRequired()).isTrue();
        assertThat(sshd.attempts()).isEqualTo(before);

        sshd.say("certificate", "-1m:+5m");
        assertThat(echo(site).stdout()).isEqualTo("there\n");
    }

    @Test
    void aKeyWithAPassphraseNeedsTheFileWithItWhichIsPrivate() throws IOException {
        Path secret = Files.writeString(folder.resolve("passphrase"), "open sesame\n");
        var _ =
                Sshd.require(
                        List.of(
                                "ssh-keygen",
                                "-q",
                                "-p",
                                "-P",
                                "",
                                "-N",
                                "open sesame",
                                "-f",
                                sshd.key().toString()));
        assertThat(echo(site()).told()).contains("is encrypted").contains("passphrase_filename");

        SshKeys keys =
                new SshKeys(
                        List.of(sshd.key()),
                        Optional.empty(),
                        Optional.of(secret),
                        Optional.empty());
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        SshSite site = site(sshd.settings(far, keys, List.of(), Optional.empty()));
        assertThat(echo(site).told()).contains("chmod 600");

        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        assertThat(echo(site).stdout()).isEqualTo("there\n");
    }

    @Test
    void keysOfOtherKindsLetInAsWell() throws IOException {
        for (String kind : List.of("rsa", "ecdsa")) {
            Path key = folder.resolve(kind);
            var _ =
                    Sshd.require(
                            List.of(
                                    "ssh-keygen",
                                    "-q",
                                    "-t",
                                    kind,
                                    "-N",
                                    "",
                                    "-f",
                                    key.toString()));
            Files.copy(
                    folder.resolve(kind + ".pub"),
                    sshd.folder().resolve("authorized_keys"),
                    StandardCopyOption.REPLACE_EXISTING);

            SshSite site = site(sshd.settings(far, Sshd.keys(key), List.of(), Optional.empty()));
            assertThat(echo(site).stdout()).as(kind).isEqualTo("there\n");
        }
    }

    @Test
    void anAgentsKeysLetIn() {
        Path socket = folder.resolve("agent.sock");
        String started = Sshd.require(List.of("ssh-agent", "-a", socket.toString(), "-s")).stdout();
        String pid = started.replaceFirst("(?s).*SSH_AGENT_PID=(\\d+);.*", "$1");
        open.add(() -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroy));
        SshKeys keys =
                new SshKeys(List.of(), Optional.empty(), Optional.empty(), Optional.of(socket));
        SshSite site = site(sshd.settings(far, keys, List.of(), Optional.empty()));
        assertThat(echo(site).told()).contains("has no key");

        // Others may come first.
        for (Sshd one : List.of(started("other"), started("third"), sshd)) {
            var _ =
                    Sshd.require(
                            List.of(
                                    "env",
                                    "SSH_AUTH_SOCK=" + socket,
                                    "ssh-add",
                                    "-q",
                                    one.key().toString()));
        }

        assertThat(login(site)).isInstanceOf(LoginStep.Done.class);
        assertThat(echo(site).stdout()).isEqualTo("there\n");
    }
}
