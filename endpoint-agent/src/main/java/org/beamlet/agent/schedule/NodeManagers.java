package org.beamlet.agent.schedule;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Questions about several node managers; asked under the scheduler's lock. */
final class NodeManagers {
    private NodeManagers() {}

    /** The manager that was on the same node of the same block before, under another name. */
    static Optional<NodeManager> predecessor(Collection<NodeManager> all, ManagerHello hello) {
        return all.stream()
                .filter(m -> m.block.equals(hello.block()) && m.node.equals(hello.node()))
                .filter(m -> !m.id.equals(hello.id()) && m.link == null)
                .findFirst();
    }

    /** Those whose stream broke longer ago than they are waited for. */
    static List<NodeManager> silent(Collection<NodeManager> all, Duration patience, long now) {
        return all.stream()
                .filter(m -> m.link == null && now - m.silentSince > patience.toNanos())
                .toList();
    }

    static Load load(Collection<NodeManager> all, int waiting, int unfinished) {
        int slots = all.stream().filter(m -> m.link != null).mapToInt(m -> m.slots).sum();
        int idle = all.stream().mapToInt(NodeManager::freeSlots).sum();
        int connected = (int) all.stream().filter(m -> m.link != null).count();
        return new Load(waiting, unfinished - waiting, slots, idle, connected);
    }

    /** {@return the links of those that are connected} */
    static Stream<ManagerLink> links(Collection<NodeManager> managers) {
        return managers.stream().map(manager -> manager.link).flatMap(Stream::ofNullable);
    }
}
