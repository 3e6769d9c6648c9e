package org.beamlet.configs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.beamlet.agent.block.BlockMaker;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.block.Providers;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.NotCarriedOut;
import org.beamlet.agent.config.ProviderConfig;
import org.beamlet.providers.BlockRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SiteConfigsTest {
    private static final NodeCommand COMMAND =
            new NodeCommand(Path.of("/opt/jdk-25/bin/java"), "/opt/beamlet/lib/*");

    /** Where scripts are as they should be; written anew with {@code -Dgolden.write=true}. */
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @TempDir Path folder;

    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("."))) {
            return all.filter(file -> file.endsWith("config.yaml"))
                    .filter(file -> !file.startsWith("./target") && !file.startsWith("./src"))
                    .toList();
        }
    }

    private String script(EndpointConfig config) {
        return Providers.script(config.engine().provider(), block(config, folder)).orElseThrow();
    }

    private static BlockRequest block(EndpointConfig config, Path folder) {
        return BlockMaker.request("block-1-test", folder, config.engine(), COMMAND);
    }

    /** As {@code beamlet endpoint check} shows it. */
    private static String shown(EndpointConfig config, String site) {
        BlockRequest block =
                block(config, Path.of("/home/ada/.beamlet/endpoints", site, "blocks/block-1-test"));
        ProviderConfig provider = config.engine().provider();
        List<String> submission = Providers.submission(provider, block);
        return "# %s%n%s"
                .formatted(
                        submission.isEmpty() ? "started here" : String.join(" ", submission),
                        Providers.script(provider, block).orElseThrow());
    }

    @ParameterizedTest
    @MethodSource("files")
    void theScriptOfEachSiteIsTheOneThatWasLookedAt(Path file) throws IOException {
        String site = String.valueOf(file.getParent().getFileName());
        Path golden = GOLDEN.resolve(site + ".sh");
        EndpointConfig config = ConfigReader.read(file);

        String shown = shown(config, site);

        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, shown);
        }
        assertThat(shown).isEqualTo(Files.readString(golden));
        assertThat(config.notes()).isEmpty();
        assertThat(NotCarriedOut.of(config)).isEmpty();
    }

    @Test
    void everyScriptThatWasLookedAtIsOfASiteThatThereIs() throws IOException {
        try (Stream<Path> all = Files.list(GOLDEN)) {
            assertThat(all.map(golden -> golden.getFileName().toString().replace(".sh", "")))
                    .containsExactlyInAnyOrderElementsOf(
                            files().stream()
                                    .map(file -> file.getParent().getFileName().toString())
                                    .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileIsReadWithoutAFault(Path file) {
        ProviderConfig provider = ConfigReader.read(file).engine().provider();

        assertThat(provider.blocks().maxBlocks()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileMakesABatchScriptThatBashAcceptsAndThatHoldsNoSecret(Path file)
            throws IOException, InterruptedException {
        EndpointConfig config = ConfigReader.read(file);
        Path script = folder.resolve("script.sh");
        Files.writeString(script, script(config));

        Process bash =
                new ProcessBuilder("bash", "-n", script.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(bash.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(said).isEmpty();
        assertThat(script)
                .content()
                .contains(
                        config.engine().provider().workerInit().strip(),
                        "org.beamlet.worker.manager.NodeManagerMain",
                        "--block-file " + folder.resolve("block.json"))
                .doesNotContain("secret");
    }
}
