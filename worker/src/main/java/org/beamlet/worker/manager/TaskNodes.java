package org.beamlet.worker.manager;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.beamlet.node.wire.HeldTask;
import org.beamlet.node.wire.PlacedTask;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.task.GpuRequest;
import org.beamlet.protocol.task.MpiRequest;
import org.beamlet.worker.mpi.MpiPrefixes;
import org.beamlet.worker.mpi.NodePool;
import org.beamlet.worker.slot.Pinning;
import org.jspecify.annotations.Nullable;

/** Gives tasks their nodes, where the endpoint's run over several; else lets them pass. */
final class TaskNodes {
    /** What a task has while it runs; closing gives the nodes back. */
    record Share(Map<String, String> environment, Runnable giveBack) implements AutoCloseable {
        private static final Share NONE = new Share(Map.of(), () -> {});

        @Override
        public void close() {
            giveBack.run();
        }
    }

    private static final Set<String> ON_ONE_NODE = Set.of(MpiRequest.PRIORITY, GpuRequest.KEY);

    private final @Nullable String launcher;
    private final Pinning pinning;
    private final NodePool<HeldTask> pool;

    TaskNodes(BlockFile block, List<String> nodes) {
        this.launcher = block.mpiLauncher();
        this.pinning = block.pinning();
        this.pool = new NodePool<>(nodes);
    }

    /** The agent has looked at it as well, perhaps under another configuration. */
    void check(PlacedTask placed) {
        String asked = placed.getResourceSpecification();
        if (launcher != null) {
            MpiRequest.parse(asked);
            return;
        }
        if (!asked.isEmpty()
                && MpiRequest.keys(asked).stream().anyMatch(key -> !ON_ONE_NODE.contains(key))) {
            throw new BeamletException(
                    ErrorCode.RESOURCES_INVALID,
                    "the task asks for nodes, and this block runs each task on one",
                    "send it to an endpoint with GlobusMPIEngine");
        }
        pinning.require(GpuRequest.parse(asked).gpus());
    }

    /**
     * Has a task wait for its nodes.
     *
     * @param ready takes them, at once where none are asked for
     * @param refused told why the block can never give them
     */
    void take(
            HeldTask task,
            PlacedTask placed,
            Consumer<Share> ready,
            Consumer<BeamletException> refused) {
        String with = launcher;
        if (with == null) {
            ready.accept(Share.NONE);
            return;
        }
        try {
            MpiRequest asked = MpiRequest.parse(placed.getResourceSpecification());
            pool.take(
                    task,
                    asked.nodes(),
                    nodes ->
                            ready.accept(
                                    new Share(
                                            MpiPrefixes.of(with, asked, nodes),
                                            () -> pool.release(nodes))));
        } catch (BeamletException e) {
            refused.accept(e);
        }
    }

    /** {@return the tasks of which that is true; they wait no longer and nobody is told} */
    List<HeldTask> takeOut(Predicate<HeldTask> which) {
        return pool.takeOut(which);
    }
}
