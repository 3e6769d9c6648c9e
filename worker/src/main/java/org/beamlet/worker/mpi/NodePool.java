package org.beamlet.worker.mpi;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * The nodes of a block, which tasks take for themselves while they run.
 *
 * <p>Tasks get theirs in order of arrival. While the nodes that are free are too few for one, those
 * behind it that can do with them go first; but only {@link #OVERTAKEN} times: then nobody passes
 * it any more, nodes gather as others end, and it runs.
 *
 * @param <T> what a task is known by
 */
public final class NodePool<T> {
    /** So often a task that waits is passed by others. */
    static final int OVERTAKEN = 8;

    private static final class Waiting<T> {
        final T task;
        final int nodes;
        final Consumer<List<String>> ready;
        int overtaken;

        Waiting(T task, int nodes, Consumer<List<String>> ready) {
            this.task = task;
            this.nodes = nodes;
            this.ready = ready;
        }
    }

    private final List<String> nodes;

    // Guarded by this object's lock.
    private final BitSet free = new BitSet();
    private final List<Waiting<T>> waiting = new ArrayList<>();
    private boolean granting;

    public NodePool(List<String> nodes) {
        this.nodes = List.copyOf(nodes);
        free.set(0, nodes.size());
    }

    /**
     * Has a task wait for nodes.
     *
     * @param ready takes them, perhaps at once; whoever takes tasks out meanwhile finds this one
     *     here or where it went
     * @throws BeamletException with code RESOURCES_INVALID if the block has fewer
     */
    public synchronized void take(T task, int wanted, Consumer<List<String>> ready) {
        if (wanted > nodes.size()) {
            throw new BeamletException(
                    ErrorCode.RESOURCES_INVALID,
                    "num_nodes is %d, and a block of this endpoint has %d"
                            .formatted(wanted, nodes.size()),
                    "ask for %d at most, or have the endpoint's admin raise nodes_per_block"
                            .formatted(nodes.size()));
        }
        waiting.add(new Waiting<>(task, wanted, ready));
        grant();
    }

    /** Gives nodes back. */
    public synchronized void release(List<String> given) {
        given.forEach(node -> free.set(nodes.indexOf(node)));
        grant();
    }

    /** {@return the tasks of which that is true; they wait no longer and nobody is told} */
    public synchronized List<T> takeOut(Predicate<T> which) {
        List<T> out = waiting.stream().map(one -> one.task).filter(which).toList();
        waiting.removeIf(one -> out.contains(one.task));
        grant();
        return out;
    }

    /** Whoever is given nodes may give them back at once, which only makes the loop go on. */
    private void grant() {
        if (granting) {
            return;
        }
        granting = true;
        try {
            Optional<Waiting<T>> next = next();
            while (next.isPresent()) {
                Waiting<T> goes = next.get();
                waiting.subList(0, waiting.indexOf(goes)).forEach(passed -> passed.overtaken++);
                waiting.remove(goes);
                goes.ready.accept(first(goes.nodes));
                next = next();
            }
        } finally {
            granting = false;
        }
    }

    private Optional<Waiting<T>> next() {
        for (Waiting<T> one : waiting) {
            if (one.nodes <= free.cardinality()) {
                return Optional.of(one);
            }
            if (one.overtaken >= OVERTAKEN) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private List<String> first(int count) {
        List<String> taken = new ArrayList<>();
        while (taken.size() < count) {
            int next = free.nextSetBit(0);
            free.clear(next);
            taken.add(nodes.get(next));
        }
        return List.copyOf(taken);
    }
}
