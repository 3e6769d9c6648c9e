package org.beamlet.agent.config;

import java.util.List;
import org.beamlet.providers.launcher.Launcher;

/** Reads {@code engine.provider} and its launcher. */
final class ProviderReader {
    private static final int MANY = 10_000;

    private ProviderReader() {}

    static ProviderConfig read(Section engine) {
        if (!engine.has("provider")) {
            engine.fault("provider", "is missing; say who grants blocks, such as LocalProvider");
        }
        Section provider = engine.section("provider");
        if (engine.has("provider")) {
            TypeWord.check(
                    provider,
                    "provider",
                    List.of("LocalProvider"),
                    List.of(
                            "SlurmProvider",
                            "PBSProProvider",
                            "CobaltProvider",
                            "TorqueProvider",
                            "LSFProvider",
                            "CondorProvider",
                            "GridEngineProvider",
                            "KubernetesProvider",
                            "AWSProvider",
                            "GoogleCloudProvider",
                            "AzureProvider"));
        }
        ProviderConfig config =
                new ProviderConfig.Local(
                        blocks(provider),
                        provider.text("worker_init").orElse(""),
                        launcher(provider));
        provider.finish(Refused.LOCAL_PROVIDER);
        return config;
    }

    private static BlockConfig blocks(Section provider) {
        BlockConfig blocks =
                new BlockConfig(
                        provider.integer("init_blocks", 1, 0, MANY),
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
        if (blocks.nodesPerBlock() > 1) {
            provider.fault(
                    "nodes_per_block",
                    "is %d, and this machine is one node; use 1".formatted(blocks.nodesPerBlock()));
        }
        return blocks;
    }

    private static Launcher launcher(Section provider) {
        if (!provider.has("launcher")) {
            return new Launcher.SingleNode(false);
        }
        Section launcher = provider.section("launcher");
        String type =
                TypeWord.check(
                                launcher,
                                "launcher",
                                List.of("SimpleLauncher", "SingleNodeLauncher"),
                                List.of(
                                        "SrunLauncher",
                                        "SrunMPILauncher",
                                        "MpiExecLauncher",
                                        "MpiRunLauncher",
                                        "AprunLauncher",
                                        "JsrunLauncher",
                                        "GnuParallelLauncher",
                                        "WrappedLauncher"))
                        .orElse("");
        Launcher result =
                type.equals("SingleNodeLauncher")
                        ? new Launcher.SingleNode(launcher.flag("fail_on_any", false))
                        : new Launcher.Simple();
        launcher.finish(Refused.LAUNCHER);
        return result;
    }
}
