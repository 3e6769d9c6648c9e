package org.beamlet.agent.template;

import java.util.Optional;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EndpointConfig;

/**
 * What came out of a template.
 *
 * @param yaml the text
 * @param config what it says
 * @param digest the same for all submissions that ask for the same
 */
public record UserConfig(String yaml, EndpointConfig config, String digest) {
    /** Checks what a user gave, fills it in, and reads the result as any configuration. */
    public static UserConfig of(
            UserTemplate template,
            Optional<UserSchema> schema,
            UserOptions options,
            Surroundings surroundings) {
        schema.ifPresent(it -> it.check(options));
        String yaml = template.fill(options, surroundings);
        String name = template.name() + " (filled in)";
        EndpointConfig config = ConfigReader.parse(yaml, name);
        return new UserConfig(yaml, config, ConfigReader.digest(yaml, name));
    }
}
