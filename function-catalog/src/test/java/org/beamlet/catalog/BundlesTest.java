package org.beamlet.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.beamlet.catalog.bundle.Bundles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundlesTest {
    private final CatalogFunction noop = Catalog.load().find("diagnostics.noop").orElseThrow();
    private final String entry = noop.getClass().getName().replace('.', '/') + ".class";

    @TempDir Path folder;

    private Path archive(String name, long time, List<String> order, String code)
            throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String each : order) {
                ZipEntry one = new ZipEntry(each);
                one.setLastModifiedTime(FileTime.fromMillis(time));
                zip.putNextEntry(one);
                zip.write((each.equals(entry) ? code : each).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }

    private String hash(Path archive) {
        return new Bundles(archive.toString()).hash(noop).orElseThrow();
    }

    @Test
    void theHashDependsOnTheContentAndNotOnHowItWasPacked() throws IOException {
        Path one = archive("a.jar", 1_000_000_000, List.of("x/Y.class", entry), "code");
        Path other =
                archive(
                        "b.jar",
                        2_000_000_000,
                        List.of("META-INF/MANIFEST.MF", entry, "x/Y.class"),
                        "code");

        assertThat(hash(one)).isEqualTo(hash(other)).matches("[0-9a-f]{64}");
    }

    @Test
    void otherCodeHasAnotherHash() throws IOException {
        Path one = archive("a.jar", 1_000_000_000, List.of(entry), "code");
        Path other = archive("b.jar", 1_000_000_000, List.of(entry), "edoc");
        Path more = archive("c.jar", 1_000_000_000, List.of(entry, "x/Y.class"), "code");

        assertThat(hash(one)).isNotEqualTo(hash(other)).isNotEqualTo(hash(more));
    }

    @Test
    void anArchiveThatIsReplacedIsReadAgain() throws IOException {
        Path file = archive("a.jar", 1_000_000_000, List.of(entry), "code");
        Bundles bundles = new Bundles(folder + "/*");
        String before = bundles.hash(noop).orElseThrow();
        archive("a.jar", 1_000_000_000, List.of(entry), "edoc");
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + 5000));

        assertThat(bundles.hash(noop)).isPresent().get().isNotEqualTo(before);
    }

    @Test
    void whatIsNotInstalledHasNoHash() {
        assertThat(new Bundles("").hash(noop)).isEmpty();
        assertThat(new Bundles(folder + "/*:" + folder.resolve("none.jar")).hash(noop)).isEmpty();
    }
}
