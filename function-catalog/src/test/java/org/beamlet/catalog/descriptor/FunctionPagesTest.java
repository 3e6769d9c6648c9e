package org.beamlet.catalog.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.protocol.bundle.BundleIndex;
import org.junit.jupiter.api.Test;

/** What is committed of the functions' descriptions is what their descriptors give. */
class FunctionPagesTest {
    private static final String COMMAND =
            "./mvnw -pl function-catalog -am test -Dtest=FunctionPagesTest -Dpages.write=true"
                    + " -Dsurefire.failIfNoSpecifiedTests=false";
    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path PAGES = MODULE.resolveSibling("docs/reference/functions");
    private static final Path INDEX =
            MODULE.resolve("src/main/resources").resolve(BundleIndex.PLACE);

    private final List<FunctionDescriptor> functions =
            Catalog.load().functions().stream().map(CatalogFunction::descriptor).toList();

    private static void assertWritten(Path file, String wanted) throws IOException {
        if (Boolean.getBoolean("pages.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, wanted);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("%s is not what the descriptors give; run %s", file, COMMAND)
                .isEqualTo(wanted);
    }

    @Test
    void everyFunctionHasItsPage() throws IOException {
        for (FunctionDescriptor one : functions) {
            assertWritten(PAGES.resolve(one.name() + ".md"), FunctionPage.of(one));
        }
        assertWritten(PAGES.resolve("README.md"), FunctionPage.index(functions, COMMAND));
    }

    @Test
    void noPageIsOfAFunctionThatIsGone() throws IOException {
        TreeSet<String> wanted = new TreeSet<>(List.of("README.md"));
        functions.forEach(one -> wanted.add(one.name() + ".md"));
        try (Stream<Path> files = Files.list(PAGES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("delete the page of a function that is no longer there")
                    .containsExactlyInAnyOrderElementsOf(wanted);
        }
    }

    @Test
    void theBundleListsItsFunctions() throws IOException {
        List<BundleIndex.Entry> entries =
                functions.stream()
                        .map(one ->
                                new BundleIndex.Entry(
                                        one.name(),
                                        one.version(),
                                        one.summary(),
                                        one.implementation().entry(),
                                        one.idempotent(),
                                        one.json()))
                        .toList();
        assertWritten(INDEX, new BundleIndex(entries).text());
    }
}
