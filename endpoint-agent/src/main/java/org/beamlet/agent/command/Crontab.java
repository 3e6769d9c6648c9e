package org.beamlet.agent.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Lines of a crontab for one endpoint of one user.
 *
 * @param program {@code beamlet}
 * @param environment that the lines set
 */
record Crontab(String endpoint, Path program, Map<String, String> environment) {
    private static final int EVERY_MIN = 5;

    /** Vixie's cron takes no longer line. */
    private static final int LONGEST = 990;

    Crontab {
        environment = Map.copyOf(environment);
    }

    String text() {
        String command = command();
        if (command.length() > LONGEST) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "the line for cron would have %d characters, and cron takes %d"
                            .formatted(command.length(), LONGEST),
                    "unset what of BEAMLET_ENDPOINT_JAVA_OPTIONS and the proxies is not needed");
        }
        // Not all endpoints of a host at once.
        int from = Math.floorMod(endpoint.hashCode(), EVERY_MIN);
        return """
        # Beamlet endpoint '%s'. To install these lines, on each host that may run it:
        #   (crontab -l; beamlet endpoint cron %s) | crontab -
        # `beamlet endpoint stop %s` holds it until the next `start`; `crontab -e` takes the lines out again.
        @reboot %s
        %d-59/%d * * * * %s
        """
                .formatted(
                        printable(endpoint),
                        shell(endpoint),
                        shell(endpoint),
                        command,
                        from,
                        EVERY_MIN,
                        command);
    }

    private String command() {
        String variables =
                new TreeMap<>(environment)
                        .entrySet().stream()
                                .map(one -> one.getKey() + "=" + escaped(one.getValue()) + " ")
                                .collect(Collectors.joining());
        return "umask 077; %s%s endpoint start %s --keep-alive > /dev/null"
                .formatted(variables, escaped(program.toString()), escaped(endpoint));
    }

    private static String printable(String text) {
        return text.codePoints().anyMatch(Character::isISOControl) ? "" : text;
    }

    /** cron ends a command at a percent sign, and takes lines as they are. */
    private static String escaped(String word) {
        if (word.codePoints().anyMatch(Character::isISOControl)) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "'%s' cannot stand in a crontab".formatted(word.strip()),
                    "use values without control characters");
        }
        return shell(word).replace("%", "\\%");
    }

    private static String shell(String word) {
        return word.matches("[A-Za-z0-9_./:=@,+-]+")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }
}
