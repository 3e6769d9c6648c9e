package org.beamlet.providers.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.LoginAnswer;
import org.beamlet.providers.LoginStep;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.launcher.Launcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Against a real OpenSSH server. */
@EnabledIf("org.beamlet.providers.ssh.Sshd#installed")
@Timeout(90)
class SshSiteIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir Path folder;

    private Path far;
    private Path here;
    private Sshd sshd;
    private final AtomicLong nanos = new AtomicLong(1);
    private final List<AutoCloseable> open = new java.util.ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        far = folder.resolve("far");
        here = Files.createDirectories(folder.resolve("here"));
        sshd = started("sshd");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private Sshd started(String name) {
        Sshd made = Sshd.start(folder.resolve(name));
        open.add(made);
        return made;
    }

    private SshSite site(SshSettings settings) {
        SshSite made = new SshSite(settings, here, "beamlet endpoint login x", nanos::get);
        open.add(made::close);
        return made;
    }

    private SshSite site() {
        return site(sshd.settings(far));
    }

    private static CommandResult shell(SshSite site, String script, Duration limit) {
        return site.run(List.of("sh", "-c", script), limit);
    }

    private static CommandResult echo(SshSite site) {
        return site.run(List.of("echo", "there"), LONG);
    }

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
        List<String> command = new java.util.ArrayList<>(List.of("printf", "%s\\0"));
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
    void aKeyThatIsRefusedIsTriedOnceUntilAPersonSaysSo() {
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
        assertThat(site.ready()).isFalse();
        assertThat(sshd.attempts()).isEqualTo(before + 1);

        assertThatThrownBy(() -> login(site))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("does not let");
        assertThat(sshd.attempts()).isEqualTo(before + 2);
    }

    private static LoginStep login(SshSite site) {
        LoginStep step = site.login(new LoginAnswer(true, List.of()));
        while (step instanceof LoginStep.Wait) {
            step = site.login(new LoginAnswer(false, List.of()));
        }
        return step;
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
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);

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

        var _ =
                Sshd.require(
                        List.of(
                                "env",
                                "SSH_AUTH_SOCK=" + socket,
                                "ssh-add",
                                "-q",
                                sshd.key().toString()));

        assertThat(login(site)).isInstanceOf(LoginStep.Done.class);
        assertThat(echo(site).stdout()).isEqualTo("there\n");
    }

    @Test
    void theWayMayLeadThroughOtherHosts() throws IOException {
        Sshd first = started("first");
        Sshd second = started("second");
        for (Sshd jump : List.of(first, second)) {
            Files.copy(
                    sshd.folder().resolve("key.pub"),
                    jump.folder().resolve("authorized_keys"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(
                    sshd.known(),
                    Files.readString(jump.known()),
                    java.nio.file.StandardOpenOption.APPEND);
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

    private static void cutSoon(Sshd sshd) {
        try {
            Thread.sleep(1500);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
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

    private static void requireGone(Path pid) throws IOException {
        long child = Long.parseLong(Files.readString(pid).strip());
        ProcessHandle.of(child)
                .ifPresent(left -> left.onExit().orTimeout(30, TimeUnit.SECONDS).join());
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void whatACommandLeavesBehindDoesNotHoldTheCallerUp() {
        CommandResult result = shell(site(), "sleep 600 & echo $!", LONG);

        assertThat(result.succeeded()).isTrue();
        long child = Long.parseLong(result.stdout().strip());
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::destroyForcibly)).isPresent();
    }

    private BlockRequest block() throws IOException {
        Path mine = Files.createDirectories(here.resolve("block-1"));
        Files.writeString(mine.resolve("block.json"), "{\"secret\":\"s3\"}\n");
        return new BlockRequest(
                "block-1", far.resolve("blocks/block-1"), 1, "", "true", new Launcher.Simple());
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private void writesAndCollects(SshSite site) throws IOException {
        BlockRequest block = block();
        site.write(block, "#!/bin/sh\necho 'it''s'\n");

        assertThat(mode(block.folder())).isEqualTo("rwx------");
        assertThat(mode(block.script())).isEqualTo("rwx------");
        assertThat(mode(block.folder().resolve("block.json"))).isEqualTo("rw-------");
        assertThat(block.script()).hasContent("#!/bin/sh\necho 'it''s'\n");
        assertThat(block.folder().resolve("block.json")).hasContent("{\"secret\":\"s3\"}\n");
        try (var files = Files.list(block.folder())) {
            assertThat(files).hasSize(2);
        }

        Files.writeString(block.exit(), "7\n");
        Files.writeString(block.folder().resolve("block-1.stderr"), "x".repeat(400_000) + "end");
        site.collect(here.resolve("block-1"));

        assertThat(here.resolve("block-1/block-1.exit")).hasContent("7\n");
        assertThat(Files.size(here.resolve("block-1/block-1.stderr"))).isEqualTo(256 * 1024);
        assertThat(Files.readString(here.resolve("block-1/block-1.stderr"))).endsWith("xend");
        assertThat(here.resolve("block-1/block-1.stdout")).doesNotExist();
        assertThat(block.folder().resolve("block.json")).doesNotExist();

        site.remove("block-1");
        assertThat(block.folder()).doesNotExist();
    }

    @Test
    void filesOfABlockArePrivateThereAndWhatItsJobLeavesIsBroughtBack() throws IOException {
        writesAndCollects(site());
    }

    private SshSite overMaster(Path socket) {
        return site(
                sshd.settings(
                        far,
                        new SshKeys(
                                List.of(), Optional.empty(), Optional.empty(), Optional.empty()),
                        List.of(),
                        Optional.of(socket)));
    }

    private void master(Path socket) {
        var _ =
                Sshd.require(
                        List.of(
                                "ssh",
                                "-M",
                                "-S",
                                socket.toString(),
                                "-o",
                                "ControlPersist=yes",
                                "-o",
                                "UserKnownHostsFile=" + sshd.known(),
                                "-i",
                                sshd.key().toString(),
                                "-f",
                                "-N",
                                "-p",
                                Integer.toString(sshd.hop().port()),
                                "127.0.0.1"));
        open.add(() -> endMaster(socket));
    }

    private static void endMaster(Path socket) {
        var _ =
                new org.beamlet.providers.command.ProcessCommandRunner()
                        .run(List.of("ssh", "-S", socket.toString(), "-O", "exit", "x"), LONG);
    }

    @Test
    void aConnectionOfOpenSshServesAsWell() throws IOException {
        Path socket = folder.resolve("control");
        SshSite site = overMaster(socket);
        long before = sshd.attempts();
        assertThat(echo(site).told()).contains("ssh -M -S " + socket);
        assertThat(site.loginRequired()).isTrue();
        assertThat(sshd.attempts()).as("nobody else logs in").isEqualTo(before);

        master(socket);
        assertThat(echo(site).stdout()).isEqualTo("there\n");
        assertThat(site.run(List.of("printf", "%s", "a 'b'\n$(id)"), LONG).stdout())
                .isEqualTo("a 'b'\n$(id)");
        writesAndCollects(site);

        endMaster(socket);
        assertThat(echo(site).answered()).isFalse();
        assertThat(echo(site).told()).contains("ssh -M -S " + socket);
        assertThat(site.loginRequired()).isTrue();

        master(socket);
        assertThat(echo(site).stdout()).isEqualTo("there\n");
    }

    @Test
    void aCommandThatHangsOverAConnectionOfOpenSshIsKilledThere() throws Exception {
        Path socket = folder.resolve("control");
        master(socket);
        Path pid = folder.resolve("pid");
        SshSite site = overMaster(socket);

        CommandResult result =
                shell(site, "sleep 600 & echo $! > '" + pid + "'; wait", Duration.ofSeconds(3));

        assertThat(result.answered()).isFalse();
        requireGone(pid);
        assertThat(echo(site).succeeded()).isTrue();
    }
}
