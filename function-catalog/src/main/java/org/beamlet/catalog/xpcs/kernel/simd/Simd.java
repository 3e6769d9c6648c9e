package org.beamlet.catalog.xpcs.kernel.simd;

import org.beamlet.catalog.xpcs.kernel.device.Availability;
import org.beamlet.catalog.xpcs.kernel.scalar.RowLoops;
import org.beamlet.catalog.xpcs.twotime.TwoTimeLoops;

/** Whether vectors can be used; touches none of their classes before that is known. */
public final class Simd {
    private static final String MODULE = "jdk.incubator.vector";
    private static final int FEWEST_BITS = 128;

    private Simd() {}

    /** {@return what this JVM offers} */
    public static Availability probe() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return new Availability.Unusable(
                    "the JVM was started without the module " + MODULE,
                    "start it with --add-modules " + MODULE);
        }
        int bits = VectorRows.bits();
        if (bits < FEWEST_BITS) {
            return new Availability.Unusable(
                    "this processor's vectors have %d bits".formatted(bits),
                    "none is needed: plain loops are taken");
        }
        return new Availability.Usable("vectors of %d bits".formatted(bits));
    }

    /** {@return the loops, for whoever found them usable} */
    public static RowLoops loops() {
        return new VectorRows();
    }

    /** {@return the loops of two-time, for whoever found them usable} */
    public static TwoTimeLoops twoTimeLoops() {
        return new TwoTimeLoops(VectorRanks::new, VectorCounts::new, VectorTerms::new);
    }
}
