package org.beamlet.agent.template;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.agent.config.ManagerConfig;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Where a manager endpoint has its template and the schema of what users fill in.
 *
 * @param schema empty where there is none
 */
public record UserTemplates(Path template, Optional<Path> schema) {
    /** The template's usual name. */
    public static final String TEMPLATE = "user_config_template.yaml.j2";

    /** The schema's usual name. */
    public static final String SCHEMA = "user_config_schema.json";

    /**
     * Finds them.
     *
     * @param folder of the endpoint
     * @throws BeamletException with code CONFIG_INVALID where there is no template
     */
    public static UserTemplates of(Path folder, ManagerConfig config) {
        Path usual = folder.resolve(TEMPLATE);
        Path plain = folder.resolve("user_config_template.yaml");
        Path file =
                config.template()
                        .orElse(Files.exists(usual) || !Files.exists(plain) ? usual : plain);
        if (!Files.isRegularFile(file)) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s: engine is missing, and there is no %s"
                            .formatted(folder.resolve("config.yaml"), file),
                    "say in config.yaml which engine and provider run the tasks");
        }
        Path schema = config.schema().orElse(folder.resolve(SCHEMA));
        return new UserTemplates(
                file,
                config.schema().isPresent() || Files.exists(schema)
                        ? Optional.of(schema)
                        : Optional.empty());
    }

    /** Reads both as they are now, checks what a user gave, and fills it in. */
    public UserConfig filled(UserOptions options, Surroundings surroundings) {
        return UserConfig.of(
                UserTemplate.read(template), schema.map(UserSchema::read), options, surroundings);
    }
}
