package org.beamlet.catalog.xpcs.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.cuda.Gpus;
import org.beamlet.catalog.xpcs.kernel.device.Availability;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.catalog.xpcs.kernel.device.Precision;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On a machine with a GPU; {@code benchmarks/run gpu-check} holds the same without Maven. */
class GpuIT {
    @BeforeAll
    static void aGpuIsNeeded() {
        Availability gpus = Gpus.find().availability();
        assumeTrue(gpus instanceof Availability.Usable, gpus::toString);
    }

    @ParameterizedTest
    @MethodSource("org.beamlet.catalog.xpcs.kernel.Twins#sizes")
    void findsWhatExactArithmeticFinds(int pixels, int frames) {
        try (Lanes lanes = new Lanes(2);
                Kernels kernels = Kernels.of(Device.GPU, Precision.FLOAT32, lanes)) {
            MultiTauShape shape = Twins.shape(pixels, frames, true);
            Twins.assertTwins(kernels.multiTau(shape), shape, lanes);
            assertThat(kernels.used()).startsWith("gpu: ");
        }
    }
}
