package org.beamlet.worker.slot;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The accelerators of a node, and which of them tasks have for themselves. Guarded by the lock of
 * the queue.
 */
final class Devices {
    private final List<String> all;
    private final List<String> ofSlots;
    private final Set<String> taken = new HashSet<>();
    private Set<String> barred = Set.of();

    Devices(Pinning pinning, int slots) {
        this.all = pinning.devices();
        this.ofSlots =
                IntStream.rangeClosed(1, slots)
                        .mapToObj(pinning::device)
                        .flatMap(Optional::stream)
                        .toList();
    }

    /**
     * {@return whether a task that asks for so many needs more than a slot and what that sees}
     *
     * @param gpus 0 for none
     */
    boolean wide(int gpus) {
        return gpus > 1 || (gpus == 1 && Set.copyOf(ofSlots).size() < ofSlots.size());
    }

    /** {@return whether nobody else is to get it: a task has it, or it is not fit for any} */
    boolean taken(String device) {
        return taken.contains(device) || barred.contains(device);
    }

    /** Sets those that nobody is to get; tasks that have one keep it. */
    void bar(Set<String> unfit) {
        barred = Set.copyOf(unfit);
    }

    void take(List<String> devices) {
        taken.addAll(devices);
    }

    void giveBack(List<String> devices) {
        devices.forEach(taken::remove);
    }

    /**
     * {@return devices that a task can have now, in the node's order; none where too few are free}
     *
     * @param own that must be among them
     * @param busy on which slots run tasks
     */
    List<String> choose(int gpus, String own, Set<String> busy) {
        List<String> free = all.stream().filter(one -> !busy.contains(one) && !taken(one)).toList();
        if (free.size() < gpus || !free.contains(own)) {
            return List.of();
        }
        List<String> chosen = new ArrayList<>(List.of(own));
        // Those that no slot has keep nobody from running.
        add(chosen, free.stream().filter(one -> !ofSlots.contains(one)).toList(), gpus);
        add(chosen, free, gpus);
        return all.stream().filter(chosen::contains).toList();
    }

    private static void add(List<String> chosen, List<String> from, int most) {
        from.stream()
                .filter(one -> !chosen.contains(one))
                .limit(most - chosen.size())
                .toList()
                .forEach(chosen::add);
    }
}
