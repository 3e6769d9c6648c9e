package org.beamlet.worker.manager;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.worker.device.NodeDevices;
import org.beamlet.worker.slot.Pinning;
import org.beamlet.worker.topology.CpuList;
import org.beamlet.worker.topology.NearCpus;
import org.beamlet.worker.topology.NodeTopology;

/**
 * What of a node the workers of a block get, once it is known which node that is.
 *
 * @param block with the number of workers and what each has
 */
record NodeShare(BlockFile block, NodeDevices devices) {
    private static final Logger LOG = System.getLogger(NodeShare.class.getName());

    private static final String AUTO = "auto";
    private static final String GROUPS = "list:";

    /**
     * Finds out.
     *
     * @throws BeamletException with code CONFIG_INVALID where the node cannot give what the
     *     configuration asks for
     */
    static NodeShare of(
            BlockFile block, Map<String, String> environment, String node, NodeTopology topology) {
        if (block.mpiLauncher() != null) {
            // Its tasks run on other nodes too, where launchers bind them.
            return new NodeShare(block, NodeDevices.NONE);
        }
        NodeDevices devices = devices(block, environment, node, topology);
        List<String> names = devices.names();
        int slots = names.isEmpty() ? block.slots() : Math.min(block.slots(), names.size());
        String affinity = affinity(block, slots, devices, topology);
        if (!affinity.equals("none") && block.container() == null) {
            requireTaskset(environment.getOrDefault("PATH", ""), node);
        }
        return new NodeShare(block.onNode(slots, new Pinning(names, affinity)), devices);
    }

    private static NodeDevices devices(
            BlockFile block, Map<String, String> environment, String node, NodeTopology topology) {
        try {
            return NodeDevices.find(
                    block.pinning().accelerators(), block.counted(), environment, node, topology);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the node was looked at", e);
        }
    }

    private static String affinity(
            BlockFile block, int slots, NodeDevices devices, NodeTopology topology) {
        String wanted = block.pinning().cpuAffinity();
        if (!wanted.equals(AUTO) && !wanted.startsWith(GROUPS)) {
            return wanted;
        }
        List<Integer> allowed = topology.allowed();
        if (allowed.isEmpty()) {
            LOG.log(Level.WARNING, "cpus are not told: workers are bound to none");
            return "none";
        }
        if (wanted.equals(AUTO)) {
            List<List<String>> buses = new ArrayList<>();
            for (int slot = 0; slot < slots; slot++) {
                buses.add(devices.names().isEmpty() ? List.of() : devices.buses().get(slot));
            }
            return GROUPS + String.join(":", NearCpus.share(topology, buses, allowed));
        }
        List<String> groups = Arrays.asList(wanted.substring(GROUPS.length()).split(":", -1));
        if (groups.size() != block.slots()) {
            // Whoever starts workers says so, with what to do.
            return wanted;
        }
        List<String> own = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            int place = devices.names().isEmpty() ? slot : devices.places().get(slot);
            own.add(within(groups.get(Math.min(place, groups.size() - 1)), allowed));
        }
        return GROUPS + String.join(":", own);
    }

    /** Those of a group that the batch system lets this job have. */
    private static String within(String group, List<Integer> allowed) {
        List<Integer> own = new ArrayList<>(CpuList.parse(group));
        if (own.retainAll(allowed)) {
            LOG.log(
                    Level.WARNING,
                    "cpus={0} of cpu_affinity are not all in this job, which has {1}",
                    group,
                    CpuList.text(allowed));
        }
        if (own.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "cpu_affinity gives a worker the CPUs %s, and this job has %s"
                            .formatted(group, CpuList.text(allowed)),
                    "name CPUs of the job, ask the batch system for whole nodes, or use auto");
        }
        return CpuList.text(own);
    }

    private static void requireTaskset(String path, String node) {
        boolean there =
                Arrays.stream(path.split(":", -1))
                        .filter(folder -> !folder.isEmpty())
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));
        if (!there) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "workers cannot be bound to CPUs: there is no taskset on %s".formatted(node),
                    "have util-linux installed there, or remove cpu_affinity");
        }
    }
}
