package org.beamlet.catalog.xpcs.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.cuda.Gpus;
import org.beamlet.catalog.xpcs.kernel.cuda.PretendedCuda;
import org.beamlet.catalog.xpcs.kernel.device.Availability;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.catalog.xpcs.kernel.device.Precision;
import org.beamlet.catalog.xpcs.kernel.scalar.ScalarRows;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernel's own source, compiled for the host, behind a libcuda that only pretends. */
class CudaMultiTauKernelTest {
    private static final Availability NO_VECTORS = new Availability.Unusable("a test", "none");
    private static final long PLENTY = 1L << 30;

    @TempDir private static Path folder;
    private static PretendedCuda cuda;

    @BeforeAll
    static void compile() throws Exception {
        cuda = PretendedCuda.compile(folder);
    }

    private static void assertTwins(Gpus gpus, int pixels, int frames, String used) {
        try (Lanes lanes = new Lanes(2);
                Kernels kernels =
                        Kernels.of(Device.GPU, Precision.FLOAT32, lanes, gpus, NO_VECTORS)) {
            MultiTauShape shape = Twins.shape(pixels, frames, true);
            MultiTauKernel kernel = kernels.multiTau(shape);
            assertThat(kernel).isInstanceOf(CudaMultiTauKernel.class);
            Twins.assertTwins(kernel, shape, lanes);
            assertThat(kernels.used()).contains(used);
        }
        assertThat(cuda.leaks()).isZero();
    }

    @ParameterizedTest
    @MethodSource("org.beamlet.catalog.xpcs.kernel.Twins#sizes")
    void findsWhatExactArithmeticFinds(int pixels, int frames) {
        assertTwins(
                cuda.machine(1, PLENTY),
                pixels,
                frames,
                "gpu: Pretended GPU (GPU-a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a0a0)");
    }

    @Test
    void severalGpusShareThePixels() {
        assertTwins(cuda.machine(3, PLENTY), 1600, 301, "GPU-a2a2a2a2-a2a2-a2a2-a2a2-a2a2a2a2a2a2");
    }

    @Test
    void pixelsThatDoNotFitAreDoneOnTheCpu() {
        assertTwins(cuda.machine(1, 600_000), 1000, 301, "cpu for the 488 of 1000 pixels");
        assertTwins(cuda.machine(2, 300_000), 1000, 301, "cpu for the 488 of 1000 pixels");
    }

    @Test
    void aGpuWithoutMemoryIsAnErrorWithARemedy() {
        Gpus gpus = cuda.machine(1, 1000);
        try (Lanes lanes = new Lanes(1);
                Kernels kernels =
                        Kernels.of(Device.GPU, Precision.FLOAT32, lanes, gpus, NO_VECTORS)) {
            assertThatThrownBy(() -> kernels.multiTau(Twins.shape(1000, 50, true)))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_UNAVAILABLE))
                    .hasMessageContaining("let fewer tasks share a GPU");
        }
        assertThat(cuda.leaks()).isZero();
    }

    @Test
    void aGpuThatFailsOnTheWaySaysSoAndIsGivenBack() {
        Gpus gpus = cuda.machine(1, PLENTY, 7);
        try (Lanes lanes = new Lanes(1)) {
            MultiTauShape shape = Twins.shape(300, 100, true);
            try (CudaMultiTauKernel kernel =
                    new CudaMultiTauKernel(shape, gpus, lanes, ScalarRows::new)) {
                assertThatThrownBy(() -> Twins.assertTwins(kernel, shape, lanes))
                        .isInstanceOf(BeamletException.class)
                        .hasMessageContaining("cuLaunchKernel: a launch failed (CUDA error 719)")
                        .hasMessageContaining("run the task again");
            }
        }
        assertThat(cuda.leaks()).isZero();
    }

    @Test
    void autoKeepsShortSeriesOnTheCpuAndTakesTheGpuForLongOnes() {
        Gpus gpus = cuda.machine(1, PLENTY);
        try (Lanes lanes = new Lanes(1);
                Kernels kernels =
                        Kernels.of(Device.AUTO, Precision.FLOAT32, lanes, gpus, NO_VECTORS)) {
            kernels.multiTau(Twins.shape(1000, 1000, true));
            assertThat(kernels.used()).startsWith("cpu");
            assertThat(kernels.notes().getFirst()).contains("too short");
            int frames = (int) (Kernels.LEAST_FOR_GPU / 1000) + 1;
            kernels.multiTau(Twins.shape(1000, frames, true));
            assertThat(kernels.used()).startsWith("gpu");
        }
    }
}
