package org.beamlet.worker.slot;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.task.GpuRequest;

/**
 * Which devices and CPUs of its node each worker has for itself.
 *
 * @param accelerators one for each slot, by the name that its software gives it; empty: all have
 *     all
 * @param cpuAffinity none, block, block-reverse, alternating, or list: with a group of CPUs for
 *     each slot, such as {@code list:0-3:4-7}
 */
public record Pinning(
        @JsonProperty("accelerators") List<String> accelerators,
        @JsonProperty("cpu_affinity") String cpuAffinity) {
    public static final Pinning NONE = new Pinning(List.of(), "none");

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";
    private static final String GROUPS = "list:";

    /** Made also from JSON, in which anything may be missing. */
    @SuppressWarnings({"ConstantValue", "RedundantNullCheck"})
    public Pinning {
        accelerators = accelerators == null ? List.of() : List.copyOf(accelerators);
        cpuAffinity = cpuAffinity == null ? "none" : cpuAffinity;
    }

    /** {@return the accelerators; one that several slots share, by its name, is one} */
    public List<String> devices() {
        return accelerators.stream().distinct().toList();
    }

    /**
     * Looks whether a task can have so many accelerators for itself.
     *
     * @throws BeamletException with code RESOURCES_INVALID
     */
    public void require(int gpus) {
        new GpuRequest(gpus).requireAmong(devices().size());
    }

    /**
     * {@return which device is a slot's; empty where all have all}
     *
     * @param slot from 1
     */
    Optional<String> device(int slot) {
        return accelerators.isEmpty()
                ? Optional.empty()
                : Optional.of(accelerators.get((slot - 1) % accelerators.size()));
    }

    /**
     * {@return how many slots see each of the devices, in their order}
     *
     * @param slots how many there are
     */
    public List<Integer> slotsOfDevices(int slots) {
        List<String> seen =
                IntStream.rangeClosed(1, slots)
                        .mapToObj(this::device)
                        .flatMap(Optional::stream)
                        .toList();
        return devices().stream().map(device -> Collections.frequency(seen, device)).toList();
    }

    /** {@return the variables by which a worker sees its own device alone} */
    Map<String, String> environment(int slot) {
        return environment(device(slot).stream().toList());
    }

    /** {@return the variables by which a process sees these devices alone} */
    Map<String, String> environment(List<String> devices) {
        if (devices.isEmpty()) {
            return Map.of();
        }
        String all = String.join(",", devices);
        return Map.of(
                "CUDA_VISIBLE_DEVICES", all,
                "ROCR_VISIBLE_DEVICES", all,
                "ZE_AFFINITY_MASK", all,
                "ZE_ENABLE_PCI_ID_DEVICE_ORDER", "1");
    }

    /** {@return the CPUs of a process: its slot's, and those of all slots whose devices it has} */
    Optional<String> cpus(Station station, int slots) {
        if (!station.forOneTask()) {
            return cpus(station.slot(), slots);
        }
        List<String> all = new ArrayList<>();
        for (int slot = 1; slot <= slots; slot++) {
            if (device(slot).filter(station.devices()::contains).isPresent()) {
                cpus(slot, slots).ifPresent(all::add);
            }
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join(",", all));
    }

    /** {@return how many CPUs a process should use: its own, or its share of the node's} */
    int cores(Station station, int slots) {
        return cpus(station, slots)
                .map(list -> cpus(list).size())
                .orElseGet(() -> Math.max(1, Runtime.getRuntime().availableProcessors() / slots));
    }

    /**
     * {@return the CPUs of a worker as {@code taskset} takes them; empty where it is not bound}
     *
     * @param slot from 1
     * @param slots how many there are
     */
    Optional<String> cpus(int slot, int slots) {
        return cpuAffinity.equals("none")
                ? Optional.empty()
                : Optional.of(cpus(slot, slots, allowed()));
    }

    /** The same on a node whose CPUs are known. */
    String cpus(int slot, int slots, List<Integer> allowed) {
        if (cpuAffinity.startsWith(GROUPS)) {
            List<String> groups =
                    Arrays.asList(cpuAffinity.substring(GROUPS.length()).split(":", -1));
            if (groups.size() != slots) {
                throw unusable(
                        "cpu_affinity has %d groups for %d workers".formatted(groups.size(), slots),
                        "give one group for each of max_workers_per_node");
            }
            return groups.get(slot - 1);
        }
        int each = allowed.size() / slots;
        if (each == 0) {
            throw unusable(
                    "cpu_affinity shares %d CPUs among %d workers".formatted(allowed.size(), slots),
                    "lower max_workers_per_node, or remove cpu_affinity");
        }
        int place =
                switch (cpuAffinity) {
                    case "block", "alternating" -> slot - 1;
                    case "block-reverse" -> slots - slot;
                    default ->
                            throw unusable(
                                    "cpu_affinity is '%s'".formatted(cpuAffinity),
                                    "use none, block, block-reverse, alternating or list:0-3:4-7");
                };
        IntStream own =
                cpuAffinity.equals("alternating")
                        ? IntStream.iterate(place, i -> i < allowed.size(), i -> i + slots)
                        : IntStream.range(place * each, (place + 1) * each);
        return own.mapToObj(allowed::get).map(String::valueOf).collect(Collectors.joining(","));
    }

    private static BeamletException unusable(String what, String remedy) {
        return new BeamletException(ErrorCode.CONFIG_INVALID, what, remedy);
    }

    /** Those that the batch system has given to this process. */
    private static List<Integer> allowed() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(ALLOWED))
                    .findFirst()
                    .map(line -> cpus(line.substring(ALLOWED.length()).strip()))
                    .orElse(List.of());
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "this node does not tell which CPUs it has: " + e.getMessage(),
                    "remove cpu_affinity",
                    e);
        }
    }

    /** {@return the numbers in a list such as {@code 0-3,8}} */
    static List<Integer> cpus(String list) {
        List<Integer> all = new ArrayList<>();
        for (String range : list.split(",", -1)) {
            String[] ends = range.split("-", 2);
            int first = Integer.parseInt(ends[0]);
            int last = Integer.parseInt(ends[ends.length - 1]);
            IntStream.rangeClosed(first, last).forEach(all::add);
        }
        return all;
    }
}
