package org.beamlet.agent.command;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.NotCarriedOut;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Says what of a valid configuration is not done, before anything is done. */
final class Readiness {
    private Readiness() {}

    /** Reads what an endpoint of this machine is to be. */
    static EndpointConfig read(EndpointFolder folder) {
        String file = folder.config().toString();
        String text = ConfigReader.text(folder.config());
        boolean template =
                Files.exists(folder.path().resolve("user_config_template.yaml.j2"))
                        || Files.exists(folder.path().resolve("user_config_template.yaml"));
        if (template && ConfigReader.isManager(text, file)) {
            throw refused(file, NotCarriedOut.of(ConfigReader.manager(text, file)));
        }
        return ConfigReader.parse(text, file);
    }

    /**
     * Tells of what has no effect.
     *
     * @throws BeamletException with code CONFIG_INVALID if there is more than that
     */
    static void check(EndpointConfig config, String file, PrintWriter err) {
        List<NotCarriedOut> all = NotCarriedOut.of(config);
        if (all.stream().anyMatch(NotCarriedOut::refused)) {
            throw refused(file, all);
        }
        warnings(config).forEach(warning -> err.println("warning: " + warning));
        err.flush();
    }

    private static BeamletException refused(String file, List<NotCarriedOut> all) {
        String why =
                all.stream()
                        .filter(NotCarriedOut::refused)
                        .map(NotCarriedOut::toString)
                        .collect(Collectors.joining("; "));
        return new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "%s: %s".formatted(file, why),
                "see `beamlet endpoint check` for all of it");
    }

    /** {@return what of a configuration has no effect} */
    static List<String> warnings(EndpointConfig config) {
        return Stream.concat(
                        config.notes().stream(),
                        NotCarriedOut.of(config).stream()
                                .filter(one -> !one.refused())
                                .map(NotCarriedOut::toString))
                .toList();
    }
}
