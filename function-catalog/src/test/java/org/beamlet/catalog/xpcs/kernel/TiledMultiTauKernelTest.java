package org.beamlet.catalog.xpcs.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.device.Availability;
import org.beamlet.catalog.xpcs.kernel.scalar.ScalarRows;
import org.beamlet.catalog.xpcs.kernel.simd.Simd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TiledMultiTauKernelTest {
    @ParameterizedTest
    @MethodSource("org.beamlet.catalog.xpcs.kernel.Twins#sizes")
    void plainLoopsFindWhatExactArithmeticFinds(int pixels, int frames) {
        try (Lanes lanes = new Lanes(2)) {
            for (boolean normalize : new boolean[] {true, false}) {
                MultiTauShape shape = Twins.shape(pixels, frames, normalize);
                Twins.assertTwins(
                        new TiledMultiTauKernel(shape, 0, lanes, ScalarRows::new), shape, lanes);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.beamlet.catalog.xpcs.kernel.Twins#sizes")
    void vectorsFindWhatExactArithmeticFinds(int pixels, int frames) {
        Availability simd = Simd.probe();
        assumeTrue(simd instanceof Availability.Usable, simd::toString);
        try (Lanes lanes = new Lanes(2)) {
            MultiTauShape shape = Twins.shape(pixels, frames, true);
            Twins.assertTwins(new TiledMultiTauKernel(shape, 0, lanes, Simd::loops), shape, lanes);
        }
    }

    @Test
    void testsRunWithVectors() {
        assertThat(Simd.probe()).isInstanceOf(Availability.Usable.class);
    }
}
