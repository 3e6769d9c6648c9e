package org.beamlet.client.project;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The class paths that the installation has for functions and for their tests. */
public final class TestLibraries {
    private TestLibraries() {}

    /** {@return what functions are compiled against: all of this program} */
    public static String ofApi() {
        return System.getProperty("java.class.path", "");
    }

    /**
     * {@return what tests of functions need besides}
     *
     * @param app the installation
     */
    public static String of(Path app) {
        Path testing = app.resolve("testing").resolve("target");
        List<String> all = new ArrayList<>();
        all.addAll(archives(testing));
        all.addAll(archives(testing.resolve("lib")));
        if (all.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "%s holds no libraries for tests".formatted(testing),
                    "build Beamlet again: ./mvnw -Dquick package -pl testing -am; or unpack its"
                            + " archive again");
        }
        all.add(ofApi());
        return String.join(File.pathSeparator, all);
    }

    private static List<String> archives(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "%s cannot be read: %s".formatted(folder, e.getMessage()),
                    "install Beamlet again",
                    e);
        }
    }
}
