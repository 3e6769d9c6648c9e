package org.beamlet.agent.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.agent.block.BlockMaker;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.block.Providers;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.ManagerConfig;
import org.beamlet.agent.config.NotCarriedOut;
import org.beamlet.agent.config.UserEnvironment;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.template.UserSchema;
import org.beamlet.agent.template.UserTemplate;
import org.beamlet.agent.template.UserTemplates;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Says what of a valid configuration is not done, before anything is done. */
final class Readiness {
    private Readiness() {}

    /**
     * Reads what an endpoint of this machine is to be, and tells of what has no effect.
     *
     * @throws BeamletException with code CONFIG_INVALID if there is more than that
     */
    static Startable check(EndpointFolder folder, PrintWriter err) {
        Startable what = Startable.read(folder);
        switch (what) {
            case Startable.Agent(EndpointConfig config) -> check(config, folder, err);
            case Startable.Manager(ManagerConfig config) -> {
                UserTemplates templates = UserTemplates.of(folder.path(), config);
                var _ = UserTemplate.read(templates.template());
                var _ = templates.schema().map(UserSchema::read);
                var _ = UserEnvironment.read(folder.path().resolve(UserEnvironment.FILE));
                config.notes().forEach(note -> err.println("warning: " + note));
                err.flush();
            }
        }
        return what;
    }

    /**
     * Tells of what has no effect.
     *
     * @throws BeamletException with code CONFIG_INVALID if there is more than that
     */
    private static void check(EndpointConfig config, EndpointFolder folder, PrintWriter err) {
        List<NotCarriedOut> all = NotCarriedOut.of(config);
        if (all.stream().anyMatch(NotCarriedOut::refused)) {
            throw refused(folder.config().toString(), all);
        }
        // There are folders that cannot stand in a script.
        var _ =
                Providers.script(
                        config.engine().provider(),
                        BlockMaker.request(
                                "block-1",
                                folder.blocks().resolve("block-1"),
                                config.engine(),
                                NodeCommand.ofThisInstallation()));
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
