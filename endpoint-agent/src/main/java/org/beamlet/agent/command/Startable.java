package org.beamlet.agent.command;

import java.nio.file.Files;
import java.util.Optional;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.ManagerConfig;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.protocol.error.BeamletException;

/** What a config.yaml describes. */
sealed interface Startable {
    /** It runs tasks. */
    record Agent(EndpointConfig config) implements Startable {}

    /** It starts user endpoints, which do. */
    record Manager(ManagerConfig config) implements Startable {}

    /** {@return what config.yaml says of a proxy} */
    default Optional<String> proxy() {
        return switch (this) {
            case Agent(EndpointConfig config) -> config.proxy();
            case Manager(ManagerConfig config) -> config.proxy();
        };
    }

    /** {@return the same of a file that may be faulty: then it says nothing} */
    static Optional<String> proxy(EndpointFolder folder) {
        try {
            return read(folder).proxy();
        } catch (BeamletException _) {
            return Optional.empty();
        }
    }

    static Startable read(EndpointFolder folder) {
        String file = folder.config().toString();
        String text = ConfigReader.text(folder.config());
        return isManager(folder)
                ? new Manager(ConfigReader.manager(text, file))
                : new Agent(ConfigReader.parse(text, file));
    }

    /** {@return whether it has no engine, and a template that would have one} */
    static boolean isManager(EndpointFolder folder) {
        String text = ConfigReader.text(folder.config());
        if (!ConfigReader.isManager(text, folder.config().toString())) {
            return false;
        }
        return Files.exists(folder.path().resolve("user_config_template.yaml.j2"))
                || Files.exists(folder.path().resolve("user_config_template.yaml"))
                || ConfigReader.namesTemplate(text, folder.config().toString());
    }
}
