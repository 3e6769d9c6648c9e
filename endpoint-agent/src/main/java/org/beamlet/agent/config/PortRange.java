package org.beamlet.agent.config;

import java.util.List;
import java.util.stream.IntStream;

/** The ports of which the agent may take one, both ends among them; from 0 to 0 it is any. */
public record PortRange(int first, int last) {
    private static final int MOST = 65_535;

    /** Any that is free. */
    public static final PortRange ANY = new PortRange(0, 0);

    static PortRange read(Section engine) {
        int port = engine.integer("worker_port", 0, 0, MOST);
        if (!engine.has("worker_port_range")) {
            return new PortRange(port, port);
        }
        List<String> ends = engine.texts("worker_port_range").orElse(List.of());
        if (ends.size() != 2 || !ends.stream().allMatch(end -> end.matches("[1-9]\\d{0,4}"))) {
            engine.fault(
                    "worker_port_range",
                    "is %s; give its two ends, such as [54000, 54100]".formatted(ends));
            return ANY;
        }
        PortRange range =
                new PortRange(Integer.parseInt(ends.get(0)), Integer.parseInt(ends.get(1)));
        if (range.first > range.last || range.last > MOST) {
            engine.fault(
                    "worker_port_range",
                    "is %s; use ports up to %d, the smaller one first".formatted(ends, MOST));
            return ANY;
        }
        if (port != 0) {
            engine.fault("worker_port_range", "and worker_port are both given; keep one of them");
        }
        return range;
    }

    /** {@return whether the port may be taken} */
    public boolean has(int port) {
        return equals(ANY) || (port >= first && port <= last);
    }

    /** {@return what to try, one after the other; 0 stands for any that is free} */
    public IntStream ports() {
        return IntStream.rangeClosed(first, last);
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + " to " + last;
    }
}
