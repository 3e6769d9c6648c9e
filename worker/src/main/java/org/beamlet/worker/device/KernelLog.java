package org.beamlet.worker.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.worker.topology.NodeTopology;

/**
 * The kernel's log, in which the driver of NVIDIA writes down faults of devices, "Xids". On many
 * nodes only root may read it; then nothing is known.
 */
final class KernelLog {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Pattern XID =
            Pattern.compile(
                    "\\[ *(\\d{1,12})\\.\\d+\\].*NVRM: Xid \\((?:PCI:)?([0-9A-Fa-f:.]+)\\): (\\d{1,4}).*");

    /**
     * Those after which a device has to be reset or replaced, by NVIDIA's catalogue of Xids. Not
     * among them are those that programs cause (13, 31, 43, …), and contained ones (94), after
     * which the next program runs.
     */
    private static final Set<Integer> OF_DEVICES =
            Set.of(46, 48, 62, 64, 74, 79, 95, 110, 119, 120, 136, 140, 143);

    private KernelLog() {}

    /** {@return seconds since the node's start} */
    static long uptime(Path proc) {
        try {
            return Long.parseLong(
                    Files.readString(proc.resolve("uptime")).split("[. ]", 2)[0].strip());
        } catch (IOException | NumberFormatException _) {
            return 0;
        }
    }

    /**
     * {@return what has befallen devices, by their addresses}
     *
     * @param since seconds after the node's start; what was before has been seen to by others
     */
    static Map<String, String> faults(long since) throws InterruptedException {
        Asked log = Asked.of(List.of("dmesg"), Map.of(), LIMIT);
        return log.status() == 0 ? faults(log.out(), since) : Map.of();
    }

    static Map<String, String> faults(String log, long since) {
        Map<String, String> faults = new HashMap<>();
        for (String line : log.lines().toList()) {
            Matcher xid = XID.matcher(line);
            if (xid.matches()
                    && Long.parseLong(xid.group(1)) >= since
                    && OF_DEVICES.contains(Integer.valueOf(xid.group(3)))) {
                faults.putIfAbsent(
                        NodeTopology.address(xid.group(2)),
                        "the kernel's log has Xid %s of it".formatted(xid.group(3)));
            }
        }
        return faults;
    }
}
