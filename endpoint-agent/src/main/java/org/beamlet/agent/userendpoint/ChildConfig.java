package org.beamlet.agent.userendpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.NotCarriedOut;
import org.beamlet.agent.config.UserEndpointText;
import org.beamlet.agent.config.UserEnvironment;
import org.beamlet.agent.link.ListenAddress;
import org.beamlet.agent.template.Surroundings;
import org.beamlet.agent.template.UserConfig;
import org.beamlet.agent.template.UserOptions;
import org.beamlet.agent.template.UserTemplates;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * What a user endpoint is started with.
 *
 * @param text of its config.yaml
 * @param environment of its process, besides the manager's
 */
record ChildConfig(String text, EndpointConfig config, Map<String, String> environment) {
    private static final String NAME = "the template, filled in";

    ChildConfig {
        environment = Map.copyOf(environment);
    }

    /**
     * Fills the template in.
     *
     * @param folder of the manager
     * @param manager its config.yaml
     * @throws BeamletException with code CONFIG_INVALID, for whoever submits to read
     */
    static ChildConfig of(StartOrder order, Path folder, String manager, UserTemplates templates) {
        Surroundings around =
                Surroundings.ofThisUser()
                        .withUser(order.user().toString())
                        .withParent(UserEndpointText.json(manager))
                        .withRuntime(new UserOptions(order.runtime()).json());
        UserConfig filled = templates.filled(new UserOptions(order.options()), around);
        String text = UserEndpointText.of(filled.yaml(), manager);
        EndpointConfig config = ConfigReader.parse(text, NAME);
        requireDone(config);
        String _ = ListenAddress.of(config.engine().address());
        Map<String, String> environment = new LinkedHashMap<>();
        tell(environment, "GC_USER_PYTHON_VERSION", order.runtime().path("python"), "version");
        tell(environment, "GC_USER_SDK_VERSION", order.runtime(), "globus_compute_sdk_version");
        environment.putAll(UserEnvironment.read(folder.resolve(UserEnvironment.FILE)));
        return new ChildConfig(text, config, environment);
    }

    private static void requireDone(EndpointConfig config) {
        String why =
                NotCarriedOut.of(config).stream()
                        .filter(NotCarriedOut::refused)
                        .map(NotCarriedOut::toString)
                        .collect(Collectors.joining("; "));
        if (!why.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s: %s".formatted(NAME, why),
                    "ask the endpoint's owner to change the template, or change"
                            + " user_endpoint_config");
        }
    }

    /** A user says it: only what looks like a version becomes a variable. */
    private static void tell(
            Map<String, String> environment, String name, JsonNode node, String key) {
        String value = node.path(key).asText("");
        if (value.matches("[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}")) {
            environment.put(name, value);
        }
    }
}
