package org.beamlet.client.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version, from what Maven leaves in the archive. */
final class InstalledVersion implements IVersionProvider {
    private static final String FILE = "/META-INF/maven/org.beamlet/beamlet-client/pom.properties";

    @Override
    public String[] getVersion() throws IOException {
        return new String[] {"beamlet " + read().getProperty("version", "(not packaged)")};
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
