package org.beamlet.catalog.xpcs.kernel.cuda;

import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** What the driver's answers mean, by CUDA's manual (CUresult), and what to do. */
final class DriverFailure {
    static final int OUT_OF_MEMORY = 2;

    private static final String OTHER_NODE =
            "run the task again, on another node if it fails there too, and show the site's"
                    + " operators this message and the node's kernel log";

    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(1, "a value is invalid"),
                    Map.entry(OUT_OF_MEMORY, "out of memory"),
                    Map.entry(3, "the driver is not initialised"),
                    Map.entry(4, "the driver is shutting down"),
                    Map.entry(34, "only a stub of the driver is installed"),
                    Map.entry(46, "the device is busy or unavailable"),
                    Map.entry(100, "there is no device"),
                    Map.entry(101, "there is no such device"),
                    Map.entry(200, "the code is invalid"),
                    Map.entry(201, "the context is invalid"),
                    Map.entry(209, "the code is not for this device"),
                    Map.entry(214, "an uncorrectable memory error"),
                    Map.entry(218, "the PTX is invalid"),
                    Map.entry(222, "the PTX is newer than the driver"),
                    Map.entry(700, "an illegal address"),
                    Map.entry(701, "too many resources asked for"),
                    Map.entry(702, "a launch timed out"),
                    Map.entry(719, "a launch failed"),
                    Map.entry(801, "not supported"),
                    Map.entry(802, "the system is not ready"),
                    Map.entry(803, "driver and kernel module are of different versions"),
                    Map.entry(999, "an unknown error"));

    private DriverFailure() {}

    static String name(int result) {
        return "%s (CUDA error %d)".formatted(NAMES.getOrDefault(result, "it failed"), result);
    }

    static BeamletException of(String function, int result) {
        String what = "the GPU's driver said to %s: %s".formatted(function, name(result));
        String remedy =
                result == OUT_OF_MEMORY
                        ? "let fewer tasks share the GPU, give the task more GPUs, or use device"
                                + " cpu"
                        : OTHER_NODE;
        return new BeamletException(ErrorCode.DEVICE_UNAVAILABLE, what, remedy);
    }
}
