package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.providers.BlockRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Folders of endpoints whose names a shell or a batch system would take for something else. */
class HostileFolderTest {
    private static final List<String> NAMES =
            List.of(
                    "two words",
                    "it's",
                    "$(touch canary)",
                    "`touch canary`",
                    "x; touch canary",
                    "a&touch canary#",
                    "x -q other",
                    "50%j",
                    "a\"b",
                    "a\\b",
                    "host:a",
                    "*");

    @TempDir Path folder;

    record Case(String provider, String launcher) {}

    static Stream<Case> cases() {
        return Stream.of(
                        "SlurmProvider",
                        "PBSProProvider",
                        "TorqueProvider",
                        "CobaltProvider",
                        "LocalProvider")
                .flatMap(provider ->
                        Stream.of(
                                        "Simple",
                                        "SingleNode",
                                        "Srun",
                                        "SrunMPI",
                                        "MpiExec",
                                        "MpiRun",
                                        "Aprun",
                                        "Jsrun",
                                        "GnuParallel")
                                .map(launcher -> new Case(provider, launcher + "Launcher")));
    }

    private static EngineConfig engine(Case one) {
        return ConfigReader.parse(
                        """
                        engine:
                          type: GlobusComputeEngine
                          provider:
                            type: %s
                            worker_init: "true"
                            launcher: {type: %s}
                        """
                                .formatted(one.provider(), one.launcher()),
                        "config.yaml")
                .engine();
    }

    private BlockRequest block(String name, EngineConfig engine) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Path java = home.resolve("java");
        Files.writeString(java, "#!/bin/bash\nprintf '%s\\n' \"$@\" > \"$0.told\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return BlockMaker.request(
                "block-1",
                Files.createDirectories(home.resolve("block-1")),
                engine,
                new NodeCommand(java, home.resolve("lib/*").toString()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anyFolderWorksOrIsRefused(Case one) throws Exception {
        EngineConfig engine = engine(one);
        for (String name : NAMES) {
            BlockRequest block = block(name, engine);
            String script;
            try {
                script = Providers.script(engine.provider(), block).orElseThrow();
            } catch (BeamletException refused) {
                assertThat(refused).hasMessageContainingAll(name, "BEAMLET_HOME");
                assertThat(one.provider())
                        .isIn("SlurmProvider", "PBSProProvider", "TorqueProvider");
                continue;
            }
            // Each is one value for the batch system.
            assertThat(script.lines().filter(line -> line.matches("#.*\\.std(out|err).*")))
                    .allMatch(line ->
                            line.matches(
                                    "#PBS -[oe] [\\w/.%-]+|#SBATCH --\\w+=([\\w/.-]+|\"[^\"\\\\]+\"|[^\\s\"'#&|]+)"));
            StubSite site = new StubSite(folder);
            assertThat(site.run(script)).as(script).isZero();
            assertThat(folder.resolve("canary")).as(script).doesNotExist();
            assertThat(block.folder().resolve("canary")).as(script).doesNotExist();
            assertThat(Path.of(folder.resolve(name) + "/java.told"))
                    .content()
                    .contains("--block-file\n" + block.folder().resolve("block.json") + "\n");
        }
    }

    @Test
    void aFolderWithALineBreakIsRefused() {
        EngineConfig engine = engine(new Case("LocalProvider", "SimpleLauncher"));

        assertThatThrownBy(() -> block("a\nb", engine))
                .hasMessageContainingAll("not seen", "BEAMLET_HOME");
    }
}
