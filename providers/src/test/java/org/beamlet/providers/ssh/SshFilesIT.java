package org.beamlet.providers.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.command.ProcessCommandRunner;
import org.beamlet.providers.launcher.Launcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Files on a real OpenSSH server, and connections that a person has made. */
@EnabledIf("org.beamlet.providers.ssh.Sshd#installed")
@Timeout(90)
class SshFilesIT extends OverSsh {
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
                new ProcessCommandRunner()
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
