package org.beamlet.agent.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.beamlet.providers.launcher.Launcher;
import org.beamlet.providers.pbs.PbsPro;
import org.beamlet.providers.slurm.Slurm;

/** Reads {@code engine}. */
final class EngineReader {
    private static final int MANY = 100_000;
    private static final int SLOTS = 4096;

    private EngineReader() {}

    static EngineConfig read(Section engine) {
        Optional<String> type =
                TypeWord.check(engine, "engine", EngineType.WORDS, EngineType.ELSEWHERE);
        if (type.map(EngineType::of).filter(EngineType::pool).isPresent()) {
            return pool(engine, EngineType.of(type.get()));
        }
        return nodes(engine, type.map(EngineType::of).orElse(EngineType.COMPUTE));
    }

    private static EngineConfig nodes(Section engine, EngineType type) {
        Optional<MpiConfig> mpi =
                type == EngineType.MPI ? Optional.of(mpi(engine)) : Optional.empty();
        ProviderConfig provider = ProviderReader.read(engine, type);
        WorkerConfig worker = WorkerReader.read(engine, OptionalInt.empty());
        int workers = workers(engine, provider, worker);
        EngineConfig config =
                config(
                        engine,
                        type,
                        provider,
                        workers,
                        AddressReader.read(engine, unsaid(provider)),
                        ScalingReader.read(engine),
                        worker,
                        mpi,
                        NodeStorageReader.read(engine, provider));
        engine.finish(type == EngineType.MPI ? Refused.ENGINE : Refused.ENGINE_WITHOUT_MPI);
        return config;
    }

    /** A pool of Python's is a block on this machine that always lives. */
    private static EngineConfig pool(Section engine, EngineType type) {
        if (engine.has("provider")) {
            engine.fault(
                    "provider",
                    "belongs to GlobusComputeEngine: the workers of %s are on this machine; remove it"
                            .formatted(type.word()));
        }
        int workers = engine.integer("max_workers", cpus(), 1, SLOTS);
        OptionalInt tasks =
                engine.has("max_tasks_per_child")
                        ? OptionalInt.of(
                                engine.integer("max_tasks_per_child", 1, 1, Integer.MAX_VALUE))
                        : OptionalInt.empty();
        EngineConfig config =
                config(
                        engine,
                        type,
                        new ProviderConfig.Local(
                                new BlockConfig(1, 1, 1, 1, 1), "", new Launcher.SingleNode(false)),
                        workers,
                        new AddressConfig.Fixed("127.0.0.1"),
                        new ScalingConfig(
                                ScalingConfig.Strategy.NONE,
                                Optional.empty(),
                                Optional.empty(),
                                ScalingConfig.Selector.EMPTIEST),
                        WorkerReader.read(engine, tasks),
                        Optional.empty(),
                        Optional.empty());
        engine.finish(Refused.POOL);
        return config;
    }

    private static EngineConfig config(
            Section engine,
            EngineType type,
            ProviderConfig provider,
            int workers,
            AddressConfig address,
            ScalingConfig scaling,
            WorkerConfig worker,
            Optional<MpiConfig> mpi,
            Optional<NodeStorageConfig> storage) {
        Duration period = engine.seconds("heartbeat_period", 30, 1, 3600);
        Duration threshold = engine.seconds("heartbeat_threshold", 120, 2, 86_400);
        if (threshold.compareTo(period.multipliedBy(2)) < 0) {
            engine.fault("heartbeat_threshold", "is less than two of heartbeat_period; raise it");
        }
        return new EngineConfig(
                type,
                provider,
                workers,
                engine.integer("prefetch_capacity", mpi.isPresent() ? 0 : workers, 0, MANY),
                retries(engine),
                address,
                PortRange.read(engine),
                period,
                threshold,
                engine.line("working_dir", "tasks_working_dir"),
                scaling,
                worker,
                mpi,
                storage);
    }

    private static int workers(Section engine, ProviderConfig provider, WorkerConfig worker) {
        int cores = (int) Math.max(1, Math.floor(cores(provider) / worker.coresPerWorker()));
        int most = engine.integer("max_workers_per_node", Math.min(cores, SLOTS), 1, SLOTS);
        int workers = engine.has("cores_per_worker") ? Math.min(most, cores) : most;
        if (worker.affinity() instanceof CpuAffinity.Groups(List<String> groups)
                && engine.has("max_workers_per_node")
                && groups.size() != workers) {
            engine.fault(
                    "cpu_affinity",
                    "has %d groups for %d workers; give one to each"
                            .formatted(groups.size(), workers));
        }
        // More workers than devices would leave some without.
        return worker.accelerators().isEmpty()
                ? workers
                : Math.min(workers, worker.accelerators().size());
    }

    /** Cores of a node, where the configuration tells; else those of this machine. */
    private static int cores(ProviderConfig provider) {
        int known =
                switch (provider) {
                    case ProviderConfig.Local local -> local.limits().cores();
                    case ProviderConfig.Batch batch ->
                            switch (batch.job()) {
                                case Slurm slurm -> slurm.coresPerNode();
                                case PbsPro pbs -> pbs.cpusPerNode();
                                default -> 0;
                            };
                    case ProviderConfig.Kubernetes _, ProviderConfig.Foreign _ -> 0;
                };
        return known > 0 ? known : cpus();
    }

    private static int cpus() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Nodes of a batch system never reach 127.0.0.1. */
    private static AddressConfig unsaid(ProviderConfig provider) {
        return provider instanceof ProviderConfig.Local
                ? new AddressConfig.Fixed("127.0.0.1")
                : new AddressConfig.OfHostName();
    }

    private static MpiConfig mpi(Section engine) {
        String launcher = engine.text("mpi_launcher").orElse("mpiexec");
        if (!List.of("mpiexec", "srun", "aprun").contains(launcher)) {
            engine.fault("mpi_launcher", "is '%s'; use mpiexec, srun or aprun".formatted(launcher));
        }
        // The documentation of Globus Compute shows it in the provider as well.
        Section provider =
                engine.has("max_workers_per_block") || !engine.isMapping("provider")
                        ? engine
                        : engine.section("provider");
        return new MpiConfig(launcher, provider.integer("max_workers_per_block", 1, 1, SLOTS));
    }

    private static OptionalInt retries(Section engine) {
        return engine.has("max_retries_on_system_failure")
                ? OptionalInt.of(engine.integer("max_retries_on_system_failure", 0, 0, 900))
                : OptionalInt.empty();
    }
}
