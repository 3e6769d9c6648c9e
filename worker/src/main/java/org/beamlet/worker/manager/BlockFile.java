package org.beamlet.worker.manager;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.worker.container.Container;
import org.beamlet.worker.slot.Pinning;
import org.beamlet.worker.slot.WorkerLimits;
import org.jspecify.annotations.Nullable;

/**
 * What the agent wrote down for the managers of a block.
 *
 * @param agents addresses of one agent, {@code host:port}, tried in this order
 * @param secret exchanged for a certificate
 * @param caCertificate PEM; null only in tests, on loopback
 * @param slots tasks that may run at once on a node
 * @param prefetch how many more are kept ready behind them
 * @param agentLostAfterS seconds without the agent after which an idle manager gives up
 * @param dataRoots folders by the names under which tasks speak of them
 * @param limits what workers may use
 * @param pinning what each worker has for itself
 * @param sandbox whether each Python task gets a folder of its own
 * @param mpiLauncher mpiexec, srun or aprun where tasks take nodes of the block; else null
 * @param resultMethods the serializers that results may have, by the two characters of their
 *     buffers; empty allows all
 * @param container in which workers run; null for none
 * @param walltimeS seconds that the block may last; 0 where the batch system says it or nobody
 */
public record BlockFile(
        @JsonProperty("block_id") String blockId,
        @JsonProperty("agents") List<String> agents,
        @JsonProperty("secret") String secret,
        @JsonProperty("ca_certificate") @Nullable String caCertificate,
        @JsonProperty("slots") int slots,
        @JsonProperty("prefetch") int prefetch,
        @JsonProperty("worker_java_options") List<String> workerJavaOptions,
        @JsonProperty("work_dir") String workDir,
        @JsonProperty("agent_lost_after") int agentLostAfterS,
        @JsonProperty("walltime") int walltimeS,
        @JsonProperty("data_roots") Map<String, String> dataRoots,
        @JsonProperty("limits") WorkerLimits limits,
        @JsonProperty("pinning") Pinning pinning,
        @JsonProperty("run_in_sandbox") boolean sandbox,
        @JsonProperty("mpi_launcher") @Nullable String mpiLauncher,
        @JsonProperty("result_methods") Set<String> resultMethods,
        @JsonProperty("container") @Nullable Container container) {
    private static final int DEFAULT_AGENT_LOST_AFTER_S = 1800;

    /** Made also from JSON, in which anything may be missing. */
    @SuppressWarnings({"ConstantValue", "RedundantNullCheck"})
    public BlockFile {
        agents = agents == null ? List.of() : List.copyOf(agents);
        resultMethods = resultMethods == null ? Set.of() : Set.copyOf(resultMethods);
        dataRoots = dataRoots == null ? Map.of() : Map.copyOf(dataRoots);
        workerJavaOptions = workerJavaOptions == null ? List.of() : List.copyOf(workerJavaOptions);
        limits = limits == null ? WorkerLimits.NONE : limits;
        pinning = pinning == null ? Pinning.NONE : pinning;
        blockId = blockId == null ? "" : blockId;
        secret = secret == null ? "" : secret;
        workDir = workDir == null ? "" : workDir;
        agentLostAfterS = agentLostAfterS == 0 ? DEFAULT_AGENT_LOST_AFTER_S : agentLostAfterS;
    }

    /** One whose tasks run on its node alone, in no container. */
    BlockFile(
            String blockId,
            List<String> agents,
            String secret,
            @Nullable String caCertificate,
            int slots,
            int prefetch,
            List<String> workerJavaOptions,
            String workDir,
            int agentLostAfterS,
            int walltimeS,
            Map<String, String> dataRoots,
            WorkerLimits limits,
            Pinning pinning,
            boolean sandbox) {
        this(
                blockId,
                agents,
                secret,
                caCertificate,
                slots,
                prefetch,
                workerJavaOptions,
                workDir,
                agentLostAfterS,
                walltimeS,
                dataRoots,
                limits,
                pinning,
                sandbox,
                null,
                Set.of(),
                null);
    }

    /**
     * Reads a block file.
     *
     * @throws BeamletException with code CONFIG_INVALID naming all faults
     */
    static BlockFile read(Path file) {
        BlockFile block;
        try {
            block = Json.read(Files.readString(file), BlockFile.class);
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "block file %s cannot be read".formatted(file),
                    "see that the endpoint's folder is on a file system of the compute nodes",
                    e);
        }
        List<String> faults = block.faults();
        if (!faults.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "block file %s: %s".formatted(file, String.join(", ", faults)),
                    "start the block through the endpoint, which writes this file");
        }
        return block;
    }

    private List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (blockId.isEmpty()) {
            faults.add("block_id is missing");
        }
        if (agents.isEmpty() || !agents.stream().allMatch(AgentAddress::valid)) {
            faults.add("agents is %s, not a list of host:port".formatted(agents));
        }
        if (slots < 1) {
            faults.add("slots is %d, less than 1".formatted(slots));
        }
        if (prefetch < 0) {
            faults.add("prefetch is %d, less than 0".formatted(prefetch));
        }
        if (workDir.isEmpty()) {
            faults.add("work_dir is missing");
        }
        return faults;
    }

    Duration agentLostAfter() {
        return Duration.ofSeconds(agentLostAfterS);
    }

    /** The record's own text would show the secret. */
    @Override
    public String toString() {
        return "BlockFile[%s, agents=%s, slots=%d]".formatted(blockId, agents, slots);
    }
}
