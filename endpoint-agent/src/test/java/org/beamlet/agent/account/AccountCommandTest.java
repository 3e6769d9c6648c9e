package org.beamlet.agent.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountCommandTest {
    private static final LocalAccount EVE =
            new LocalAccount(
                    "eve", 54321, 54322, List.of(54322, 54400), "", "/nonexistent", "/bin/sh");

    @Test
    void ofTheManagersEnvironmentNothingSecretReachesTheAccount() {
        Map<String, String> manager =
                Map.of(
                        "BEAMLET_TOKEN", "bl_secret",
                        "BEAMLET_HOME", "/root/.beamlet",
                        "LD_PRELOAD", "/root/x.so",
                        "PATH", "/root/bin",
                        "KRB5CCNAME", "/tmp/krb",
                        "LANG", "C.UTF-8",
                        "https_proxy", "http://name:secret@proxy:3128",
                        "HTTPS_PROXY", "http://proxy:3128");

        Map<String, String> given =
                new AccountCommand(EVE, Optional.empty())
                        .environment(
                                manager, Map.of("SITE", "8id", "HOME", "/root", "USER", "root"));

        assertThat(given)
                .isEqualTo(
                        Map.of(
                                "PATH", AccountCommand.PATH,
                                "LANG", "C.UTF-8",
                                "HTTPS_PROXY", "http://proxy:3128",
                                "SITE", "8id",
                                "HOME", "/nonexistent",
                                "USER", "eve",
                                "LOGNAME", "eve",
                                "SHELL", "/bin/sh",
                                "BEAMLET_HOME", "/nonexistent/.beamlet"));
    }

    private static String said(AccountCommand command, String script, Path folder)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        ProcessBuilder builder =
                new ProcessBuilder(command.of(List.of("/bin/sh", "-c", script)))
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile());
        builder.environment().clear();
        builder.environment().putAll(command.environment(Map.of(), Map.of()));
        Process process = builder.start();
        process.getOutputStream().write("the secret\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        int status = process.waitFor();
        String said = Files.readString(out);
        assertThat(status).as(said).isZero();
        return said;
    }

    @Test
    void aProgramOfRootsRunsAsTheAccountAloneAndCanGainNothing(@TempDir Path folder)
            throws Exception {
        assumeTrue(ProcessRights.ofThisProcess().isRoot(), "only root can give its rights up");
        Path secret = Files.writeString(folder.resolve("secret"), "root's");

        String said =
                said(
                        new AccountCommand(EVE, Optional.empty()),
                        """
                        cat /proc/self/status; umask; read line; echo "read $line"; ls -l /proc/self/fd
                        cat %s && echo LEAKED
                        true
                        """
                                .formatted(secret),
                        folder);

        ProcessRights.parse(said.lines().toList()).requireThoseOf(EVE, true);
        assertThat(said).contains("0077", "read the secret").doesNotContain("LEAKED");
        // Input, output, errors, and the folder that ls itself reads.
        assertThat(said.lines().filter(line -> line.contains(" -> "))).hasSize(4);
    }

    @Test
    void aSessionOfPamIsOpenedForTheAccountAndEndsWithIt(@TempDir Path folder) throws Exception {
        assumeTrue(ProcessRights.ofThisProcess().isRoot(), "only root can give its rights up");
        assumeTrue(Files.exists(Path.of("/etc/pam.d/other")), "PAM is here");
        assumeTrue(Files.exists(Path.of("/usr/bin/python3")), "the system's Python is here");
        LocalAccount daemon =
                new LocalAccount("daemon", 1, 1, List.of(1), "", "/", "/usr/sbin/nologin");
        Path service = Path.of("/etc/pam.d/beamlet-test-" + ProcessHandle.current().pid());
        Files.writeString(
                service,
                """
                account required pam_permit.so
                session required pam_permit.so
                session required pam_limits.so
                """);
        try {
            PamSession session = PamSession.in(folder, service.getFileName().toString());

            String said =
                    said(
                            new AccountCommand(daemon, Optional.of(session)),
                            "cat /proc/self/status; read line; echo \"read $line\"; echo home $HOME",
                            folder);

            ProcessRights.parse(said.lines().toList()).requireThoseOf(daemon, false);
            assertThat(said).contains("read the secret", "home /\n");

            Files.writeString(service, "account required pam_deny.so\n");
            Process refused =
                    new ProcessBuilder(
                                    new AccountCommand(daemon, Optional.of(session))
                                            .of(List.of("/bin/echo", "RAN")))
                            .redirectErrorStream(true)
                            .start();
            String why =
                    new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(refused.waitFor()).isEqualTo(77);
            assertThat(why)
                    .contains("error: the account may not have a session")
                    .doesNotContain("RAN");
        } finally {
            Files.delete(service);
        }
    }
}
