package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DevicesTest {
    private static Devices of(int slots, String... names) {
        return new Devices(new Pinning(List.of(names), "none"), slots);
    }

    @Test
    void aTaskIsWideWhereItNeedsMoreThanItsSlotHas() {
        assertThat(of(4, "0", "1", "2", "3").wide(0)).isFalse();
        assertThat(of(4, "0", "1", "2", "3").wide(1)).isFalse();
        assertThat(of(4, "0", "1", "2", "3").wide(2)).isTrue();
        assertThat(of(2, "0", "1", "2", "3").wide(1)).isFalse();
        assertThat(of(4, "0", "1").wide(1)).isTrue();
        assertThat(of(4, "0", "0", "1", "1").wide(1)).isTrue();
        assertThat(of(4, "0", "0", "1", "1").wide(0)).isFalse();
    }

    @Test
    void thoseThatNoSlotHasComeBesideItsOwn() {
        Devices devices = of(2, "a", "b", "c", "d");

        assertThat(devices.choose(3, "b", Set.of())).containsExactly("b", "c", "d");
        assertThat(devices.choose(4, "b", Set.of())).containsExactly("a", "b", "c", "d");
        assertThat(devices.choose(3, "b", Set.of("a"))).containsExactly("b", "c", "d");
        assertThat(devices.choose(4, "b", Set.of("a"))).isEmpty();
    }

    @Test
    void whatIsTakenOrInUseIsNobodyElses() {
        Devices devices = of(4, "0", "1", "2", "3");
        List<String> two = devices.choose(2, "1", Set.of("0"));
        devices.take(two);

        assertThat(two).containsExactly("1", "2");
        assertThat(devices.taken("1")).isTrue();
        assertThat(devices.choose(2, "1", Set.of())).isEmpty();
        assertThat(devices.choose(2, "3", Set.of())).containsExactly("0", "3");
        assertThat(devices.choose(2, "3", Set.of("0"))).isEmpty();
        devices.giveBack(two);
        assertThat(devices.choose(4, "1", Set.of())).hasSize(4);
    }

    @Test
    void cpusAreThoseOfAllSlotsWhoseDevicesItHas() {
        Pinning pinning = new Pinning(List.of("0", "1", "2"), "list:0-1:2-3:4-5");

        assertThat(pinning.cpus(new Station(2, Language.PYTHON, List.of("0", "1")), 3))
                .isEqualTo(Optional.of("0-3"));
        assertThat(pinning.cpus(new Station(2, Language.PYTHON), 3)).isEqualTo(Optional.of("2-3"));
        assertThat(pinning.environment(List.of("0", "2")))
                .containsEntry("CUDA_VISIBLE_DEVICES", "0,2")
                .containsEntry("ROCR_VISIBLE_DEVICES", "0,2")
                .containsEntry("ZE_AFFINITY_MASK", "0,2");
    }
}
