package org.beamlet.catalog.xpcs.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.cuda.Gpus;
import org.beamlet.catalog.xpcs.kernel.cuda.PretendedCuda;
import org.beamlet.catalog.xpcs.kernel.device.Availability;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.catalog.xpcs.twotime.GpuTwoTimeMaps;
import org.beamlet.catalog.xpcs.twotime.TwoTimeMap;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two-time is computed on, and when a GPU is taken. */
class TwoTimeKernelsTest {
    private static final long PLENTY = 1L << 30;
    private static final TwoTimeWork SMALL = TwoTimeWork.of(100, List.of(50, 70));

    /** 2000 frames of 208,000 pixels in 27 bins. */
    private static final TwoTimeWork LARGE = TwoTimeWork.of(2000, Collections.nCopies(27, 7700));

    @TempDir private static Path folder;
    private static PretendedCuda cuda;

    @BeforeAll
    static void compile() throws Exception {
        cuda = PretendedCuda.compile(folder);
    }

    @Test
    void aGpuIsTakenWhereItWins() {
        assertThat(SMALL.worthAGpu(1)).isFalse();
        assertThat(LARGE.worthAGpu(2)).isTrue();
        assertThat(LARGE.worthAGpu(64)).isFalse();
        // Few pixels: maps come back that the CPU would have had at once.
        assertThat(TwoTimeWork.of(40_000, Collections.nCopies(27, 60)).worthAGpu(2)).isFalse();
        assertThat(TwoTimeWork.of(20_000, Collections.nCopies(27, 7700)).worthAGpu(64)).isTrue();
    }

    @Test
    void autoKeepsSmallWorkOnTheCpuAndTakesTheGpuForLarge() {
        Gpus gpus = cuda.machine(1, PLENTY);
        try (Lanes lanes = new Lanes(1);
                Kernels kernels = PretendedKernels.on(gpus, Device.AUTO, lanes)) {
            assertThat(kernels.twoTime(SMALL)).isInstanceOf(TwoTimeMap.class);
            assertThat(kernels.used()).startsWith("cpu: ");
            assertThat(kernels.notes().getFirst()).contains("too short");
            assertThat(kernels.twoTime(LARGE)).isInstanceOf(GpuTwoTimeMaps.class);
            assertThat(kernels.used()).startsWith("gpu: Pretended GPU");
        }
        assertThat(cuda.leaks()).isZero();
    }

    @Test
    void autoDoesWithoutAGpuThatIsFull() {
        Gpus gpus = cuda.machine(1, 100_000);
        try (Lanes lanes = new Lanes(1);
                Kernels kernels = PretendedKernels.on(gpus, Device.AUTO, lanes)) {
            assertThat(kernels.twoTime(LARGE)).isInstanceOf(TwoTimeMap.class);
            assertThat(kernels.used()).isEqualTo("cpu: plain loops, 1 thread");
            assertThat(kernels.notes().getFirst()).contains("not enough for two-time");
        }
    }

    @Test
    void aGpuThatIsAskedForIsTakenForAnyWorkOrIsAnError() {
        try (Lanes lanes = new Lanes(1)) {
            try (Kernels kernels =
                    PretendedKernels.on(cuda.machine(2, PLENTY), Device.GPU, lanes)) {
                assertThat(kernels.twoTime(SMALL).ahead()).isEqualTo(2);
            }
            try (Kernels kernels = PretendedKernels.on(cuda.machine(1, 1000), Device.GPU, lanes)) {
                assertThatThrownBy(() -> kernels.twoTime(SMALL))
                        .isInstanceOf(BeamletException.class)
                        .hasMessageContaining("let fewer tasks share a GPU");
            }
        }
        assertThat(cuda.leaks()).isZero();
    }

    @Test
    void multiTauGivesItsMemoryBackBeforeTwoTimeTakesIts() {
        Gpus gpus = cuda.machine(1, PLENTY);
        try (Lanes lanes = new Lanes(1);
                Kernels kernels = PretendedKernels.on(gpus, Device.GPU, lanes)) {
            kernels.multiTau(Twins.shape(1000, 100, true));
            long before = cuda.leaks();
            kernels.twoTime(TwoTimeWork.of(5, List.of(1)));
            assertThat(cuda.leaks()).isPositive().isLessThan(before);
        }
        assertThat(cuda.leaks()).isZero();
    }

    @Test
    void bothAreNamedWhereTheyDiffer() {
        Gpus gpus = cuda.machine(1, PLENTY);
        try (Lanes lanes = new Lanes(1);
                Kernels kernels = PretendedKernels.on(gpus, Device.AUTO, lanes)) {
            kernels.multiTau(Twins.shape(10, 20, true));
            assertThat(kernels.used()).isEqualTo("cpu: plain loops, 1 thread");
            kernels.twoTime(SMALL);
            assertThat(kernels.used()).isEqualTo("cpu: plain loops, 1 thread");
            kernels.twoTime(LARGE);
            assertThat(kernels.used())
                    .startsWith("cpu: plain loops, 1 thread; two-time on gpu: Pretended GPU");
        }
    }

    @Test
    void withoutAGpuAutoSaysWhyAndComputes() {
        Gpus none =
                new Gpus(new Availability.Unusable("no driver", "another node"), List.of(), null);
        try (Lanes lanes = new Lanes(1);
                Kernels kernels = PretendedKernels.on(none, Device.AUTO, lanes)) {
            assertThat(kernels.twoTime(LARGE)).isInstanceOf(TwoTimeMap.class);
            assertThat(kernels.notes()).contains("no GPU was used: no driver");
            // Of type Both it is said once.
            kernels.multiTau(Twins.shape(10, 20, true));
            assertThat(kernels.notes()).containsOnlyOnce("no GPU was used: no driver");
        }
    }
}
