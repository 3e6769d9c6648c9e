package org.beamlet.client.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version, from what Maven leaves in the archive. */
final class InstalledVersion implements IVersionProvider {
    private static final String FILE = "/META-INF/maven/org.beamlet/beamlet-client/pom.properties";

    @Override
    public String[] getVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream stream = InstalledVersion.class.getResourceAsStream(FILE)) {
            if (stream != null) {
                properties.load(stream);
            }
        }
        return new String[] {"beamlet " + properties.getProperty("version", "(not packaged)")};
    }
}
