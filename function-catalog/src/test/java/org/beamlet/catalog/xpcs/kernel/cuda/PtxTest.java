package org.beamlet.catalog.xpcs.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is committed beside its source is made of it, and runs where it is meant to. */
class PtxTest {
    private static final Path SOURCES = Path.of("src/main/cuda");
    private static final Path PTX =
            Path.of("src/main/resources/org/beamlet/catalog/xpcs/kernel/cuda");
    private static final Pattern VERSION = Pattern.compile("(?m)^\\.version (\\d+)\\.(\\d+)$");

    /** Where compile-ptx.py puts it, and where CUDA does. */
    private static final List<Path> ASSEMBLERS =
            List.of(
                    Path.of("target/ptx-tools/nvidia/cuda_nvcc/bin/ptxas"),
                    Path.of("/usr/local/cuda/bin/ptxas"));

    @TempDir private Path folder;

    static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".cu")).sorted().toList();
        }
    }

    private static Path ptxOf(Path source) {
        return PTX.resolve(source.getFileName().toString().replace(".cu", ".ptx"));
    }

    @Test
    void noPtxIsWithoutItsSource() throws IOException {
        try (Stream<Path> files = Files.list(PTX)) {
            List<Path> made = sources().stream().map(PtxTest::ptxOf).toList();
            assertThat(files).containsExactlyInAnyOrderElementsOf(made).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void ptxIsOfItsSourceAsItIs(Path source) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(source));
        assertThat(Files.readAllLines(ptxOf(source)).getFirst())
                .as("run function-catalog/cuda/compile-ptx.py after a change of %s", source)
                .isEqualTo(
                        "// source %s sha256 %s"
                                .formatted(source.getFileName(), HexFormat.of().formatHex(hash)));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void ptxIsForAnA100AndADriverOfCuda122(Path source) throws IOException {
        String ptx = Files.readString(ptxOf(source));
        assertThat(ptx).containsOnlyOnce("\n.target sm_80\n");
        Matcher version = VERSION.matcher(ptx);
        assertThat(version.find()).isTrue();
        int number = 10 * Integer.parseInt(version.group(1)) + Integer.parseInt(version.group(2));
        assertThat(number).isLessThanOrEqualTo(82);
    }

    @ParameterizedTest
    @CsvSource({"sm_80", "sm_90"})
    void ptxCanBeAssembledWithoutSpills(String architecture) throws Exception {
        Path assembler =
                ASSEMBLERS.stream().filter(Files::isExecutable).findFirst().orElse(Path.of(""));
        assumeTrue(
                Files.isExecutable(assembler) && Files.isRegularFile(assembler),
                "there is no ptxas: cuda/compile-ptx.py installs one");
        for (Path source : sources()) {
            Path log = folder.resolve("log");
            Process process =
                    new ProcessBuilder(
                                    assembler.toString(),
                                    "-v",
                                    "-arch=" + architecture,
                                    ptxOf(source).toString(),
                                    "-o",
                                    folder.resolve("cubin").toString())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            assertThat(process.waitFor()).as(Files.readString(log)).isZero();
            assertThat(Files.readString(log))
                    .contains("0 bytes spill stores, 0 bytes spill loads")
                    .doesNotContainPattern("[1-9]\\d* bytes spill");
        }
    }
}
