package org.beamlet.client.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/**
 * The version, from what Maven leaves in the archive; what it was built from, as {@code beamlet}
 * says; and the Java that runs it.
 */
final class InstalledVersion implements IVersionProvider {
    private static final String FILE = "/META-INF/maven/org.beamlet/beamlet-client/pom.properties";

    /** Set by the command {@code beamlet}: an archive does not know its commit by itself. */
    private static final String COMMIT = "beamlet.commit";

    @Override
    public String[] getVersion() throws IOException {
        String commit = System.getProperty(COMMIT, "");
        return new String[] {
            "beamlet " + read().getProperty("version", "(not packaged)"),
            "commit " + (commit.isBlank() ? "not known" : commit),
            "Java %s of %s, %s"
                    .formatted(
                            Runtime.version(),
                            System.getProperty("java.vendor", "?"),
                            System.getProperty("java.home", "?"))
        };
    }

    /** {@return the version alone, for build files} */
    static String text() {
        try {
            return read().getProperty("version", "0.1.0-SNAPSHOT");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties read() throws IOException {
        Properties properties = new Properties();
        try (InputStream stream = InstalledVersion.class.getResourceAsStream(FILE)) {
            if (stream != null) {
                properties.load(stream);
            }
        }
        return properties;
    }
}
