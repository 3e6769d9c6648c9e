package org.beamlet.conformance.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.conformance.stack.Command;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Service, endpoint and functions out of the archive, read-only, where nothing else is. */
@Tag("bundle")
class BundleIT {
    private static final int FAULTY_BLOCK_FILE = 78;

    @TempDir static Path shared;
    private static Unpacked unpacked = new Unpacked(Path.of(""));

    @TempDir Path folder;
    private Path home = Path.of("");

    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        Path archive = Unpacked.archive("first", ".tar.zst");
        unpacked = Unpacked.of(archive, shared.resolve("soft ware/of 'the' site"));
    }

    @BeforeEach
    void makeHome() throws IOException {
        home = Files.createDirectory(folder.resolve("home of a user"));
    }

    private String beamlet(String... arguments) throws IOException, InterruptedException {
        String[] line =
                Stream.concat(
                                Stream.of(unpacked.root().resolve("bin/beamlet").toString()),
                                Stream.of(arguments))
                        .toArray(String[]::new);
        Command run = unpacked.sealed(home, line);
        assertThat(run.exit()).as("%s: %s", List.of(arguments), run.err()).isZero();
        return run.out();
    }

    @Test
    void theMachineHasNothing() throws Exception {
        Command look =
                unpacked.sealed(
                        home,
                        "sh",
                        "-c",
                        "for tool in java git mvn python3; do command -v $tool; done;"
                                + " sed -n 's/^ *\\([a-z0-9]*\\):.*/\\1/p' /proc/net/dev;"
                                + " touch \"$0/new\" 2>/dev/null && echo written",
                        unpacked.root().toString());

        assertThat(look.out().strip()).as(look.err()).isEqualTo("lo");
    }

    @Test
    void aServiceAndAnEndpointRunAFunction() throws Exception {
        JsonNode demo = Json.read(beamlet("demo", "--json", "--keep"));

        assertThat(demo.path("agrees").asBoolean(false)).as("%s", demo).isTrue();
        try (Stream<Path> files = Files.walk(home.resolve(".beamlet/demo"))) {
            List<String> blocks =
                    files.filter(Files::isRegularFile)
                            .filter(BundleIT::startsANodeManager)
                            .map(BundleIT::text)
                            .toList();
            assertThat(blocks)
                    .isNotEmpty()
                    .allSatisfy(block ->
                            assertThat(block)
                                    .contains("/runtime/bin/java")
                                    .contains("/start-caches/node-manager.aot"));
        }
    }

    private static boolean startsANodeManager(Path file) {
        return text(file).contains("org.beamlet.worker.manager.NodeManagerMain")
                && !file.toString().endsWith(".aot");
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    @Test
    void functionsOfUsersAreCompiledAndTested() throws Exception {
        String project = home.resolve("mine").toString();
        beamlet("function", "new", "lab.mine", "--java", "--to", project);
        beamlet("function", "test", project);
        assertThat(beamlet("function", "build", project).strip()).endsWith(".jar");
    }

    @Test
    void theVersionNamesTheCommitAndItsOwnRuntime() throws Exception {
        String release = Files.readString(unpacked.root().resolve("release"));

        assertThat(beamlet("--version").lines())
                .anySatisfy(
                        line -> assertThat(release).contains(line.replace("commit ", "commit=")))
                .anySatisfy(line ->
                        assertThat(line)
                                .startsWith("Java ")
                                .endsWith(unpacked.root() + "/runtime"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "node-manager"})
    void theStartCachesOfNodesFitWhereTheArchiveWasUnpacked(String program) throws Exception {
        Path worker = unpacked.root().resolve("worker/target");
        String classPath =
                Files.readAllLines(worker.resolve("classpath")).stream()
                        .map(jar -> unpacked.root().resolve(jar).toString())
                        .collect(Collectors.joining(":"));

        Command strict =
                unpacked.sealed(
                        home,
                        unpacked.root().resolve("runtime/bin/java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:AOTMode=on",
                        "-XX:AOTCache=" + worker.resolve("start-caches/%s.aot".formatted(program)),
                        "-cp",
                        classPath,
                        "org.beamlet.worker.manager.NodeManagerMain",
                        "--block-file",
                        "none.json");

        // The JVM itself would end with 1.
        assertThat(strict.exit()).as(strict.out() + strict.err()).isEqualTo(FAULTY_BLOCK_FILE);
    }

    @Test
    void theStartCacheOfCommandsFitsToo() throws Exception {
        Command strict =
                unpacked.sealed(
                        home,
                        "env",
                        "JDK_JAVA_OPTIONS=-XX:AOTMode=on",
                        unpacked.root().resolve("beamlet").toString(),
                        "--version");

        assertThat(strict.exit()).as(strict.out() + strict.err()).isZero();
    }

    @Test
    void completionKnowsThePartsOfAllPrograms() throws Exception {
        Path file = unpacked.root().resolve("share/bash-completion/completions/beamlet");
        assertThat(beamlet("completion")).isEqualTo(Files.readString(file));

        assertThat(completed(file, "beamlet ru")).contains("run");
        assertThat(completed(file, "beamlet endpoint st"))
                .contains("start", "stop", "status")
                .doesNotContain("configure");
        assertThat(completed(file, "beamlet cloud start --da")).contains("--data");
    }

    private List<String> completed(Path file, String line) throws Exception {
        Command bash =
                unpacked.sealed(
                        home,
                        "bash",
                        "-c",
                        "source \"$0\"; COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));"
                                + " _beamlet_of_all; printf '%s\\n' \"${COMPREPLY[@]}\"",
                        file.toString(),
                        line);
        return bash.out().lines().map(String::strip).toList();
    }

    @Test
    void whatNeedsSourcesSaysSo() throws Exception {
        Command bundle = unpacked.beamlet("bundle");

        assertThat(bundle.exit()).isEqualTo(2);
        assertThat(bundle.err()).startsWith("error: ").contains("checkout").hasLineCount(1);
    }

    @Test
    void itIsAsItWasPackedAndEverybodyMayReadIt() throws Exception {
        assertThat(beamlet("verify")).contains("are as they were packed").doesNotContain("note:");
    }
}
