package org.beamlet.conformance.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.bundle.LoadedBundle;
import org.beamlet.client.BeamletClient;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.Command;
import org.beamlet.protocol.bundle.BundleIndex;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `beamlet function new` writes is built, tested, registered and called. */
@Tag("catalog")
class OwnFunctionsIT {
    @TempDir Path folder;
    private BeamletStack stack;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        stack = new BeamletStack(folder.resolve("home"));
        stack.startCloud();
        stack.configureEndpoint(1);
        stack.startAgent();
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private String beamlet(String... arguments) throws IOException, InterruptedException {
        Command run = stack.beamlet(arguments);
        assertThat(run.exit()).as("%s: %s", String.join(" ", arguments), run.err()).isZero();
        return run.out();
    }

    private JsonNode called(String... arguments) throws IOException, InterruptedException {
        return Json.read(beamlet(arguments)).path("result");
    }

    private Path project(String kind) throws IOException, InterruptedException {
        Path project = folder.resolve(kind);
        beamlet("function", "new", "lab." + kind, "--" + kind, "--to", project.toString());
        beamlet("function", "test", project.toString());
        return project;
    }

    @Test
    void projectsOfEachLanguageAreTestedRegisteredAndCalled()
            throws IOException, InterruptedException {
        for (String kind : List.of("java", "python")) {
            beamlet("function", "register", project(kind).toString());
            JsonNode found =
                    called("run", "lab." + kind, "--json", "--arg", "counts=[1.0, 9.5, 2.0]");
            assertThat(found.path("at").asInt(-1)).as("%s: %s", kind, found).isEqualTo(1);
        }
        Path lines = Files.writeString(folder.resolve("lines.txt"), "one\ntwo\n");
        beamlet("function", "register", project("shell").toString());
        JsonNode counted = called("run", "lab.shell", "--json", "--arg", "file=" + lines);
        assertThat(counted.path("stdout").asText()).isEqualTo("2 lines\n");
    }

    @Test
    void aFunctionOfAnotherReleaseRunsFromItsBundle() throws IOException, InterruptedException {
        Path project = project("java");
        Path plain = Path.of(beamlet("function", "build", project.toString()).strip());
        Path bundle = bundle(plain);
        try (BeamletClient client = stack.client();
                LoadedBundle release = LoadedBundle.open(bundle)) {
            CatalogFunction function = release.catalog().find("lab.java").orElseThrow();
            client.publish(function, bundle);
            JsonNode found =
                    called(
                            "run",
                            function.id().toString(),
                            "--json",
                            "--arg",
                            "counts=[1.0, 9.5, 2.0]");

            assertThat(found.path("at").asInt(-1)).as("%s", found).isEqualTo(1);
            assertThat(found.path("provenance").path("id").asText())
                    .isEqualTo(function.id().toString());
            assertThat(found.path("provenance").path("warnings")).isEmpty();
        }
    }

    /** The same archive with the list that bundles have. */
    private Path bundle(Path plain) throws IOException {
        Path bundle = folder.resolve("bundle.jar");
        BundleIndex.Entry entry =
                new BundleIndex.Entry(
                        "lab.java", "0.1.0", "Finds", "lab.Java", true, Json.NODES.objectNode());
        try (ZipInputStream from = new ZipInputStream(Files.newInputStream(plain));
                OutputStream out = Files.newOutputStream(bundle);
                ZipOutputStream to = new ZipOutputStream(out)) {
            for (ZipEntry one = from.getNextEntry(); one != null; one = from.getNextEntry()) {
                to.putNextEntry(new ZipEntry(one.getName()));
                from.transferTo(to);
                to.closeEntry();
            }
            to.putNextEntry(new ZipEntry(BundleIndex.PLACE));
            to.write(new BundleIndex(List.of(entry)).text().getBytes(StandardCharsets.UTF_8));
            to.closeEntry();
        }
        return bundle;
    }
}
