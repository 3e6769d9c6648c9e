package org.beamlet.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.beamlet.catalog.bundle.Bundles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundlesTest {
    private final CatalogFunction noop = Catalog.load().find("diagnostics.noop").orElseThrow();
    private final String entry = noop.getClass().getName().replace('.', '/') + ".class";

    @TempDir Path folder;

    private static final String SCHEMA = "org/beamlet/catalog/diagnostics/noop.schema.json";
    private static final String DESCRIPTOR = "org/beamlet/catalog/diagnostics/Noop.function.json";
    private static final String OTHER = "org/beamlet/catalog/diagnostics/Sleep.class";

    private static byte[] real(String name) throws IOException {
        try (InputStream in = BundlesTest.class.getResourceAsStream("/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    /** An archive of real files, of which one has a byte more. */
    private Path archive(String name, long time, List<String> order, String changed)
            throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String each : order) {
                ZipEntry one = new ZipEntry(each);
                one.setLastModifiedTime(FileTime.fromMillis(time));
                zip.putNextEntry(one);
                zip.write(each.startsWith("META-INF") ? new byte[4] : real(each));
                zip.write(each.equals(changed) ? new byte[] {1} : new byte[0]);
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
        Path one = archive("a.jar", 1_000_000_000, List.of(SCHEMA, entry, OTHER), "");
        Path other =
                archive(
                        "b.jar",
                        2_000_000_000,
                        List.of("META-INF/MANIFEST.MF", entry, OTHER, SCHEMA),
                        "");

        assertThat(hash(one)).isEqualTo(hash(other)).matches("[0-9a-f]{64}");
    }

    @Test
    void otherCodeHasAnotherHashAndSoHasAnotherSchema() throws IOException {
        List<String> all = List.of(entry, SCHEMA, DESCRIPTOR, OTHER);
        String plain = hash(archive("a.jar", 1_000_000_000, all, ""));

        assertThat(hash(archive("b.jar", 1_000_000_000, all, entry))).isNotEqualTo(plain);
        assertThat(hash(archive("c.jar", 1_000_000_000, all, SCHEMA))).isNotEqualTo(plain);
    }

    @Test
    void otherFunctionsAndWhatIsSaidOfThisOneDoNotCount() throws IOException {
        List<String> all = List.of(entry, SCHEMA, DESCRIPTOR, OTHER);
        String plain = hash(archive("a.jar", 1_000_000_000, all, ""));

        assertThat(hash(archive("b.jar", 1_000_000_000, all, OTHER))).isEqualTo(plain);
        assertThat(hash(archive("c.jar", 1_000_000_000, all, DESCRIPTOR))).isEqualTo(plain);
        assertThat(hash(archive("d.jar", 1_000_000_000, List.of(entry, SCHEMA), "")))
                .isEqualTo(plain);
    }

    @Test
    void classesThatTheFunctionLeadsToCount() {
        CatalogFunction sleep = Catalog.load().find("diagnostics.sleep").orElseThrow();
        String classPath = System.getProperty("java.class.path");
        Bundles bundles = new Bundles(classPath);

        assertThat(bundles.hash(sleep)).isPresent().isNotEqualTo(bundles.hash(noop));
        assertThat(bundles.place(sleep)).isPresent().isEqualTo(bundles.place(noop));
    }

    @Test
    void anArchiveThatIsReplacedIsReadAgain() throws IOException {
        Path file = archive("a.jar", 1_000_000_000, List.of(entry), "");
        Bundles bundles = new Bundles(folder + "/*");
        String before = bundles.hash(noop).orElseThrow();
        archive("a.jar", 1_000_000_000, List.of(entry), entry);
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + 5000));

        assertThat(bundles.hash(noop)).isPresent().get().isNotEqualTo(before);
    }

    @Test
    void whatIsNotInstalledHasNoHash() {
        assertThat(new Bundles("").hash(noop)).isEmpty();
        assertThat(new Bundles(folder + "/*:" + folder.resolve("none.jar")).hash(noop)).isEmpty();
    }
}
