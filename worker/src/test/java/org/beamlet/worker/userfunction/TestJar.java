package org.beamlet.worker.userfunction;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Makes JARs as users do, with javac. */
public final class TestJar {
    private TestJar() {}

    /** {@return a JAR of one class, compiled with these options} */
    public static Path of(Path folder, String file, String source, String... options) {
        try {
            Path classes = Files.createDirectories(folder.resolve("classes"));
            Path text = Files.writeString(folder.resolve(file), source);
            List<String> all = new ArrayList<>(List.of(options));
            all.addAll(List.of("-proc:none", "-d", classes.toString()));
            all.addAll(List.of("-cp", System.getProperty("java.class.path")));
            JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
            StringWriter said = new StringWriter();
            boolean fine =
                    javac.getTask(
                                    said,
                                    null,
                                    null,
                                    all,
                                    null,
                                    javac.getStandardFileManager(null, null, null)
                                            .getJavaFileObjects(text))
                            .call();
            if (!fine) {
                throw new AssertionError(said.toString());
            }
            Map<String, byte[]> entries = new LinkedHashMap<>();
            try (Stream<Path> files = Files.walk(classes)) {
                for (Path one : files.filter(Files::isRegularFile).toList()) {
                    entries.put(classes.relativize(one).toString(), Files.readAllBytes(one));
                }
            }
            return zip(folder.resolve("my.jar"), entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path zip(Path file, Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream zip =
                new ZipOutputStream(Files.newOutputStream(file), StandardCharsets.UTF_8)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return file;
    }
}
