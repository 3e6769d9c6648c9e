package org.beamlet.worker.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Shares the CPUs of a node among its slots, so that each has those next to its devices. */
public final class NearCpus {
    private NearCpus() {}

    /**
     * Shares whole cores, with all their threads. Slots whose devices are next to the same CPUs
     * share these alike; CPUs that are next to nobody's device are left to slots of which it is not
     * known where their devices are, and else to nobody.
     *
     * @param buses for each slot the PCI addresses of its devices
     * @param allowed what the batch system lets the node manager use
     * @return the CPUs of each slot; never empty unless {@code allowed} is
     */
    public static List<String> share(
            NodeTopology topology, List<List<String>> buses, List<Integer> allowed) {
        Map<Set<Integer>, List<Integer>> sharers = new LinkedHashMap<>();
        Set<Integer> claimed = new TreeSet<>();
        List<Integer> anywhere = new ArrayList<>();
        for (int slot = 0; slot < buses.size(); slot++) {
            Set<Integer> near = new TreeSet<>();
            buses.get(slot).forEach(bus -> near.addAll(topology.near(bus)));
            near.retainAll(allowed);
            if (near.isEmpty()) {
                anywhere.add(slot);
            } else {
                sharers.computeIfAbsent(near, _ -> new ArrayList<>()).add(slot);
                claimed.addAll(near);
            }
        }
        if (!anywhere.isEmpty()) {
            Set<Integer> rest = new TreeSet<>(allowed);
            rest.removeAll(claimed);
            sharers.computeIfAbsent(
                            rest.isEmpty() ? new TreeSet<>(allowed) : rest, _ -> new ArrayList<>())
                    .addAll(anywhere);
        }
        String[] shares = new String[buses.size()];
        sharers.forEach((cpus, slots) -> divide(topology.cores(cpus), slots, shares));
        return List.of(shares);
    }

    private static void divide(List<Set<Integer>> cores, List<Integer> slots, String[] shares) {
        int each = cores.size() / slots.size();
        int more = cores.size() % slots.size();
        int from = 0;
        for (int i = 0; i < slots.size(); i++) {
            Set<Integer> own = new TreeSet<>();
            if (each == 0) {
                // More workers than cores: several have to do with the same one.
                own.addAll(cores.get(i % cores.size()));
            } else {
                int to = from + each + (i < more ? 1 : 0);
                cores.subList(from, to).forEach(own::addAll);
                from = to;
            }
            shares[slots.get(i)] = CpuList.text(own);
        }
    }
}
