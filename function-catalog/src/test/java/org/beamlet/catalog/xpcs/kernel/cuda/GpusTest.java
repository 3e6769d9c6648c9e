package org.beamlet.catalog.xpcs.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.beamlet.catalog.xpcs.kernel.device.Availability;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpusTest {
    private static final long BYTES = 1L << 30;

    @TempDir private static Path folder;
    private static PretendedCuda cuda;

    @BeforeAll
    static void compile() throws Exception {
        cuda = PretendedCuda.compile(folder);
    }

    private static void assertUnusable(Gpus gpus, String reason, String remedy) {
        assertThat(gpus.list()).isEmpty();
        assertThat(gpus.availability())
                .isInstanceOfSatisfying(
                        Availability.Unusable.class,
                        no -> {
                            assertThat(no.reason()).contains(reason);
                            assertThat(no.remedy()).contains(remedy);
                        });
    }

    @Test
    void aMissingDriverIsAReasonAndNoError() {
        assertUnusable(
                Gpus.find("libcuda-that-is-not-there.so.1"),
                "libcuda-that-is-not-there.so.1 is not there",
                "run on a node with a GPU");
    }

    @Test
    void aLibraryThatIsNoDriverIsAReasonAndNoError() {
        assertUnusable(Gpus.find("libm.so.6"), "has no function cu", "535");
    }

    @Test
    void whatTheDriverSaysIsTold() {
        assertUnusable(cuda.machine(1, 12020, 90, 803, BYTES, -1), "error 803", "nvidia-smi");
        assertUnusable(cuda.machine(0, 12020, 90, 100, BYTES, -1), "there is no device", "GPU");
        assertUnusable(cuda.machine(0, BYTES), "sees no GPU", "GPU");
    }

    @Test
    void oldDriversAndOldGpusAreNotUsed() {
        assertUnusable(
                cuda.machine(1, 11080, 90, 0, BYTES, -1), "CUDA 11.8, 12.2 is needed", "535");
        assertUnusable(
                cuda.machine(1, 12020, 75, 0, BYTES, -1), "capability 7.5; 8.0", "device cpu");
    }

    @Test
    void gpusAreNamedWithTheirUuids() {
        Gpus gpus = cuda.machine(2, BYTES);
        assertThat(gpus.list())
                .extracting(Gpu::uuid)
                .containsExactly(
                        "GPU-a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a0a0",
                        "GPU-a1a1a1a1-a1a1-a1a1-a1a1-a1a1a1a1a1a1");
        assertThat(gpus.list()).extracting(Gpu::capability).containsOnly(90);
    }
}
