package org.beamlet.agent.userendpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
import org.beamlet.agent.template.UserSchema;
import org.beamlet.agent.template.UserTemplate;
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
        return of(filled, manager).with(environment(order, folder));
    }

    /**
     * Fills a template in whose text came from the manager, in a process that cannot read its
     * files.
     *
     * @param around without the manager's configuration and the user's runtime
     */
    static ChildConfig text(
            ObjectNode options,
            ObjectNode runtime,
            String manager,
            UserTemplate template,
            Optional<UserSchema> schema,
            Surroundings around) {
        Surroundings all =
                around.withParent(UserEndpointText.json(manager))
                        .withRuntime(new UserOptions(runtime).json());
        return of(UserConfig.of(template, schema, new UserOptions(options), all), manager);
    }

    private static ChildConfig of(UserConfig filled, String manager) {
        String text = UserEndpointText.of(filled.yaml(), manager);
        EndpointConfig config = ConfigReader.parse(text, NAME);
        requireDone(config);
        String _ = ListenAddress.of(config.engine().address());
        return new ChildConfig(text, config, Map.of());
    }

    private ChildConfig with(Map<String, String> variables) {
        return new ChildConfig(text, config, variables);
    }

    /** {@return the variables that a user endpoint is started with} */
    static Map<String, String> environment(StartOrder order, Path folder) {
        Map<String, String> environment = new LinkedHashMap<>();
        tell(environment, "GC_USER_PYTHON_VERSION", order.runtime().path("python"), "version");
        tell(environment, "GC_USER_SDK_VERSION", order.runtime(), "globus_compute_sdk_version");
        environment.putAll(UserEnvironment.read(folder.resolve(UserEnvironment.FILE)));
        return environment;
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
