package org.beamlet.catalog.xpcs.twotime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.Kernels;
import org.beamlet.catalog.xpcs.kernel.TwoTimeWork;
import org.beamlet.catalog.xpcs.kernel.cuda.Gpus;
import org.beamlet.catalog.xpcs.kernel.device.Availability;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.catalog.xpcs.kernel.device.Precision;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On a machine with a GPU; {@code benchmarks/run gpu-check} holds the same without Maven. */
class GpuTwoTimeIT {
    @BeforeAll
    static void aGpuIsNeeded() {
        Availability gpus = Gpus.find().availability();
        assumeTrue(gpus instanceof Availability.Usable, gpus::toString);
    }

    @ParameterizedTest
    @MethodSource("org.beamlet.catalog.xpcs.twotime.TwoTimeTwins#sizes")
    void findsWhatTheDefinitionSays(int frames, int pixels, int dynamics, int statics, int most) {
        float[][] series = TwoTimeTwins.photons(frames, pixels, most);
        Roi roi = TwoTimeTwins.roi(pixels, dynamics, statics);
        List<Integer> counts = roi.bins().stream().map(DynamicBin::count).toList();
        try (Lanes lanes = new Lanes(2);
                Kernels kernels = Kernels.of(Device.GPU, Precision.FLOAT32, lanes)) {
            TwoTimeMaps maps = kernels.twoTime(TwoTimeWork.of(frames, counts));
            assertThat(kernels.used()).startsWith("gpu: ");
            for (Smoothing smoothing : Smoothing.values()) {
                TwoTimeTwins.assertAll(
                        TwoTimeTwins.correlate(maps, lanes, series, roi, smoothing),
                        TwoTimeTwins.naive(series, roi, smoothing),
                        TwoTimeTwins.tolerance(most));
            }
        }
    }
}
