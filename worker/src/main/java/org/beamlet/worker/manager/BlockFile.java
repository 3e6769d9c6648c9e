package org.beamlet.worker.manager;

import com.fasterxml.jackson.core.JsonProcessingException;
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
 * @param counted whether the names of accelerators count what the node was granted, from 0
 * @param unchecked whether nobody looks how the accelerators are
 * @param sandbox whether each Python task gets a folder of its own
 * @param mpiLauncher mpiexec, srun or aprun where tasks take nodes of the block; else null
 * @param resultMethods the serializers that results may have, by the two characters of their
 *     buffers; empty allows all
 * @param container in which workers run; null for none
 * @param walltimeS seconds that the block may last; 0 where the batch system says it or nobody
 */
public record BlockFile(
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
        boolean counted,
        boolean unchecked,
        boolean sandbox,
        @Nullable String mpiLauncher,
        Set<String> resultMethods,
        @Nullable Container container) {
    private static final int DEFAULT_AGENT_LOST_AFTER_S = 1800;

    public BlockFile {
        agents = List.copyOf(agents);
        resultMethods = Set.copyOf(resultMethods);
        dataRoots = Map.copyOf(dataRoots);
        workerJavaOptions = List.copyOf(workerJavaOptions);
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
                false,
                false,
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
    public static BlockFile read(Path file) {
        BlockFile block;
        try {
            block = of(Fields.read(Files.readString(file)));
        } catch (JsonProcessingException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "block file %s is not JSON: %s, %s"
                            .formatted(file, e.getOriginalMessage(), place(e)),
                    "start the block through the endpoint, which writes this file",
                    e);
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

    private static String place(JsonProcessingException e) {
        return "line %d, column %d"
                .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }

    private static BlockFile of(Fields told) {
        return new BlockFile(
                text(told, "block_id"),
                told.texts("agents"),
                text(told, "secret"),
                told.text("ca_certificate"),
                told.count("slots"),
                told.count("prefetch"),
                told.texts("worker_java_options"),
                text(told, "work_dir"),
                told.count("agent_lost_after"),
                told.count("walltime"),
                told.textsByName("data_roots"),
                limits(told.part("limits")),
                told.part("pinning", BlockFile::pinning).orElse(Pinning.NONE),
                told.part("pinning").flag("counted"),
                told.part("pinning").flag("unchecked"),
                told.flag("run_in_sandbox"),
                told.text("mpi_launcher"),
                Set.copyOf(told.texts("result_methods")),
                told.part("container", BlockFile::container).orElse(null));
    }

    private static WorkerLimits limits(Fields told) {
        return new WorkerLimits(
                told.number("task_seconds"),
                told.number("memory_bytes"),
                told.count("tasks"),
                told.number("output_bytes"),
                told.count("processes"));
    }

    private static Pinning pinning(Fields told) {
        String affinity = told.text("cpu_affinity");
        return new Pinning(
                told.texts("accelerators"),
                affinity == null ? Pinning.NONE.cpuAffinity() : affinity);
    }

    private static Container container(Fields told) {
        return new Container(
                text(told, "type"),
                text(told, "image"),
                text(told, "options"),
                told.texts("readable"));
    }

    private static String text(Fields told, String key) {
        String text = told.text(key);
        return text == null ? "" : text;
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

    /** {@return the same for a node whose workers get these, and are so many} */
    BlockFile onNode(int workers, Pinning devices) {
        return new BlockFile(
                blockId,
                agents,
                secret,
                caCertificate,
                workers,
                prefetch,
                workerJavaOptions,
                workDir,
                agentLostAfterS,
                walltimeS,
                dataRoots,
                limits,
                devices,
                counted,
                unchecked,
                sandbox,
                mpiLauncher,
                resultMethods,
                container);
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
