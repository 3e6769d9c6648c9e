package org.beamlet.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFileTest {
    @TempDir Path folder;

    private Path file() {
        return folder.resolve("agent.log");
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "line %d %s\n".formatted(i, "·".repeat(i % 90)))
                .collect(Collectors.joining());
    }

    private static String tail(LogFile log, int lines) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(log.tail(lines, bytes)).isTrue();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String more(LogFile log) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean any = log.more(bytes);
        assertThat(any).isEqualTo(bytes.size() > 0);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 700, 2999, 3000})
    void theLastLinesAreTheLastLinesHoweverLongTheFile(int wanted) throws Exception {
        Files.writeString(file(), lines(0, 3000));
        assertThat(tail(new LogFile(file()), wanted)).isEqualTo(lines(3000 - wanted, 3000));
    }

    @Test
    void aShortFileIsShownWholeAndALineWithoutEndCounts() throws Exception {
        Files.writeString(file(), "a\nb\nc");
        assertThat(tail(new LogFile(file()), 9)).isEqualTo("a\nb\nc");
        assertThat(tail(new LogFile(file()), 2)).isEqualTo("b\nc");
        assertThat(tail(new LogFile(file()), 0)).isEmpty();
        Files.writeString(file(), "");
        assertThat(tail(new LogFile(file()), 3)).isEmpty();
        assertThat(new LogFile(folder.resolve("none")).tail(3, new ByteArrayOutputStream()))
                .isFalse();
    }

    @Test
    void itGoesOnWithWhatIsWrittenAlsoIntoANewFile() throws Exception {
        Files.writeString(file(), "a\nb\n");
        LogFile log = new LogFile(file());
        tail(log, 1);
        assertThat(more(log)).isEmpty();

        Files.writeString(file(), "c\n", StandardOpenOption.APPEND);
        assertThat(more(log)).isEqualTo("c\n");

        Files.move(file(), folder.resolve("agent.log.1"));
        assertThat(more(log)).isEmpty();
        Files.writeString(file(), "new and longer than before\n");
        assertThat(more(log)).isEqualTo("new and longer than before\n");

        Files.writeString(file(), "cut\n");
        assertThat(more(log)).isEqualTo("cut\n");
    }
}
