package org.beamlet.agent.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.beamlet.agent.access.AllowedSerializers;
import org.beamlet.agent.access.TaskRules;
import org.beamlet.agent.task.GpuSlots;
import org.beamlet.worker.slot.Pinning;

/**
 * The section {@code engine}.
 *
 * @param maxWorkersPerNode tasks that run at once on a node
 * @param prefetchCapacity tasks that a node keeps ready behind them
 * @param maxRetriesOnSystemFailure how often a lost task is placed again; empty: by its function
 * @param address under which the nodes reach the agent, and to which it is bound
 * @param workerPorts to one of which it is bound, and which is then kept
 * @param heartbeatPeriod between agent and node managers
 * @param heartbeatThreshold after which a silent node manager is lost
 * @param workingDir of the workers, relative to the block's folder
 * @param mpi for {@link EngineType#MPI}
 * @param storage empty where nodes run all from where it lies
 */
public record EngineConfig(
        EngineType type,
        ProviderConfig provider,
        int maxWorkersPerNode,
        int prefetchCapacity,
        OptionalInt maxRetriesOnSystemFailure,
        AddressConfig address,
        PortRange workerPorts,
        Duration heartbeatPeriod,
        Duration heartbeatThreshold,
        String workingDir,
        ScalingConfig scaling,
        WorkerConfig worker,
        Optional<MpiConfig> mpi,
        Optional<NodeStorageConfig> storage) {
    /** {@return how many node managers a block has} */
    public int managersPerBlock() {
        return mpi.isPresent() ? 1 : provider.blocks().nodesPerBlock();
    }

    /** {@return how many tasks run at once under each of them} */
    public int slotsPerManager() {
        return mpi.map(MpiConfig::tasksPerBlock).orElse(maxWorkersPerNode);
    }

    /** {@return how many slots see each accelerator; what has one name is one} */
    public List<Integer> acceleratorSlots() {
        return new Pinning(worker.accelerators(), "none").slotsOfDevices(slotsPerManager());
    }

    /** {@return how many slots a task takes that asks for so many accelerators} */
    public int slotsOf(int gpus) {
        return GpuSlots.of(gpus, acceleratorSlots());
    }

    /** {@return what tasks may ask for} */
    public TaskRules taskRules() {
        return new TaskRules(
                type.word(),
                mpi.isPresent(),
                AllowedSerializers.of(worker.allowedSerializers()),
                acceleratorSlots().size());
    }
}
