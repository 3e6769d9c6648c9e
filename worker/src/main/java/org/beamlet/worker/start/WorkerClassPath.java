package org.beamlet.worker.start;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The class path of the workers, spelt out: a wildcard has no order that could be relied on. */
public final class WorkerClassPath {
    /** Set where the parent's own class path is not the workers'. */
    static final String PROPERTY = "beamlet.worker.classpath";

    private static final String WILDCARD = File.separator + "*";

    private WorkerClassPath() {}

    /** {@return what this JVM was told of, or its own} */
    public static String ofThisJvm() {
        return expand(System.getProperty(PROPERTY, System.getProperty("java.class.path")));
    }

    /** {@return the same with every archive named} */
    public static String expand(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .flatMap(WorkerClassPath::entries)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Stream<String> entries(String entry) {
        if (!entry.endsWith(WILDCARD)) {
            return Stream.of(entry);
        }
        Path folder = Path.of(entry.substring(0, entry.length() - WILDCARD.length()));
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .map(Path::toString)
                    .filter(file -> file.endsWith(".jar"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "the workers' class path names %s, which cannot be listed".formatted(entry),
                    "build Beamlet again: ./mvnw -Dquick package; or unpack its archive again",
                    e);
        }
    }
}
