package org.beamlet.agent.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * A unit of systemd for one endpoint of one user.
 *
 * @param program {@code beamlet}
 * @param environment that the unit sets
 */
record UserUnit(String endpoint, Path program, Map<String, String> environment) {
    UserUnit {
        environment = Map.copyOf(environment);
    }

    /** {@return the unit's name}, without characters that have a meaning there */
    String name() {
        return "beamlet-endpoint-" + endpoint.replaceAll("[^A-Za-z0-9_.-]", "_") + ".service";
    }

    String text() {
        StringBuilder variables = new StringBuilder();
        new TreeMap<>(environment)
                .forEach((name, value) ->
                        variables
                                .append("Environment=")
                                .append(quoted(name + "=" + value, false))
                                .append('\n'));
        // Blocks are the agent's own to end: those of one that was killed go on.
        return """
        # Beamlet endpoint '%s'.
        #   mkdir -p ~/.config/systemd/user
        #   beamlet endpoint systemd %s > ~/.config/systemd/user/%s
        #   systemctl --user daemon-reload
        #   systemctl --user enable --now %s
        # So that it runs without a login, and after a reboot: loginctl enable-linger
        [Unit]
        Description=Beamlet endpoint %s
        Wants=network-online.target
        After=network-online.target
        StartLimitIntervalSec=600
        StartLimitBurst=10

        [Service]
        Type=simple
        %sExecStart=%s endpoint start %s
        Restart=on-failure
        RestartSec=15
        # A command or configuration that must be changed first; another agent that has the endpoint.
        RestartPreventExitStatus=2 4
        SuccessExitStatus=143
        KillMode=process
        TimeoutStopSec=90
        UMask=0077

        [Install]
        WantedBy=default.target
        """
                .formatted(
                        endpoint,
                        shell(endpoint),
                        name(),
                        name(),
                        endpoint.replace("%", "%%"),
                        variables,
                        executable(program),
                        quoted(endpoint, true));
    }

    /** A program's path is not searched for variables, so that a dollar sign cannot be escaped. */
    private static String executable(Path program) {
        String path = program.toString();
        if (path.contains("$") || path.codePoints().anyMatch(Character::isISOControl)) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "'%s' cannot be the program of a unit".formatted(path),
                    "link it from a path without dollar and control characters");
        }
        return quoted(path, false);
    }

    private static String quoted(String word, boolean argument) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '%' -> quoted.append("%%");
                case '$' -> quoted.append(argument ? "$$" : "$");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static String shell(String word) {
        return word.matches("[A-Za-z0-9_.-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
