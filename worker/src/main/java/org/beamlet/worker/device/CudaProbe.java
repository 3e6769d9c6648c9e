package org.beamlet.worker.device;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.beamlet.worker.start.WorkerClassPath;

/**
 * Has a process do something small on a device, as a worker would see it. A process of its own: it
 * gives the device's memory back, and a driver that hangs or crashes takes nobody with it.
 */
final class CudaProbe {
    static final String LIBRARY = "libcuda.so.1";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Of a JVM that ends itself for a fault in the driver, and of signals of memory. */
    private static final Set<Integer> CRASHES = Set.of(128 + 6, 128 + 7, 128 + 11);

    private final String library;

    /**
     * Makes one that calls a certain library.
     *
     * @param library name or path of CUDA's driver library
     */
    CudaProbe(String library) {
        this.library = library;
    }

    /** {@return what is wrong; empty if nothing is, or if nobody can tell for want of a library} */
    String fault(Map<String, String> environment) throws InterruptedException {
        Asked asked =
                Asked.of(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx64m",
                                "-Xshare:auto",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                WorkerClassPath.ofThisJvm(),
                                ProbeMain.class.getName(),
                                library),
                        environment,
                        LIMIT);
        if (asked.hung()) {
            return "a small program on it " + asked.err();
        }
        String said = asked.out().lines().reduce("", (_, last) -> last);
        if (asked.status() == 0 && said.startsWith(ProbeMain.WELL)) {
            return "";
        }
        if (said.startsWith(ProbeMain.FAULT)) {
            return "a small program on it fails: "
                    + said.substring(ProbeMain.FAULT.length()).strip();
        }
        // Whatever else ends it, such as too little memory of the node, is no fault of the device.
        return CRASHES.contains(asked.status())
                ? "a small program on it crashes (status %d)".formatted(asked.status())
                : "";
    }
}
