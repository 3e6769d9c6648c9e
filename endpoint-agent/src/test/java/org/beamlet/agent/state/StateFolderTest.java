package org.beamlet.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    @TempDir Path temporary;

    private EndpointFolder endpoint(String home) throws IOException {
        Path path = Files.createDirectories(temporary.resolve(home).resolve("endpoints/lab"));
        return new EndpointFolder(path, new EndpointName("lab"));
    }

    @Test
    void endpointsOfSeveralHomesDoNotMeetInOneFolder() throws IOException {
        Path dir = temporary.resolve("local");
        StateFolder one = StateFolder.of(endpoint("a"), Optional.of(dir));
        StateFolder other = StateFolder.of(endpoint("b"), Optional.of(dir));

        assertThat(one.journal()).startsWithRaw(dir).isNotEqualTo(other.journal());
        assertThat(one).isEqualTo(StateFolder.of(endpoint("a"), Optional.of(dir)));
        assertThat(StateFolder.of(endpoint("a"), Optional.empty()).path())
                .isEqualTo(endpoint("a").path());
    }

    @Test
    void aFolderThatOthersMayEnterIsNotUsed() throws IOException {
        EndpointFolder folder = endpoint("a");
        StateFolder state = StateFolder.of(folder, Optional.of(temporary.resolve("local")));
        state.prepare(folder);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.path())))
                .isEqualTo("rwx------");

        Files.setPosixFilePermissions(state.path(), PosixFilePermissions.fromString("rwx--x---"));
        assertThatThrownBy(() -> state.prepare(folder))
                .hasMessageContaining("is not a folder of this user alone");
    }

    @Test
    void whatTheLastAgentNotedIsReadAndRubbishIsNot() throws IOException {
        EndpointFolder folder = endpoint("a");
        StateNote note = new StateNote("login07", Path.of("/local/x"), "journal-3-0.log", false);

        assertThat(StateNote.read(folder)).isEmpty();
        note.write(folder);
        assertThat(StateNote.read(folder)).contains(note);
        Files.writeString(folder.path().resolve("state.json"), "{");
        assertThat(StateNote.read(folder)).isEmpty();
    }
}
