package org.beamlet.client.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.beamlet.catalog.Catalog;
import org.beamlet.client.terminal.Terminal;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @TempDir Path app;
    @TempDir Path parent;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void installExample() throws IOException {
        Path example = Files.createDirectories(app.resolve("examples/xpcs"));
        for (String name : List.of("raw.h5", "qmap.h5", "expected_g2.json")) {
            Files.createFile(example.resolve(name));
        }
        Path command = app.resolve("beamlet");
        Files.writeString(command, "#!/bin/sh\necho the port is taken >&2\nexit 7\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    }

    private Demo demo(boolean keep) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Demo(app, parent, Terminal.plain(stream, stream), Catalog.load(), keep, false);
    }

    private Path folder() throws IOException {
        try (var folders = Files.list(parent)) {
            return folders.findFirst().orElseThrow();
        }
    }

    @Test
    void aServiceThatDoesNotStartIsAnErrorAndItsLogIsShownAndKept() throws IOException {
        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> demo(false).run())
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMAND_FAILED))
                .withMessageContaining("beamlet cloud start ended with exit code 7");

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("✗ cloud service")
                .contains("--- end of ")
                .contains("the port is taken");
        assertThat(folder().resolve("logs/cloud.log")).exists();
        assertThat(folder().resolve("home")).doesNotExist();
    }

    @Test
    void everythingIsKeptWhereThatIsAskedFor() throws IOException {
        assertThatExceptionOfType(BeamletException.class).isThrownBy(() -> demo(true).run());

        assertThat(folder().resolve("home")).exists();
    }

    @Test
    void anIncompleteInstallationIsSaidBeforeAnythingIsStarted() throws IOException {
        Files.delete(app.resolve("examples/xpcs/raw.h5"));

        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> demo(false).run())
                .withMessageContaining("raw.h5 is missing");
        assertThat(parent).isEmptyDirectory();
    }
}
