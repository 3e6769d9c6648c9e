package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerEndTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "0,exited with status 0",
        "1,exited with status 1",
        "3,exited with status 3 (its Java heap was full)",
        "134,killed by signal 6",
        "137,killed by signal 9",
        "143,killed by signal 15",
        "255,exited with status 255"
    })
    void howAProcessEndedIsSaidInWords(int status, String words) {
        assertThat(ProcessEnd.describe(status)).isEqualTo(words);
        assertThat(ProcessEnd.bySignal(status)).isEqualTo(words.contains("signal"));
    }

    @Test
    void theTailIsOfThePresentWorkerOnly() throws Exception {
        Path file = folder.resolve("worker.log");
        Files.writeString(file, "the worker before\n");
        WorkerLog log = WorkerLog.open(file);
        assertThat(log.tail()).isEmpty();

        Files.writeString(file, "one\ntwo\n", StandardOpenOption.APPEND);

        assertThat(log.tail()).isEqualTo("one\ntwo");
    }

    @Test
    void theTailIsBoundedInLinesAndBytes() throws Exception {
        Path file = folder.resolve("worker.log");
        WorkerLog log = WorkerLog.open(file);

        Files.write(file, IntStream.range(0, 100).mapToObj(i -> "line " + i).toList());
        assertThat(log.tail().lines()).hasSize(20).startsWith("line 80").endsWith("line 99");

        Files.write(file, IntStream.range(0, 100).mapToObj(i -> i + "é".repeat(200)).toList());
        assertThat(log.tail().length()).isLessThanOrEqualTo(WorkerLog.TAIL_BYTES);
        assertThat(log.tail().lines()).allMatch(line -> line.matches("9\\dé{200}"));

        Files.writeString(file, "x".repeat(10_000));
        assertThat(log.tail()).isEqualTo("x".repeat(WorkerLog.TAIL_BYTES));
    }

    @Test
    void aLongLogIsPutAside() throws Exception {
        Path file = folder.resolve("worker.log");
        Files.write(file, new byte[17 << 20]);

        WorkerLog log = WorkerLog.open(file);

        assertThat(log.begin()).isZero();
        assertThat(Files.size(file)).isZero();
        assertThat(Files.size(folder.resolve("worker.log.1"))).isEqualTo(17 << 20);
    }

    @Test
    void replacementsOfWorkersThatDieAtOnceComeEverMoreSlowly() {
        RestartDelay delay = new RestartDelay();
        List<Duration> delays = new ArrayList<>();
        for (int death = 0; death < 12; death++) {
            delay.diedAtOnce();
            delays.add(delay.next());
        }

        assertThat(delays).isSorted().startsWith(Duration.ZERO, Duration.ofMillis(250));
        assertThat(delays.getLast()).isEqualTo(Duration.ofSeconds(30));
        delay.wasOfUse();
        assertThat(delay.next()).isZero();
    }
}
