package org.beamlet.catalog.xpcs.kernel;

import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.cuda.Gpus;
import org.beamlet.catalog.xpcs.kernel.device.Availability;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.catalog.xpcs.kernel.device.Precision;

/** Kernels on GPUs that are not those of this machine. */
public final class PretendedKernels {
    private PretendedKernels() {}

    public static Kernels on(Gpus gpus, Device device, Lanes lanes) {
        return Kernels.of(
                device,
                Precision.FLOAT32,
                lanes,
                gpus,
                new Availability.Unusable("a test", "none"));
    }
}
