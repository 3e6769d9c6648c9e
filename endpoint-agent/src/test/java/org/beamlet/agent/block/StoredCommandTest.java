package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.providers.BlockRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredCommandTest {
    @TempDir Path folder;

    @BeforeEach
    void install() throws Exception {
        Files.createDirectories(folder.resolve("jdk/bin"));
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("jdk/bin/java"), "java");
        Files.writeString(folder.resolve("app/worker.jar"), "worker");
    }

    private static EngineConfig engine(String more) {
        return ConfigReader.parse(
                        "engine:\n  type: GlobusComputeEngine\n"
                                + more
                                + "  provider: {type: SlurmProvider, partition: p}\n",
                        "config.yaml")
                .engine();
    }

    private BlockMaker maker(EngineConfig engine) {
        return new BlockMaker(
                folder.resolve("blocks"),
                new BlockTerms(
                        engine,
                        new NodeCommand(
                                folder.resolve("jdk/bin/java"),
                                folder.resolve("app/worker.jar").toString()),
                        () -> "10.1.2.3:50123",
                        () -> "PEM",
                        folder.resolve("work"),
                        Map.of()));
    }

    @Test
    void aBlockIsAskedForWithTheScriptAndAnArchiveThatThereIs() throws Exception {
        BlockMaker maker = maker(engine("  node_storage: {paths: [$TMPDIR], free: 2}\n"));
        Block block = maker.make(1);

        BlockRequest request = maker.request(block);

        assertThat(block.folder().resolve("node-storage.sh")).content().startsWith("#!/bin/bash");
        Matcher pack = Pattern.compile("--pack (\\S+\\.tar)").matcher(request.command());
        assertThat(pack.find()).as(request.command()).isTrue();
        assertThat(Path.of(pack.group(1))).exists().startsWith(folder.resolve("work/cache"));
        assertThat(request.command())
                .contains("exec /bin/bash " + block.folder().resolve("node-storage.sh"))
                .contains("--archive " + folder.resolve("work").resolve(block.id()))
                .contains("--place '$TMPDIR'")
                .contains("--free 1953125 --keep yes --work yes")
                .contains(" -- -XX:+UseSerialGC");
    }

    @Test
    void workersInContainersHaveTheirFoldersOnTheSharedFileSystem() throws Exception {
        BlockMaker maker =
                maker(
                        engine(
                                """
                                  node_storage: true
                                  container_type: podman
                                  container_uri: i
                                """));
        assertThat(maker.request(maker.make(1)).command()).contains("--work no");
    }

    @Test
    void withoutArchiveABlockStartsAllTheSame() throws Exception {
        Files.createDirectories(folder.resolve("work"));
        Files.writeString(folder.resolve("work/cache"), "in the way");
        BlockMaker maker = maker(engine("  node_storage: true\n"));

        assertThat(maker.request(maker.make(1)).command())
                .contains("node-storage.sh")
                .doesNotContain("--pack");
    }

    @Test
    void unaskedNothingIsCopied() throws Exception {
        BlockMaker maker = maker(engine(""));
        Block block = maker.make(1);

        assertThat(maker.request(block).command()).contains("exec " + folder.resolve("jdk"));
        assertThat(block.folder().resolve("node-storage.sh")).doesNotExist();
        assertThat(folder.resolve("work/cache")).doesNotExist();
    }
}
