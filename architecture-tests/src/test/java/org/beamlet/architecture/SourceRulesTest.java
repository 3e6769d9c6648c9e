package org.beamlet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be seen only in the sources. */
class SourceRulesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> NOT_SOURCE =
            Set.of("target", ".git", ".venv", ".idea", "build");
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
        List<Path> found = new ArrayList<>();
        try {
            // What comes and goes while this looks must not even be looked at.
            Files.walkFileTree(
                    ROOT,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path folder, BasicFileAttributes attributes) {
                            return NOT_SOURCE.contains(String.valueOf(folder.getFileName()))
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            if (attributes.isRegularFile()) {
                                found.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException gone) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
