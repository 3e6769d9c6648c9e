package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.ManagerConfig;
import org.beamlet.agent.config.UserEndpointText;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.template.Surroundings;
import org.beamlet.agent.template.UserConfig;
import org.beamlet.agent.template.UserOptions;
import org.beamlet.agent.template.UserTemplates;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that was read, whether it stands in config.yaml or comes out of a template.
 *
 * @param file from which it comes
 * @param digest the same for the same meaning
 * @param refused why the endpoint does not start, besides what the configuration itself says
 * @param notes what of config.yaml has no effect, besides those of the configuration itself
 */
record Checked(
        Path file, EndpointConfig config, String digest, List<String> refused, List<String> notes) {
    static Checked read(
            EndpointFolder folder, @Nullable Path userConfig, @Nullable Path userRuntime) {
        Path file = folder.config();
        String text = ConfigReader.text(file);
        if (ConfigReader.isManager(text, file.toString())) {
            ManagerConfig manager = ConfigReader.manager(text, file.toString());
            UserConfig filled = filled(folder, manager, userConfig, userRuntime);
            return new Checked(
                    UserTemplates.of(folder.path(), manager).template(),
                    filled.config(),
                    filled.digest(),
                    List.of(),
                    manager.notes());
        }
        EndpointConfig config = ConfigReader.parse(text, file.toString());
        if (userConfig != null || userRuntime != null) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "endpoint '%s' has no template: its config.yaml has an engine"
                            .formatted(folder.name()),
                    "leave --user-config out, or move the engine to user_config_template.yaml.j2");
        }
        return new Checked(
                file, config, ConfigReader.digest(text, file.toString()), List.of(), List.of());
    }

    private static UserConfig filled(
            EndpointFolder folder,
            ManagerConfig manager,
            @Nullable Path userConfig,
            @Nullable Path userRuntime) {
        Surroundings around =
                Surroundings.ofThisUser()
                        .withParent(UserEndpointText.json(ConfigReader.text(folder.config())));
        if (userRuntime != null) {
            around = around.withRuntime(object(userRuntime));
        }
        return UserTemplates.of(folder.path(), manager)
                .filled(
                        userConfig == null
                                ? UserOptions.none()
                                : UserOptions.parse(ConfigReader.text(userConfig)),
                        around);
    }

    private static ObjectNode object(Path file) {
        if (Json.read(ConfigReader.text(file)) instanceof ObjectNode object) {
            return object;
        }
        throw new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "%s is no JSON object".formatted(file),
                "write {\"python_version\": \"3.13.1\"}");
    }
}
