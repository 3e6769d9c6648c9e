package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.ProviderConfig;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.Provider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchSecretsTest {
    private static final List<String> COMMANDS =
            List.of(
                    "sbatch",
                    "squeue",
                    "scontrol",
                    "sacct",
                    "scancel",
                    "qsub",
                    "qstat",
                    "qselect",
                    "qdel");

    @TempDir Path folder;

    /** By default a job has the environment of the command that submitted it. */
    @ParameterizedTest
    @ValueSource(strings = {"SlurmProvider", "PBSProProvider", "CobaltProvider", "TorqueProvider"})
    void noCommandOfABatchSystemFindsASecretOfTheAgent(String type) throws Exception {
        for (String command : COMMANDS) {
            Path stub = folder.resolve(command);
            Files.writeString(stub, "#!/bin/sh\nenv > \"$0.env\"\necho 7\n");
            assertThat(stub.toFile().setExecutable(true)).isTrue();
        }
        ProviderConfig config =
                ConfigReader.parse(
                                "engine: {type: GlobusComputeEngine, provider: {type: %s}}"
                                        .formatted(type),
                                "config.yaml")
                        .engine()
                        .provider();
        Provider provider =
                Providers.of(
                        config,
                        folder,
                        Map.of(
                                "PATH",
                                folder + ":" + System.getenv("PATH"),
                                "SITE",
                                "here",
                                "BEAMLET_TOKEN",
                                "hidden",
                                "BEAMLET_URL",
                                "hidden"));
        JobId job = new JobId("7");
        BlockRequest block = new BlockRequest("block-1", folder, 1, "", "true", config.launcher());
        var _ = catchThrowable(() -> provider.submit(block));
        var _ = provider.status(List.of(job));
        var _ = catchThrowable(() -> provider.find("block-1"));
        var _ = catchThrowable(() -> provider.cancel(List.of(job)));

        List<Path> asked =
                COMMANDS.stream()
                        .map(command -> folder.resolve(command + ".env"))
                        .filter(Files::exists)
                        .toList();
        assertThat(asked).hasSizeGreaterThanOrEqualTo(3);
        for (Path environment : asked) {
            assertThat(environment).content().contains("SITE=here").doesNotContain("hidden");
        }
    }
}
