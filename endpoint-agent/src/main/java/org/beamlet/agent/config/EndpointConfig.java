package org.beamlet.agent.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.beamlet.agent.access.AllowedFunctions;
import org.beamlet.protocol.id.FunctionId;

/**
 * What config.yaml says.
 *
 * @param displayName shown instead of the endpoint's name
 * @param access who may use the endpoint, and for what
 * @param heartbeatPeriod between two reports to the service
 * @param agentLostAfter silence after which the service takes the agent's tasks from it
 * @param dataRoots folders that tasks may speak of as {@code data://NAME/…}
 * @param observation how the agent lets itself be watched
 * @param accounting who used how much for what
 * @param takeAhead tasks that the agent takes on while no node has room, where it is said
 * @param proxy between this machine and the service, where it is said here
 * @param stateDir folder of journal and spool, where they are not in the endpoint's own
 * @param debug whether the log says more
 * @param notes what stands in the file and has no effect here, with the lines
 */
public record EndpointConfig(
        Optional<String> displayName,
        AccessConfig access,
        Duration heartbeatPeriod,
        Duration agentLostAfter,
        Map<String, Path> dataRoots,
        ObservationConfig observation,
        IdleConfig idle,
        HookConfig hooks,
        AccountingConfig accounting,
        OptionalInt takeAhead,
        Optional<String> proxy,
        Optional<Path> stateDir,
        boolean debug,
        EngineConfig engine,
        List<String> notes) {
    /** Whose turn it is can be said of tasks that are here, not of those in the queue. */
    private static final int SHARED = 10_000;

    public EndpointConfig {
        notes = List.copyOf(notes);
        dataRoots = Map.copyOf(dataRoots);
    }

    EndpointConfig withNotes(List<String> told) {
        return new EndpointConfig(
                displayName,
                access,
                heartbeatPeriod,
                agentLostAfter,
                dataRoots,
                observation,
                idle,
                hooks,
                accounting,
                takeAhead,
                proxy,
                stateDir,
                debug,
                engine,
                told);
    }

    /** {@return the functions that may run; empty if all may} */
    public Optional<Set<FunctionId>> allowedFunctions() {
        return access.allowed().map(AllowedFunctions::ids);
    }

    /**
     * {@return how many tasks the agent may have that have not ended}
     *
     * @param shared whether there may be tasks of several users, between whom it is to be fair
     */
    public int taken(boolean shared) {
        return Math.addExact(capacity(), takeAhead.orElse(shared ? SHARED : 0));
    }

    /** {@return how many tasks may be with the node managers at once} */
    public int capacity() {
        BlockConfig blocks = engine.provider().blocks();
        return Math.multiplyExact(
                blocks.maxBlocks() * blocks.nodesPerBlock(),
                engine.maxWorkersPerNode() + engine.prefetchCapacity());
    }
}
