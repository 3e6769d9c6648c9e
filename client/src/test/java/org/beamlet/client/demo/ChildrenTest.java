package org.beamlet.client.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.beamlet.client.Await;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir Path parent;
    private DemoFolder folder;

    @BeforeEach
    void create() {
        folder = DemoFolder.create(parent);
    }

    /** A command that does what the script says; {@code $2} is the name of a file. */
    private Path command(String script) throws IOException {
        Path file = parent.resolve("beamlet");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    @Test
    void aProgramAndWhatItStartedAreStopped() throws Exception {
        Path command = command("sleep 600 & echo $! > \"$2\"; wait");
        Path pids = folder.home().resolve("pids");
        ProcessHandle grandchild;
        try (Children children = new Children(command, folder, () -> {})) {
            ChildProgram program = children.start("one", "start", pids.toString());
            String pid = program.awaitReady(pids, LIMIT).asText();
            grandchild = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            assertThat(grandchild.isAlive()).isTrue();
        }

        Await.until("the grandchild has ended", () -> !grandchild.isAlive());
    }

    @Test
    void aProgramThatEndsTooEarlyIsAnErrorWithItsExitCodeAndLog() throws Exception {
        Path command = command("echo the port is taken >&2; exit 7");
        try (Children children = new Children(command, folder, () -> {})) {
            ChildProgram program = children.start("cloud", "cloud", "start");

            assertThatExceptionOfType(BeamletException.class)
                    .isThrownBy(() -> program.awaitReady(folder.readyFile("cloud"), LIMIT))
                    .withMessageContaining("beamlet cloud start ended with exit code 7")
                    .withMessageContaining("the port is taken")
                    .withMessageContaining(folder.log("cloud").toString());
        }
    }

    @Test
    void aProgramHasTheDemosHomeAndNoTokenOfTheUser() throws Exception {
        Path command = command("echo \"{\\\"home\\\": \\\"$BEAMLET_HOME\\\"}\" > \"$2\"; env");
        Path ready = folder.readyFile("cloud");
        try (Children children = new Children(command, folder, () -> {})) {
            ChildProgram program = children.start("cloud", "start", ready.toString());
            program.awaitEnd(LIMIT);

            assertThat(program.awaitReady(ready, LIMIT).path("home").asText())
                    .isEqualTo(folder.home().toString());
            assertThat(program.tail()).noneMatch(line -> line.startsWith("BEAMLET_TOKEN="));
        }
    }

    @Test
    void afterwardsTheResultsStayAndTheRestGoes() throws IOException {
        Path result = Files.writeString(folder.results().resolve("g2.hdf"), "numbers");
        folder.writeToken("secret");
        assertThat(Files.getPosixFilePermissions(folder.home().resolve("token")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        folder.tidy(false);

        assertThat(result).exists();
        assertThat(folder.home()).doesNotExist();
        assertThat(folder.logs()).doesNotExist();
    }
}
