package org.beamlet.worker.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Linux tells of a node's CPUs and PCI devices. Where a file is missing, as in some
 * containers, nothing is said of what it would tell.
 */
public final class NodeTopology {
    private static final Pattern BUS =
            Pattern.compile(
                    "(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([0-9a-f]{2})(\\.[0-9a-f])?",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern CARD = Pattern.compile("card\\d+");

    /** AMD, Intel, NVIDIA: other cards are consoles of the node. */
    private static final Set<String> MAKERS = Set.of("0x1002", "0x8086", "0x10de");

    private static final String ALLOWED = "Cpus_allowed_list:";

    private final Path sys;
    private final Path proc;

    /**
     * Makes one of folders such as {@code /sys} and {@code /proc}.
     *
     * @param sys where devices are described
     * @param proc where processes and drivers are
     */
    public NodeTopology(Path sys, Path proc) {
        this.sys = sys;
        this.proc = proc;
    }

    public static NodeTopology ofThisNode() {
        return new NodeTopology(Path.of("/sys"), Path.of("/proc"));
    }

    /** {@return the CPUs that the batch system lets this process have; empty if it is not told} */
    public List<Integer> allowed() {
        return cpusOf("self");
    }

    /** {@return the CPUs that a process may use, as the kernel keeps to it} */
    public List<Integer> cpusOf(String process) {
        return lines(proc.resolve(process).resolve("status")).stream()
                .filter(line -> line.startsWith(ALLOWED))
                .findFirst()
                .map(line -> CpuList.parse(line.substring(ALLOWED.length())))
                .orElse(List.of());
    }

    /**
     * {@return the CPUs next to a PCI device; none where all are equally far, or nobody knows}
     *
     * @param bus its address as any program writes it, such as {@code 00000000:07:00.0}
     */
    public List<Integer> near(String bus) {
        Path device = sys.resolve("bus/pci/devices").resolve(address(bus));
        Optional<Integer> node =
                first(device.resolve("numa_node"))
                        .filter(text -> text.matches("\\d{1,4}"))
                        .map(Integer::valueOf);
        if (node.isPresent()) {
            List<Integer> cpus = cpusOfNode(node.get());
            if (!cpus.isEmpty()) {
                return cpus;
            }
        }
        // -1: the firmware does not say, and then local_cpulist names all CPUs.
        return node.isEmpty()
                ? List.of()
                : first(device.resolve("local_cpulist")).map(CpuList::parse).orElse(List.of());
    }

    private List<Integer> cpusOfNode(int node) {
        return first(sys.resolve("devices/system/node/node" + node + "/cpulist"))
                .map(CpuList::parse)
                .orElse(List.of());
    }

    /**
     * {@return the cores that these CPUs are threads of, in the order of the node's memories and
     * then of numbers}
     */
    List<Set<Integer>> cores(Collection<Integer> cpus) {
        Set<Integer> left = new TreeSet<>(cpus);
        List<Set<Integer>> cores = new ArrayList<>();
        for (int cpu : inOrder(cpus)) {
            if (left.contains(cpu)) {
                Set<Integer> core = new TreeSet<>(siblings(cpu));
                core.add(cpu);
                core.retainAll(left);
                left.removeAll(core);
                cores.add(core);
            }
        }
        return cores;
    }

    private List<Integer> inOrder(Collection<Integer> cpus) {
        TreeMap<Integer, Integer> nodes = new TreeMap<>();
        for (int node = 0; Files.isDirectory(folder(node)); node++) {
            for (int cpu : cpusOfNode(node)) {
                nodes.put(cpu, node);
            }
        }
        return cpus.stream()
                .distinct()
                .sorted(
                        Comparator.comparing((Integer cpu) -> nodes.getOrDefault(cpu, 0))
                                .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private Path folder(int node) {
        return sys.resolve("devices/system/node/node" + node);
    }

    private List<Integer> siblings(int cpu) {
        return first(
                        sys.resolve(
                                "devices/system/cpu/cpu%d/topology/thread_siblings_list"
                                        .formatted(cpu)))
                .map(CpuList::parse)
                .orElse(List.of(cpu));
    }

    /** {@return the addresses of the node's GPUs in the order in which they are counted} */
    public List<String> gpus() {
        List<String> nvidia = names(proc.resolve("driver/nvidia/gpus"));
        return nvidia.isEmpty() ? cards() : nvidia.stream().map(NodeTopology::address).toList();
    }

    private List<String> cards() {
        Set<String> found = new TreeSet<>();
        for (String card : names(sys.resolve("class/drm"))) {
            Path device = sys.resolve("class/drm").resolve(card).resolve("device");
            if (CARD.matcher(card).matches()
                    && first(device.resolve("vendor")).filter(MAKERS::contains).isPresent()) {
                try {
                    String address = device.toRealPath().getFileName().toString();
                    if (BUS.matcher(address).matches()) {
                        found.add(address(address));
                    }
                } catch (IOException _) {
                    // It has gone while it was looked at.
                }
            }
        }
        return List.copyOf(found);
    }

    /** {@return whether the node has a device of NVIDIA, whatever its driver says} */
    public boolean hasNvidia() {
        Path devices = sys.resolve("bus/pci/devices");
        Set<String> display = new HashSet<>();
        for (String one : names(devices)) {
            if (first(devices.resolve(one).resolve("vendor")).filter("0x10de"::equals).isPresent()
                    && first(devices.resolve(one).resolve("class"))
                            .filter(kind -> kind.startsWith("0x03"))
                            .isPresent()) {
                display.add(one);
            }
        }
        return !display.isEmpty();
    }

    /** {@return an address as the folders of /sys are called; others unchanged} */
    public static String address(String bus) {
        Matcher parts = BUS.matcher(bus.strip());
        if (!parts.matches()) {
            return bus;
        }
        String domain = parts.group(1) == null ? "0000" : parts.group(1);
        String function = parts.group(4) == null ? ".0" : parts.group(4);
        return "%s:%s:%s%s"
                .formatted(
                        domain.length() > 4 ? domain.substring(domain.length() - 4) : domain,
                        parts.group(2),
                        parts.group(3),
                        function)
                .toLowerCase(Locale.ROOT);
    }

    private static Optional<String> first(Path file) {
        return lines(file).stream().findFirst().map(String::strip);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException _) {
            return List.of();
        }
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException _) {
            return List.of();
        }
    }
}
