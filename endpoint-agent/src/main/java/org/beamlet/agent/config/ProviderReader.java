package org.beamlet.agent.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.beamlet.providers.batch.BatchSystem;
import org.beamlet.providers.launcher.Launcher;
import org.beamlet.providers.local.LocalLimits;

/** Reads {@code engine.provider}. */
final class ProviderReader {
    private static final int MANY = 10_000;
    private static final int LONGEST_INIT = 65_536;
    private static final String LOCAL = "LocalProvider";
    private static final String TORQUE = "TorqueProvider";
    private static final String COBALT = "CobaltProvider";
    private static final String KUBERNETES = "KubernetesProvider";
    private static final List<String> WORDS =
            Stream.concat(
                            Stream.of(
                                    LOCAL,
                                    "SlurmProvider",
                                    "PBSProProvider",
                                    TORQUE,
                                    COBALT,
                                    KUBERNETES),
                            ForeignProviders.words().stream())
                    .toList();

    private ProviderReader() {}

    static ProviderConfig read(Section engine, EngineType engineType) {
        if (!engine.has("provider")) {
            return new ProviderConfig.Local(
                    new BlockConfig(1, 0, 1, 1, 1),
                    "",
                    usual(engineType, new Launcher.SingleNode(false)));
        }
        Section provider = engine.section("provider");
        String type = TypeWord.check(provider, "provider", WORDS, Map.of()).orElse("");
        if (engineType == EngineType.MPI) {
            var _ = provider.has("max_workers_per_block");
        }
        ProviderConfig config = ofType(provider, type, engineType);
        requireOneManager(provider, engineType, config);
        refuseContainer(engine, config);
        provider.finish(refused(type));
        return config;
    }

    /** The ranks of a task are started by its launcher, and that by the block's one manager. */
    private static Launcher usual(EngineType engine, Launcher otherwise) {
        return engine == EngineType.MPI ? new Launcher.Simple() : otherwise;
    }

    private static void requireOneManager(
            Section provider, EngineType engine, ProviderConfig config) {
        if (engine == EngineType.MPI
                && !(config instanceof ProviderConfig.Foreign)
                && !(config.launcher() instanceof Launcher.Simple)) {
            provider.fault(
                    "launcher",
                    "is %s, which starts a node manager on each node; GlobusMPIEngine has one for a"
                                    .formatted(config.launcher().type())
                            + " block: write type: SimpleLauncher");
        }
    }

    private static ProviderConfig ofType(Section provider, String type, EngineType engine) {
        String workerInit = workerInit(provider);
        return switch (type) {
            case "SlurmProvider" ->
                    batch(provider, type, engine, workerInit, BatchReader.slurm(provider));
            case "PBSProProvider" ->
                    batch(provider, type, engine, workerInit, BatchReader.pbs(provider));
            case TORQUE -> batch(provider, type, engine, workerInit, BatchReader.torque(provider));
            case COBALT -> batch(provider, type, engine, workerInit, BatchReader.cobalt(provider));
            case KUBERNETES -> kubernetes(provider, workerInit, engine);
            case String foreign when ForeignProviders.knows(foreign) ->
                    ForeignProviders.read(provider, type, blocks(provider, 1), workerInit);
            default -> local(provider, workerInit, engine);
        };
    }

    /** A batch system, or the kernel, would refuse what is much longer. */
    private static String workerInit(Section provider) {
        String text = provider.shell("worker_init");
        if (text.length() > LONGEST_INIT) {
            provider.fault(
                    "worker_init",
                    "is %d signs long, and %d are the most; put it into a file, and write: source FILE"
                            .formatted(text.length(), LONGEST_INIT));
        }
        return text;
    }

    private static ProviderConfig local(Section provider, String workerInit, EngineType engine) {
        BlockConfig blocks = blocks(provider, 1);
        if (blocks.nodesPerBlock() > 1 && provider.text("type").orElse("").equals(LOCAL)) {
            provider.fault(
                    "nodes_per_block",
                    "is %d, and this machine is one node; use 1".formatted(blocks.nodesPerBlock()));
        }
        return new ProviderConfig.Local(
                blocks,
                workerInit,
                LauncherReader.read(provider, usual(engine, new Launcher.SingleNode(false))),
                new LocalLimits(
                        provider.integer("cores_per_node", 0, 1, MANY),
                        provider.integer("mem_per_node", 0, 1, MANY)));
    }

    private static ProviderConfig kubernetes(
            Section provider, String workerInit, EngineType engine) {
        BlockConfig blocks = blocks(provider, 1);
        if (blocks.nodesPerBlock() > 1) {
            provider.fault(
                    "nodes_per_block",
                    "is %d, and a block is one pod; use 1, and more blocks"
                            .formatted(blocks.nodesPerBlock()));
        }
        return new ProviderConfig.Kubernetes(
                blocks,
                workerInit,
                LauncherReader.read(provider, usual(engine, new Launcher.SingleNode(false))),
                KubernetesReader.read(provider));
    }

    private static ProviderConfig batch(
            Section provider, String type, EngineType engine, String workerInit, BatchSystem job) {
        boolean cray = type.equals(COBALT) || type.equals(TORQUE);
        Launcher usual = cray ? new Launcher.Aprun("") : new Launcher.SingleNode(false);
        BlockConfig blocks = blocks(provider, type.equals(COBALT) ? 0 : 1);
        Launcher launcher = LauncherReader.read(provider, usual(engine, usual));
        noteNodesLeftAlone(provider, engine, blocks, launcher);
        Optional<SiteLimits> site = LimitsReader.read(provider);
        boolean seconds = type.equals("PBSProProvider") || type.equals(TORQUE);
        return new ProviderConfig.Batch(
                type,
                blocks,
                workerInit,
                launcher,
                QueueReader.read(
                        provider,
                        job,
                        seconds ? Duration.ofSeconds(1) : BatchReader.MINUTE,
                        blocks,
                        site),
                site,
                ChannelReader.read(provider));
    }

    private static void noteNodesLeftAlone(
            Section provider, EngineType engine, BlockConfig blocks, Launcher launcher) {
        boolean first =
                launcher instanceof Launcher.Simple || launcher instanceof Launcher.SingleNode;
        if (engine != EngineType.MPI && blocks.nodesPerBlock() > 1 && first) {
            provider.note(
                    "nodes_per_block",
                    "is %d, and %s uses the first node alone; write a launcher such as SrunLauncher or MpiExecLauncher"
                            .formatted(blocks.nodesPerBlock(), launcher.type()));
        }
    }

    private static void refuseContainer(Section engine, ProviderConfig config) {
        if (config.type().matches("(AWS|GoogleCloud|Kubernetes)Provider")
                && engine.has("container_uri")) {
            engine.fault(
                    "container_uri",
                    "cannot be with %s, which has containers of its own; remove it"
                            .formatted(config.type()));
        }
    }

    private static Map<String, Refused> refused(String type) {
        return switch (type) {
            case LOCAL -> Refused.LOCAL_PROVIDER;
            case "" -> Refused.ANY_PROVIDER;
            case "AWSProvider", "GoogleCloudProvider", "AzureProvider" -> Refused.CLOUD_PROVIDER;
            default -> Map.of();
        };
    }

    private static BlockConfig blocks(Section provider, int initBlocks) {
        BlockConfig blocks =
                new BlockConfig(
                        provider.integer("init_blocks", initBlocks, 0, MANY),
                        provider.integer("min_blocks", 0, 0, MANY),
                        provider.integer("max_blocks", 1, 1, MANY),
                        provider.integer("nodes_per_block", 1, 1, MANY),
                        provider.number("parallelism", 1, 0, 1));
        if (blocks.initBlocks() > blocks.maxBlocks()) {
            provider.fault(
                    "init_blocks",
                    "is %d, more than max_blocks %d; lower it or raise max_blocks"
                            .formatted(blocks.initBlocks(), blocks.maxBlocks()));
        }
        if (blocks.minBlocks() > blocks.maxBlocks()) {
            provider.fault(
                    "min_blocks",
                    "is %d, more than max_blocks %d; lower it or raise max_blocks"
                            .formatted(blocks.minBlocks(), blocks.maxBlocks()));
        }
        return blocks;
    }
}
