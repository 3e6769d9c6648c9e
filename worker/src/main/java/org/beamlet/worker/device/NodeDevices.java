package org.beamlet.worker.device;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.worker.topology.NodeTopology;

/**
 * The accelerators that the workers of a node get, and what is known of them.
 *
 * @param names one for each worker, as its software takes it
 * @param places at which each stands in the configuration
 * @param buses PCI addresses of each one's devices, as far as they are known
 */
public record NodeDevices(
        List<String> names, List<Integer> places, List<List<String>> buses, Seen seen) {
    private static final Logger LOG = System.getLogger(NodeDevices.class.getName());

    /** Nobody has any. */
    public static final NodeDevices NONE =
            new NodeDevices(List.of(), List.of(), List.of(), new Seen(Inventory.NONE));

    public NodeDevices {
        names = List.copyOf(names);
        places = List.copyOf(places);
        buses = List.copyOf(buses);
    }

    /** What nvidia-smi said at the start. */
    public static final class Seen {
        private final Inventory inventory;

        Seen(Inventory inventory) {
            this.inventory = inventory;
        }
    }

    /**
     * Finds out.
     *
     * @param wanted as the configuration says, each for a worker
     * @param counted whether these are no names, but count what was granted
     * @throws BeamletException with code CONFIG_INVALID if the node has none of them
     */
    public static NodeDevices find(
            List<String> wanted,
            boolean counted,
            Map<String, String> environment,
            String node,
            NodeTopology topology)
            throws InterruptedException {
        if (wanted.isEmpty()) {
            return NONE;
        }
        Inventory seen = NvidiaSmi.look();
        if (seen.silent() && !topology.hasNvidia() && !seen.trouble().isEmpty()) {
            // Its programs may lie in an image where no such device is.
            seen = Inventory.NONE;
        } else if (seen.silent() && !topology.hasNvidia() && !topology.gpus().isEmpty()) {
            seen = Inventory.NONE;
        }
        GrantedDevices granted =
                GrantedDevices.of(wanted, counted, Grant.of(environment, node), seen);
        granted.missing()
                .forEach(one ->
                        LOG.log(
                                Level.WARNING,
                                "accelerator={0} is not there or was not granted: its worker is left out",
                                one));
        Inventory known = seen;
        List<String> cards = topology.gpus();
        return new NodeDevices(
                granted.entries().stream().map(GrantedDevices.Entry::name).toList(),
                granted.entries().stream().map(GrantedDevices.Entry::place).toList(),
                granted.entries().stream().map(entry -> buses(entry.name(), known, cards)).toList(),
                new Seen(seen));
    }

    private static List<String> buses(String group, Inventory seen, List<String> cards) {
        List<String> buses = new ArrayList<>();
        for (DeviceName name : DeviceName.group(group)) {
            Optional<String> told = seen.meant(name).map(SeenGpu::bus);
            Optional<String> counted =
                    seen.silent()
                            ? name.index().filter(index -> index < cards.size()).map(cards::get)
                            : Optional.empty();
            told.or(() -> counted).ifPresent(buses::add);
        }
        return buses;
    }

    /** {@return what is known of each, by name; one that several workers share is one} */
    public Map<String, DeviceState> states() {
        Map<String, DeviceState> states = new LinkedHashMap<>();
        names.forEach(name -> states.put(name, state(name, seen.inventory)));
        return states;
    }

    static DeviceState state(String group, Inventory seen) {
        List<SeenGpu> gpus =
                DeviceName.group(group).stream()
                        .flatMap(name -> seen.meant(name).stream())
                        .toList();
        if (gpus.isEmpty()) {
            return DeviceState.unknown(group);
        }
        boolean part = DeviceName.of(group).kind() == DeviceName.Kind.MIG;
        return new DeviceState(
                group,
                part ? group : String.join(",", gpus.stream().map(SeenGpu::uuid).toList()),
                String.join(",", gpus.stream().map(SeenGpu::model).distinct().toList()),
                gpus.getFirst().driver(),
                // Of a part, nvidia-smi's table does not tell how much memory it has.
                part ? -1 : gpus.stream().mapToLong(SeenGpu::freeMib).sum(),
                part ? -1 : gpus.stream().mapToLong(SeenGpu::totalMib).sum(),
                "");
    }

    /** {@return whether there is somebody who can be asked how they are} */
    public boolean watchable() {
        return seen.inventory.answered();
    }

    /** {@return a watch over them, which has not begun} */
    public DeviceWatch watch(DeviceWatch.Owner owner) {
        return DeviceWatch.ofThisNode(states(), seen.inventory, owner);
    }
}
