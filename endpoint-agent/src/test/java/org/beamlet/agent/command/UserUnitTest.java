package org.beamlet.agent.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserUnitTest {
    @TempDir Path folder;

    @Test
    void whatHasAMeaningInAUnitIsEscaped() {
        UserUnit unit =
                new UserUnit(
                        "a%b$c",
                        Path.of("/opt/with blank/100%/beamlet"),
                        Map.of("BEAMLET_HOME", "/home/x \"y\"/$z"));

        assertThat(unit.name()).isEqualTo("beamlet-endpoint-a_b_c.service");
        assertThat(unit.text())
                .contains(
                        "ExecStart=\"/opt/with blank/100%%/beamlet\" endpoint start \"a%%b$$c\"\n",
                        "Environment=\"BEAMLET_HOME=/home/x \\\"y\\\"/$z\"\n",
                        "Description=Beamlet endpoint a%%b$c\n");
    }

    @Test
    void aLineOfCronHasNoPercentSignsAndStartsNothingThatWasStopped() {
        String text =
                new Crontab(
                                "a%b$c",
                                Path.of("/opt/with blank/100%/beamlet"),
                                Map.of("BEAMLET_HOME", "/home/x 'y'/$z"))
                        .text();

        String command =
                "umask 077; BEAMLET_HOME='/home/x '\\''y'\\''/$z' '/opt/with blank/100\\%/beamlet'"
                        + " endpoint start 'a\\%b$c' --keep-alive > /dev/null";
        assertThat(text.lines().filter(line -> !line.startsWith("#")))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("@reboot " + command),
                        line ->
                                assertThat(line)
                                        .matches(
                                                "[0-4]-59/5 \\* \\* \\* \\* \\Q"
                                                        + command
                                                        + "\\E"));
    }

    @Test
    void aLineThatCronWouldCutIsRefused() {
        Crontab lines =
                new Crontab("lab", Path.of("/opt/beamlet"), Map.of("no_proxy", "x".repeat(1000)));

        assertThatThrownBy(lines::text).hasMessageContaining("cron takes 990");
    }

    @Test
    void aProgramThatNoUnitCanNameIsRefused() {
        UserUnit unit = new UserUnit("lab", Path.of("/opt/$x/beamlet"), Map.of());

        assertThatThrownBy(unit::text).hasMessageContaining("cannot be the program of a unit");
    }

    @Test
    void systemdFindsNoFault() throws Exception {
        assumeThat(Path.of("/usr/bin/systemd-analyze")).exists();
        Path program =
                Files.createFile(
                        Files.createDirectory(folder.resolve("with blank 100%")).resolve("beamlet"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        UserUnit unit =
                new UserUnit("a%b$c", program, Map.of("BEAMLET_HOME", "/home/x \"y\"/$z %h"));
        Path file = folder.resolve(unit.name());
        Files.writeString(file, unit.text());

        Process verify =
                new ProcessBuilder("/usr/bin/systemd-analyze", "verify", file.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(verify.waitFor(1, TimeUnit.MINUTES)).isTrue();
        // Where it cannot look at all that is no fault of the unit.
        assumeThat(said).doesNotContain("Failed to initialize manager");
        assertThat(said).doesNotContain(file.getFileName().toString());
        assertThat(verify.exitValue()).as(said).isZero();
    }
}
