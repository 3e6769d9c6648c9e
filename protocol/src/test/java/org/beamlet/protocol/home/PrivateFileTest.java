package org.beamlet.protocol.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
    @TempDir Path folder;

    @Test
    void fileAndFolderAreForTheirOwnerAlone() throws IOException {
        Path fresh = folder.resolve("new");
        Path file = fresh.resolve("token");
        PrivateFile.write(file, "one");
        PrivateFile.write(file, "two");

        assertThat(file).hasContent("two");
        assertThat(rights(file)).isEqualTo("rw-------");
        assertThat(rights(fresh)).isEqualTo("rwx------");
        try (var all = Files.list(fresh)) {
            assertThat(all).hasSize(1);
        }
    }

    @Test
    void theHomeIsWhatTheEnvironmentSays() {
        assertThat(BeamletHome.of(Map.of("BEAMLET_HOME", "h"), folder).token())
                .isEqualTo(folder.resolve("h").resolve("token"));
        assertThat(BeamletHome.of(Map.of("BEAMLET_HOME", " ")).root())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".beamlet"));
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
