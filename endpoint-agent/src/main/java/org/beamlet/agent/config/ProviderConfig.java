package org.beamlet.agent.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.providers.batch.BatchSystem;
import org.beamlet.providers.kubernetes.PodTerms;
import org.beamlet.providers.launcher.Launcher;
import org.beamlet.providers.local.LocalLimits;
import org.beamlet.providers.ssh.SshSettings;

/** The section {@code engine.provider}, one record per kind. */
public sealed interface ProviderConfig {
    /** {@return the name by which a configuration asks for it} */
    String type();

    BlockConfig blocks();

    /** {@return shell text that runs at the beginning of a block} */
    String workerInit();

    Launcher launcher();

    /**
     * Blocks on this machine.
     *
     * @param limits of each
     */
    record Local(BlockConfig blocks, String workerInit, Launcher launcher, LocalLimits limits)
            implements ProviderConfig {
        /** Without limits. */
        public Local(BlockConfig blocks, String workerInit, Launcher launcher) {
            this(blocks, workerInit, launcher, LocalLimits.NONE);
        }

        @Override
        public String type() {
            return "LocalProvider";
        }
    }

    /**
     * Blocks that are jobs of a batch system.
     *
     * @param queues of which they are asked, the best first; at least one
     * @param site what is known of it besides
     * @param ssh how its host is reached; empty where that is this machine
     */
    record Batch(
            String type,
            BlockConfig blocks,
            String workerInit,
            Launcher launcher,
            List<QueueTerms> queues,
            Optional<SiteLimits> site,
            Optional<SshSettings> ssh)
            implements ProviderConfig {
        public Batch {
            queues = List.copyOf(queues);
        }

        /** {@return what is asked for in the first queue} */
        public BatchSystem job() {
            return queues.getFirst().job();
        }
    }

    /** {@return how the host is reached where blocks are asked for; empty where it is this one} */
    default Optional<SshSettings> far() {
        return this instanceof Batch batch ? batch.ssh() : Optional.empty();
    }

    /** Blocks that are pods. */
    record Kubernetes(BlockConfig blocks, String workerInit, Launcher launcher, PodTerms pods)
            implements ProviderConfig {
        @Override
        public String type() {
            return "KubernetesProvider";
        }
    }

    /**
     * Of Parsl's others, which are read so that a faulty file is told from a foreign one.
     *
     * @param options its own keys, as they are
     * @param reason why there are no such blocks here, and what to do
     */
    record Foreign(
            String type,
            BlockConfig blocks,
            String workerInit,
            Launcher launcher,
            Map<String, String> options,
            String reason)
            implements ProviderConfig {
        public Foreign {
            options = Map.copyOf(options);
        }
    }
}
