package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.worker.task.TaskListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    @TempDir Path folder;
    Path path;
    OutputFile file;
    final List<Long> offsets = new ArrayList<>();
    final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    final TaskListener listener =
            new TaskListener() {
                @Override
                public void printed(boolean error, long offset, byte[] text) {
                    offsets.add(offset);
                    heard.writeBytes(text);
                }
            };

    @BeforeEach
    void open() throws Exception {
        path = folder.resolve("worker-1.out");
        Files.writeString(path, "of the task before\n");
        file = new OutputFile(path, false);
        file.begin(file.size());
    }

    @AfterEach
    void close() {
        file.close();
    }

    private void print(byte[] text) throws Exception {
        Files.write(path, text, StandardOpenOption.APPEND);
    }

    private void print(String text) throws Exception {
        print(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void offsetsCountFromTheBeginningOfTheTask() throws Exception {
        print("one\n");
        file.pass(listener, 100, file.size(), false);
        print("two\n");
        file.pass(listener, 100, file.size(), true);

        assertThat(heard.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
        assertThat(offsets).containsExactly(0L, 4L);
    }

    @Test
    void aCharacterIsNotCutInTwo() throws Exception {
        print("ab😀");
        file.pass(listener, 4, file.size(), false);
        assertThat(heard.toString(StandardCharsets.UTF_8)).isEqualTo("ab");

        file.pass(listener, 4, file.size(), false);
        assertThat(heard.toString(StandardCharsets.UTF_8)).isEqualTo("ab😀");
    }

    @Test
    void whatIsNoTextIsPassedOnAllTheSame() throws Exception {
        print(new byte[] {(byte) 0xF0, (byte) 0xFF});
        file.pass(listener, 100, file.size(), false);
        file.pass(listener, 100, file.size(), true);

        assertThat(heard.toByteArray()).containsExactly(0xF0, 0xFF);
    }

    @Test
    void ofABacklogOnlyTheEndIsPassedOnAndTheOffsetTellsOfTheGap() throws Exception {
        print("x".repeat(3 * TaskOutput.LONGEST_BACKLOG));
        file.pass(listener, 1000, file.size(), false);

        assertThat(offsets).containsExactly(2L * TaskOutput.LONGEST_BACKLOG);
        assertThat(heard.size()).isEqualTo(1000);
    }

    @Test
    void theLastWordsAreTheEndOfWhatIsLeft() throws Exception {
        print("x".repeat(5000) + "the end");
        file.pass(listener, 7, file.size(), true);

        assertThat(heard.toString(StandardCharsets.UTF_8)).isEqualTo("the end");
        assertThat(offsets).containsExactly(5000L);
    }
}
