package org.beamlet.catalog.xpcs.kernel.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;

/** Has each GPU that this process sees hold and give back a little memory. */
public final class DeviceTrial {
    private static final long BYTES = 1 << 20;

    private DeviceTrial() {}

    /**
     * Tries.
     *
     * @param library name or path of CUDA's driver library
     * @return what failed; empty if nothing did, or if the library is not there
     */
    public static Optional<String> of(String library) {
        DriverLibrary driver;
        try {
            driver = DriverLibrary.load(library);
        } catch (IllegalArgumentException | LinkageError e) {
            return Optional.empty();
        }
        try {
            driver.check("cuInit", 0);
            int count = number(driver, "cuDeviceGetCount");
            if (count == 0) {
                return Optional.of("CUDA sees no device");
            }
            for (int index = 0; index < count; index++) {
                one(driver, index);
            }
            return Optional.empty();
        } catch (BeamletException e) {
            return Optional.of(e.what());
        }
    }

    private static void one(DriverLibrary driver, int index) {
        int device = number(driver, "cuDeviceGet", index);
        MemorySegment context =
                MemorySegment.ofAddress(driver.get("cuDevicePrimaryCtxRetain", device));
        try {
            driver.check("cuCtxSetCurrent", context);
            long memory = driver.get("cuMemAlloc_v2", BYTES);
            MemorySegment stream = MemorySegment.ofAddress(driver.get("cuStreamCreate", 1));
            driver.check("cuMemsetD8Async", memory, (byte) 1, BYTES, stream);
            driver.check("cuStreamSynchronize", stream);
            driver.check("cuStreamDestroy_v2", stream);
            driver.check("cuMemFree_v2", memory);
        } finally {
            int _ = driver.call("cuDevicePrimaryCtxRelease_v2", device);
        }
    }

    private static int number(DriverLibrary driver, String function, Object... others) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_INT);
            Object[] arguments = new Object[others.length + 1];
            arguments[0] = out;
            System.arraycopy(others, 0, arguments, 1, others.length);
            driver.check(function, arguments);
            return out.get(ValueLayout.JAVA_INT, 0);
        }
    }
}
