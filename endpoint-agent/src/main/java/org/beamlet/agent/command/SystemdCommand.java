package org.beamlet.agent.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints a unit that starts an endpoint with the machine. */
@Command(
        name = "systemd",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a systemd user unit for an endpoint; its first lines say how to install it.",
            "BEAMLET_HOME, BEAMLET_URL and other settings of Beamlet and of proxies go with it,"
                    + " tokens do not: keep one with `beamlet login` or in BEAMLET_HOME/token."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet endpoint systemd workstation >"
                    + " ~/.config/systemd/user/beamlet-endpoint-workstation.service"
        })
final class SystemdCommand implements Callable<Integer> {
    private static final String[] KEPT = {
        "BEAMLET_URL",
        "BEAMLET_CA",
        "BEAMLET_CLIENT_ID",
        "BEAMLET_CLIENT_SECRET_FILE",
        "BEAMLET_ISSUER",
        "BEAMLET_SCOPE",
        "BEAMLET_JAVA_HOME",
        "BEAMLET_ENDPOINT_JAVA_OPTIONS",
        "BEAMLET_LOG_FORMAT",
        "no_proxy"
    };

    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(names = "--url", paramLabel = "URL", description = "URL of the service.")
    @Nullable String url;

    @Override
    public Integer call() {
        EndpointFolder folder = parent.folder(name).required();
        UserUnit unit = new UserUnit(folder.name().value(), program(), environment());
        spec.commandLine().getOut().print(unit.text());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Map<String, String> environment() {
        Map<String, String> kept = new LinkedHashMap<>();
        kept.put("BEAMLET_HOME", parent.home().root().toString());
        Map<String, String> variables = parent.environment();
        for (String variable : KEPT) {
            String value = variables.getOrDefault(variable, "");
            if (!value.isBlank()) {
                kept.put(variable, value);
            }
        }
        for (String proxy : new String[] {"https_proxy", "http_proxy"}) {
            String value = variables.getOrDefault(proxy, "");
            // With a password in it, it does not belong into a file that others may read.
            if (!value.isBlank() && !value.contains("@")) {
                kept.put(proxy, value);
            }
        }
        if (url != null) {
            kept.put("BEAMLET_URL", url);
        }
        return kept;
    }

    private static Path program() {
        String app = System.getProperty("beamlet.app", "");
        Path program = Path.of(app, "beamlet").toAbsolutePath().normalize();
        if (app.isBlank() || !Files.isExecutable(program)) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "the installation of Beamlet is not known",
                    "give the command as `beamlet endpoint systemd`");
        }
        return program;
    }
}
