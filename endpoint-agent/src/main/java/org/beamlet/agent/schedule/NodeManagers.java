package org.beamlet.agent.schedule;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Questions about several node managers; asked under the scheduler's lock. */
final class NodeManagers {
    private NodeManagers() {}

    /** Sees what a manager can still do, and asks for what it cannot. */
    static void look(
            NodeManager manager, Optional<Duration> drainAfter, WaitingTasks waiting, long now) {
        manager.takeBackSurplus(now);
        manager.takeBackOverlong(now);
        manager.drain(
                drainAfter
                        .filter(after -> manager.span.isOlderThan(after.toNanos(), now))
                        .isPresent());
        if (manager.draining) {
            manager.takeBackIdle();
        }
        manager.spent =
                manager.span.hasEnd()
                        && manager.assigned.isEmpty()
                        && !waiting.isEmpty()
                        && !waiting.hasWithin(manager.span.accepts(now));
    }

    /** {@return the blocks that get nothing more} */
    static Fading fading(Collection<NodeManager> all) {
        Set<String> going = new HashSet<>();
        Set<String> busy = new HashSet<>();
        Set<String> staying = new HashSet<>();
        int tasks = 0;
        for (NodeManager manager : all) {
            (manager.draining || manager.spent ? going : staying).add(manager.block);
            if (!manager.assigned.isEmpty()) {
                busy.add(manager.block);
            }
        }
        going.removeAll(staying);
        for (NodeManager manager : all) {
            tasks += going.contains(manager.block) ? manager.assigned.size() : 0;
        }
        Set<String> done = new HashSet<>(going);
        done.removeAll(busy);
        return new Fading(going, done, tasks);
    }

    /** The manager of the same block that was on the same node before, under another name. */
    static Optional<NodeManager> predecessor(Collection<NodeManager> its, ManagerHello hello) {
        return its.stream()
                .filter(m ->
                        m.node.equals(hello.node()) && !m.id.equals(hello.id()) && m.link == null)
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
