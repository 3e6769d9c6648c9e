package org.beamlet.agent.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.beamlet.agent.block.BlockMaker;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.worker.container.ContainedProgram;
import org.beamlet.worker.container.Mounts;

/** Shows how a node manager would start a worker in a container. */
final class ContainerText {
    private ContainerText() {}

    /**
     * Writes the command of the first worker.
     *
     * @param workers folder of a node's workers
     */
    static Optional<String> of(EndpointConfig config, NodeCommand command, Path workers) {
        Path java = command.java().resolveSibling("..").normalize();
        return BlockMaker.container(config.engine(), config.dataRoots())
                .map(container ->
                        new ContainedProgram(
                                        "beamlet-1",
                                        workers,
                                        workers.resolve("worker-1.sh"),
                                        Mounts.of(java, command.classPath(), container.readable()),
                                        Set.of("BEAMLET_CORES", "BEAMLET_SLOT", "BEAMLET_WORKER"),
                                        Optional.empty(),
                                        0)
                                .shell(container));
    }
}
