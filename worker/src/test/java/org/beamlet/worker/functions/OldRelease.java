package org.beamlet.worker.functions;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.beamlet.protocol.bundle.BundleIndex;
import org.beamlet.protocol.json.Json;

/** A bundle with another version of a function that is installed, of the same class's name. */
public final class OldRelease {
    public static final String VERSION = "0.9.0";

    private static final String TYPE = "org.beamlet.catalog.diagnostics.Noop";
    private static final String SOURCE =
            """
            package org.beamlet.catalog.diagnostics;

            import com.fasterxml.jackson.databind.JsonNode;
            import com.fasterxml.jackson.databind.node.ObjectNode;
            import java.io.IOException;
            import java.io.InputStream;
            import org.beamlet.catalog.CatalogFunction;
            import org.beamlet.catalog.FunctionCall;
            import org.beamlet.catalog.FunctionSchema;
            import org.beamlet.protocol.json.Json;

            public final class Noop implements CatalogFunction {
                public String name() { return "diagnostics.noop"; }
                public String version() { return "0.9.0"; }
                public String description() { return "Returns its argument, as it did before"; }
                public JsonNode schema() { return FunctionSchema.beside(Noop.class, "noop.schema.json"); }
                public ObjectNode run(FunctionCall call) {
                    ObjectNode result = Json.NODES.objectNode().putNull("result_file");
                    result.putArray("files");
                    result.put("old", Sleep.word() + call.arguments().path("words").asText());
                    call.provenance().warn("this is the old one");
                    return result;
                }
            }

            final class Sleep {
                static String word() { return "old "; }
            }
            """;
    private static final String SCHEMA =
            """
            {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
             "properties":{"words":{"type":"string","default":"","description":"words"}},
             "additionalProperties":false}
            """;

    private OldRelease() {}

    /** Compiles and packs it. */
    public static Path bundle(Path folder) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        compile(folder, classes);
        Path beside = classes.resolve("org/beamlet/catalog/diagnostics");
        Files.writeString(beside.resolve("noop.schema.json"), SCHEMA);
        Path index = classes.resolve(BundleIndex.PLACE);
        Files.createDirectories(index.getParent());
        Files.writeString(
                index,
                new BundleIndex(
                                List.of(
                                        new BundleIndex.Entry(
                                                "diagnostics.noop",
                                                VERSION,
                                                "old",
                                                TYPE,
                                                true,
                                                Json.NODES.objectNode())))
                        .text());
        Path archive = folder.resolve("bundle.jar");
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        return archive;
    }

    private static void compile(Path folder, Path classes) throws IOException {
        Path source = folder.resolve("Noop.java");
        Files.writeString(source, SOURCE);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean fine =
                    compiler.getTask(
                                    said,
                                    files,
                                    null,
                                    List.of(
                                            "-proc:none",
                                            "-d",
                                            classes.toString(),
                                            "-cp",
                                            System.getProperty("java.class.path")),
                                    null,
                                    files.getJavaFileObjects(source))
                            .call();
            if (!fine) {
                throw new IOException(said.toString());
            }
        }
    }
}
