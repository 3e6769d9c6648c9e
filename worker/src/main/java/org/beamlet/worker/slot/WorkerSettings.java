package org.beamlet.worker.slot;

import java.nio.file.Path;
import java.util.List;
import org.beamlet.worker.container.Container;
import org.jspecify.annotations.Nullable;

/**
 * What all worker processes of a pool have in common.
 *
 * @param slots how many there are
 * @param node names the machine in messages
 * @param workDir where they run and leave their logs
 * @param javaOptions appended to the options that every worker gets
 * @param cacheFolder where what makes workers start faster is kept; null to do without
 * @param limits what each may use
 * @param pinning what each has for itself
 * @param sandbox whether each Python task gets a folder of its own
 * @param mpi whether tasks start ranks on nodes of the block
 * @param container in which they run; null for none
 */
public record WorkerSettings(
        int slots,
        String node,
        Path workDir,
        List<String> javaOptions,
        @Nullable Path cacheFolder,
        WorkerLimits limits,
        Pinning pinning,
        boolean sandbox,
        boolean mpi,
        @Nullable Container container) {
    public WorkerSettings {
        javaOptions = List.copyOf(javaOptions);
    }

    /** Workers on one node each, in no container. */
    public WorkerSettings(
            int slots,
            String node,
            Path workDir,
            List<String> javaOptions,
            @Nullable Path cacheFolder,
            WorkerLimits limits,
            Pinning pinning,
            boolean sandbox) {
        this(slots, node, workDir, javaOptions, cacheFolder, limits, pinning, sandbox, false, null);
    }

    /** Workers without limits. */
    public WorkerSettings(
            int slots,
            String node,
            Path workDir,
            List<String> javaOptions,
            @Nullable Path cacheFolder) {
        this(
                slots,
                node,
                workDir,
                javaOptions,
                cacheFolder,
                WorkerLimits.NONE,
                Pinning.NONE,
                false,
                false,
                null);
    }

    /** The folder that the workers of this user share, else one beside the work folder. */
    public static Path sharedCache(Path workDir) {
        String home = System.getenv("BEAMLET_HOME");
        return home == null
                ? workDir.toAbsolutePath().resolveSibling("cache")
                : Path.of(home).resolve("cache");
    }
}
