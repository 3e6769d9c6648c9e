package org.beamlet.agent.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.DefaultConfig;
import org.beamlet.agent.config.DefaultTemplate;
import org.beamlet.agent.config.UserEnvironment;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.template.UserSchema;
import org.beamlet.agent.template.UserTemplate;
import org.beamlet.agent.template.UserTemplates;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The files of a new endpoint, all of them read and checked before one is written.
 *
 * @param texts by name
 */
record NewFiles(Map<String, String> texts) {
    private static final String CONFIG = "config.yaml";

    /** Files that are to be taken over; null where none was named. */
    record Given(
            @Nullable Path config,
            @Nullable Path template,
            @Nullable Path schema,
            @Nullable Path environment) {}

    /** {@return those of an endpoint that runs tasks itself} */
    static NewFiles ofEndpoint(@Nullable Path given, @Nullable String displayName, int workers) {
        String text =
                given == null ? DefaultConfig.text(displayName, workers) : ConfigReader.text(given);
        var _ = ConfigReader.parse(text, given == null ? CONFIG : given.toString());
        return new NewFiles(Map.of(CONFIG, text));
    }

    /** {@return those of an endpoint at a site} */
    static NewFiles ofSite(SiteConfig site) {
        var _ = ConfigReader.parse(site.text(), CONFIG);
        return new NewFiles(Map.of(CONFIG, site.text()));
    }

    /** {@return those of a manager endpoint} */
    static NewFiles ofManager(Given given, @Nullable String displayName, int workers) {
        Map<String, String> texts = new LinkedHashMap<>();
        Path own = given.config();
        String config = own == null ? DefaultTemplate.config(displayName) : ConfigReader.text(own);
        String name = own == null ? CONFIG : own.toString();
        if (!ConfigReader.isManager(config, name)) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s has an engine, so it is not of a manager endpoint".formatted(name),
                    "give it with --endpoint-config, or move the engine to the template");
        }
        var _ = ConfigReader.manager(config, name);
        texts.put(CONFIG, config);
        texts.put(UserTemplates.TEMPLATE, template(given.template(), workers));
        // A template of one's own may ask for anything; the usual schema fits the usual template.
        if (given.schema() != null || given.template() == null) {
            texts.put(UserTemplates.SCHEMA, schema(given.schema(), workers));
        }
        texts.put(UserEnvironment.FILE, environment(given.environment()));
        return new NewFiles(texts);
    }

    private static String template(@Nullable Path given, int workers) {
        return given == null ? DefaultTemplate.template(workers) : UserTemplate.read(given).text();
    }

    private static String schema(@Nullable Path given, int workers) {
        if (given == null) {
            return DefaultTemplate.schema(workers);
        }
        var _ = UserSchema.read(given);
        return ConfigReader.text(given);
    }

    private static String environment(@Nullable Path given) {
        if (given == null) {
            return DefaultTemplate.environment();
        }
        String text = ConfigReader.text(given);
        var _ = UserEnvironment.read(given);
        return text;
    }

    /** Writes them, for their owner alone; {@return where they lie} */
    List<Path> write(EndpointFolder folder) {
        try {
            PrivateFiles.folder(folder.path());
            // The configuration last: with it the endpoint is there.
            for (String name : texts.keySet().stream().filter(n -> !n.equals(CONFIG)).toList()) {
                PrivateFiles.write(folder.path().resolve(name), text(name));
            }
            PrivateFiles.write(folder.config(), text(CONFIG));
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    "%s cannot be written: %s".formatted(folder.path(), e.getMessage()),
                    "make it writable, or set BEAMLET_HOME",
                    e);
        }
        return texts.keySet().stream().map(folder.path()::resolve).toList();
    }

    private String text(String name) {
        return texts.getOrDefault(name, "");
    }
}
