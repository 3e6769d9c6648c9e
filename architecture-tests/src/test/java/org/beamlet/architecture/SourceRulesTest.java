package org.beamlet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be seen only in the sources. */
class SourceRulesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int LONGEST_FILE = 400;

    @Test
    void noFileIsTooLongToRead() {
        assertThat(javaFiles("src"))
                .isNotEmpty()
                .allSatisfy(file ->
                        assertThat(lines(file))
                                .as("lines of %s", ROOT.relativize(file))
                                .hasSizeLessThanOrEqualTo(LONGEST_FILE));
    }

    @Test
    void everyPackageIsNullMarkedAndSaysWhatItIsFor() {
        List<Path> packages =
                javaFiles("src/main/java").stream().map(Path::getParent).distinct().toList();

        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(folder ->
                        assertThat(folder.resolve("package-info.java"))
                                .content()
                                .startsWith("/**")
                                .contains("@NullMarked"));
    }

    @Test
    void noFileNamesARegistry() {
        assertThat(textFiles())
                .allSatisfy(file ->
                        assertThat(lines(file))
                                .as("%s", ROOT.relativize(file))
                                .noneMatch(SourceRulesTest::namesARegistry));
    }

    private static boolean namesARegistry(String line) {
        return line.matches(".*https?://[^ \"<]*/(maven" + "2|simple)(/|\"|<|$).*")
                || line.contains("repo." + "maven");
    }

    private static List<Path> javaFiles(String under) {
        return files().filter(f -> f.toString().endsWith(".java"))
                .filter(f -> f.toString().contains("/" + under + "/"))
                .toList();
    }

    private static List<Path> textFiles() {
        return files().filter(f ->
                        f.toString().matches(".*\\.(java|xml|sh|md|py|yaml|yml|properties|proto)"))
                .toList();
    }

    private static Stream<Path> files() {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all
                    .filter(Files::isRegularFile)
                    .filter(f -> !f.toString().matches(".*/(target|\\.git|\\.venv|\\.idea)/.*"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
