package org.beamlet.worker.slot;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.task.GpuRequest;
import org.beamlet.worker.device.DeviceName;
import org.beamlet.worker.device.DeviceName.Kind;
import org.beamlet.worker.topology.CpuList;
import org.beamlet.worker.topology.NodeTopology;

/**
 * Which devices and CPUs of its node each worker has for itself.
 *
 * @param accelerators one for each slot, by the name that its software gives it; empty: all have
 *     all
 * @param cpuAffinity none, block, block-reverse, alternating, or list: with a group of CPUs for
 *     each slot, such as {@code list:0-3:4-7}; what auto means is known once the node is
 */
public record Pinning(
        @JsonProperty("accelerators") List<String> accelerators,
        @JsonProperty("cpu_affinity") String cpuAffinity) {
    public static final Pinning NONE = new Pinning(List.of(), "none");

    private static final String GROUPS = "list:";

    /** Read by OpenMP, MKL, OpenBLAS, NumExpr and Julia. */
    private static final List<String> THREADS =
            List.of(
                    "OMP_NUM_THREADS",
                    "MKL_NUM_THREADS",
                    "OPENBLAS_NUM_THREADS",
                    "NUMEXPR_NUM_THREADS",
                    "JULIA_NUM_THREADS");

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
        if (gpus > 1 && !accelerators.isEmpty() && kind(accelerators.getFirst()) == Kind.MIG) {
            throw new BeamletException(
                    ErrorCode.RESOURCES_INVALID,
                    "the task asks for %d GPUs (num_gpus), and the node's are MIG devices, of which a process can use only one"
                            .formatted(gpus),
                    "ask for one, or send the task to an endpoint with whole GPUs");
        }
    }

    private static Kind kind(String group) {
        return DeviceName.group(group).getFirst().kind();
    }

    /**
     * {@return which device is a slot's; empty where all have all}
     *
     * @param slot from 1
     */
    public Optional<String> device(int slot) {
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
        return slotsOfDevices(slots, Set.of());
    }

    /**
     * {@return the same without some of the devices}
     *
     * @param without those that are left out
     */
    public List<Integer> slotsOfDevices(int slots, Set<String> without) {
        List<String> seen =
                IntStream.rangeClosed(1, slots)
                        .mapToObj(this::device)
                        .flatMap(Optional::stream)
                        .toList();
        return devices().stream()
                .filter(device -> !without.contains(device))
                .map(device -> Collections.frequency(seen, device))
                .toList();
    }

    /** {@return the variables by which a worker sees its own device alone} */
    Map<String, String> environment(int slot) {
        return environment(device(slot).stream().toList());
    }

    /** {@return the variables by which a process sees these devices alone} */
    Map<String, String> environment(List<String> devices) {
        return devices.isEmpty() ? Map.of() : variables(String.join(",", devices));
    }

    /** {@return the variables by which a process sees these devices, and no others} */
    public static Map<String, String> variables(String all) {
        return switch (kind(all)) {
            case NUMBER, OTHER ->
                    Map.of(
                            "CUDA_VISIBLE_DEVICES", all,
                            // As nvidia-smi counts; CUDA itself would put the fastest first.
                            "CUDA_DEVICE_ORDER", "PCI_BUS_ID",
                            "ROCR_VISIBLE_DEVICES", all,
                            "ZE_AFFINITY_MASK", all,
                            "ZE_ENABLE_PCI_ID_DEVICE_ORDER", "1");
            // What Intel's software would make of a UUID is no device at all.
            case GPU -> Map.of("CUDA_VISIBLE_DEVICES", all, "ROCR_VISIBLE_DEVICES", all);
            case MIG -> Map.of("CUDA_VISIBLE_DEVICES", all);
        };
    }

    /**
     * {@return the variables by which libraries use as many threads as a process has CPUs; none
     * where it is bound to none}
     */
    Map<String, String> threads(Station station, int slots) {
        return cpus(station, slots)
                .map(list -> Integer.toString(cpus(list).size()))
                .map(count ->
                        THREADS.stream().collect(Collectors.toMap(Function.identity(), _ -> count)))
                .orElse(Map.of());
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
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(CpuList.text(cpus(String.join(",", all))));
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
                                    "use none, block, block-reverse, alternating, auto or list:0-3:4-7");
                };
        IntStream own =
                cpuAffinity.equals("alternating")
                        ? IntStream.iterate(place, i -> i < allowed.size(), i -> i + slots)
                        : IntStream.range(place * each, (place + 1) * each);
        return CpuList.text(own.mapToObj(allowed::get).toList());
    }

    private static BeamletException unusable(String what, String remedy) {
        return new BeamletException(ErrorCode.CONFIG_INVALID, what, remedy);
    }

    /** Those that the batch system has given to this process. */
    private static List<Integer> allowed() {
        List<Integer> allowed = NodeTopology.ofThisNode().allowed();
        if (allowed.isEmpty()) {
            throw unusable("this node does not tell which CPUs it has", "remove cpu_affinity");
        }
        return allowed;
    }

    /** {@return the numbers in a list such as {@code 0-3,8}} */
    static List<Integer> cpus(String list) {
        return CpuList.parse(list);
    }
}
