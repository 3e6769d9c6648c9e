package org.beamlet.catalog.xpcs.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTrialTest {
    private static final long GIGABYTE = 1L << 30;

    @TempDir private static Path folder;
    private static PretendedCuda cuda;

    @BeforeAll
    static void compile() throws Exception {
        cuda = PretendedCuda.compile(folder);
    }

    @Test
    void whereAllGoesWellNothingIsSaidAndNothingIsLeft() {
        Gpus two = cuda.machine(2, GIGABYTE);

        assertThat(two.list()).hasSize(2);
        assertThat(DeviceTrial.of(cuda.library())).isEmpty();
        assertThat(cuda.leaks()).isZero();
    }

    @Test
    void aDriverThatDoesNotStartIsAFault() {
        Gpus _ = cuda.machine(1, 12020, 90, 802, GIGABYTE, -1);

        assertThat(DeviceTrial.of(cuda.library()).orElseThrow())
                .contains("cuInit", "CUDA error 802");
    }

    @Test
    void aDeviceWithoutMemoryIsAFault() {
        Gpus _ = cuda.machine(1, 4096);

        assertThat(DeviceTrial.of(cuda.library()).orElseThrow()).contains("out of memory");
    }

    @Test
    void noDeviceIsAFaultAndNoLibraryIsNone() {
        Gpus _ = cuda.machine(0, GIGABYTE);

        assertThat(DeviceTrial.of(cuda.library())).hasValue("CUDA sees no device");
        assertThat(DeviceTrial.of(folder.resolve("none.so").toString())).isEmpty();
    }
}
