package org.beamlet.catalog.xpcs.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.cuda.Gpus;
import org.beamlet.catalog.xpcs.kernel.device.Availability;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.catalog.xpcs.kernel.device.Precision;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;

class KernelsTest {
    private static final Availability NO_VECTORS =
            new Availability.Unusable("not here", "start it otherwise");
    private static final Gpus NO_GPU =
            new Gpus(new Availability.Unusable("no driver", "another node"), List.of(), null);

    private static Kernels kernels(Device device, Precision precision, Lanes lanes) {
        return Kernels.of(device, precision, lanes, NO_GPU, NO_VECTORS);
    }

    @Test
    void autoTakesTheCpuAndSaysWhy() {
        try (Lanes lanes = new Lanes(2);
                Kernels kernels = kernels(Device.AUTO, Precision.FLOAT32, lanes)) {
            MultiTauKernel kernel = kernels.multiTau(Twins.shape(10, 20, true));
            assertThat(kernel).isInstanceOf(TiledMultiTauKernel.class);
            assertThat(kernels.used()).isEqualTo("cpu: plain loops, 2 threads");
            assertThat(kernels.notes())
                    .containsExactly(
                            "no GPU was used: no driver", "no vectors were used: not here");
        }
    }

    @Test
    void vectorsAreTakenWhereThereAreAny() {
        Availability vectors = new Availability.Usable("vectors of 512 bits");
        try (Lanes lanes = new Lanes(1);
                Kernels kernels =
                        Kernels.of(Device.CPU, Precision.FLOAT32, lanes, NO_GPU, vectors)) {
            assertThat(kernels.used()).isEqualTo("cpu: vectors of 512 bits, 1 thread");
            assertThat(kernels.notes()).isEmpty();
        }
    }

    @Test
    void aGpuThatIsMissingIsAnErrorOnlyWhereItIsAskedFor() {
        try (Lanes lanes = new Lanes(1)) {
            assertThatThrownBy(() -> kernels(Device.GPU, Precision.FLOAT32, lanes))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_UNAVAILABLE))
                    .hasMessageContaining("no driver")
                    .hasMessageContaining("another node, or use device auto or cpu");
        }
    }

    @Test
    void otherPrecisionsAreForTheCpu() {
        try (Lanes lanes = new Lanes(1)) {
            assertThatThrownBy(() -> kernels(Device.GPU, Precision.COMPAT, lanes))
                    .isInstanceOf(BeamletException.class)
                    .hasMessageContaining("precision compat")
                    .hasMessageContaining("device auto or cpu");
            try (Kernels kernels = kernels(Device.AUTO, Precision.FLOAT64, lanes)) {
                assertThat(kernels.multiTau(Twins.shape(10, 20, true)))
                        .isInstanceOf(WideMultiTauKernel.class);
                assertThat(kernels.used()).isEqualTo("cpu: float64, 1 thread");
            }
        }
    }

    @Test
    void namesOfArgumentsAreRead() {
        assertThat(Device.of("gpu")).isEqualTo(Device.GPU);
        assertThat(Precision.of("float64")).isEqualTo(Precision.FLOAT64);
        assertThatThrownBy(() -> Device.of("tpu")).hasMessageContaining("use auto, cpu or gpu");
        assertThatThrownBy(() -> Precision.of("half")).hasMessageContaining("float32");
    }

    @Test
    void lookingForGpusNeverFails() {
        assertThat(Gpus.find().availability()).isNotNull();
    }
}
