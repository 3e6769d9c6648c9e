package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinningTest {
    private static final List<Integer> TEN = IntStream.range(10, 20).boxed().toList();

    private static Pinning affinity(String word) {
        return new Pinning(List.of(), word);
    }

    /** Three workers on ten CPUs: one is left over, as three do not go into ten. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "block|10-12|13-15|16-18",
                "block-reverse|16-18|13-15|10-12",
                "alternating|10,13,16,19|11,14,17|12,15,18",
                "list:0-3:4:5,7|0-3|4|5,7"
            })
    void cpusAreSharedAsTheWordSays(String word, String first, String second, String third) {
        assertThat(IntStream.rangeClosed(1, 3).mapToObj(i -> affinity(word).cpus(i, 3, TEN)))
                .containsExactly(first, second, third);
    }

    @Test
    void whatCannotBeSharedSaysWhatToChange() {
        assertThatThrownBy(() -> affinity("list:0:1").cpus(1, 3, TEN))
                .hasMessageContainingAll("2 groups for 3 workers", "max_workers_per_node");
        assertThatThrownBy(() -> affinity("block").cpus(1, 11, TEN))
                .hasMessageContainingAll("10 CPUs among 11 workers", "max_workers_per_node");
    }

    @Test
    void nobodyIsBoundWhoNeedNotBe() {
        assertThat(Pinning.NONE.cpus(1, 1)).isEmpty();
        assertThat(Pinning.NONE.environment(1)).isEmpty();
    }

    @Test
    void eachWorkerSeesItsOwnDevice() {
        Pinning pinning = new Pinning(List.of("0.0", "0.1"), "none");

        assertThat(pinning.environment(1))
                .containsEntry("CUDA_VISIBLE_DEVICES", "0.0")
                .containsEntry("ZE_AFFINITY_MASK", "0.0");
        assertThat(pinning.environment(2)).containsEntry("ROCR_VISIBLE_DEVICES", "0.1");
    }

    @Test
    void aWorkerUsesTheCpusItIsBoundToOrItsShareOfAll() {
        Station second = new Station(2, Language.JAVA);
        int all = Runtime.getRuntime().availableProcessors();

        assertThat(new Pinning(List.of(), "list:0-3:4-5").cores(second, 2)).isEqualTo(2);
        assertThat(Pinning.NONE.cores(second, 1)).isEqualTo(all);
        assertThat(Pinning.NONE.cores(second, 2 * all)).isEqualTo(1);
    }

    @Test
    void aListOfCpusIsReadAsLinuxWritesIt() {
        assertThat(Pinning.cpus("0-2,5,8-9")).containsExactly(0, 1, 2, 5, 8, 9);
    }
}
