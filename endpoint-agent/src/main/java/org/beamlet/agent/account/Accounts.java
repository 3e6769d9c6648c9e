package org.beamlet.agent.account;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.command.ProcessCommandRunner;

/**
 * Finds accounts, wherever the machine keeps them, and refuses those that nobody may be mapped to.
 *
 * @param least uid that people have here; below it are the system's accounts
 */
public record Accounts(int least) {
    /** Below it is no account of a person on usual systems. */
    public static final int USUAL_LEAST = 1000;

    private static final Duration LIMIT = Duration.ofSeconds(15);

    /** No slash, no colon, nothing that an option or a number begins with, no end of a line. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final int NOBODY = 65534;

    /**
     * Finds the account that a mapping names.
     *
     * @throws BeamletException with code ENDPOINT_ACCESS_FORBIDDEN where there is none, or where
     *     nobody may run anything as it
     */
    public LocalAccount find(String name) {
        if (!NAME.matcher(name).matches()
                || NUMBER.matcher(name).matches()
                || name.equals("root")) {
            throw refused("'%s', which no user may be".formatted(shown(name)));
        }
        String line =
                said(List.of("getent", "passwd", name))
                        .orElseThrow(
                                () -> refused("'%s', which is no account here".formatted(name)));
        LocalAccount account = parse(name, line.strip());
        if (account.uid() < least || account.uid() == NOBODY) {
            throw refused(
                    "'%s' with uid %d, and users here have %d and above"
                            .formatted(name, account.uid(), least));
        }
        if (account.gid() == 0 || account.groups().contains(0)) {
            throw refused("'%s', who belongs to root's group".formatted(name));
        }
        return account;
    }

    private LocalAccount parse(String name, String line) {
        String[] fields = line.split(":", -1);
        // A directory may find other names than it was asked for.
        if (fields.length != 7
                || !fields[0].equals(name)
                || !number(fields[2])
                || !number(fields[3])
                || line.contains("\n")) {
            throw refused(
                    "'%s', for whom the machine's directory says '%s'"
                            .formatted(name, shown(line)));
        }
        if (!fields[5].startsWith("/")) {
            throw refused("'%s', who has no home here".formatted(name));
        }
        List<Integer> groups = new ArrayList<>();
        groups.add(Integer.valueOf(fields[3]));
        String more = said(List.of("id", "-G", name)).orElse("");
        for (String group : more.strip().split("\\s+", -1)) {
            if (!number(group)) {
                throw refused("'%s', whose groups are not known here".formatted(name));
            }
            groups.add(Integer.valueOf(group));
        }
        return new LocalAccount(
                name,
                Integer.parseInt(fields[2]),
                Integer.parseInt(fields[3]),
                groups,
                fields[4],
                fields[5],
                fields[6]);
    }

    private static boolean number(String text) {
        return text.matches("[0-9]{1,10}") && Long.parseLong(text) < Integer.MAX_VALUE;
    }

    private static Optional<String> said(List<String> command) {
        CommandResult answer =
                ProcessCommandRunner.forBatchSystem(Map.of("PATH", AccountCommand.PATH))
                        .run(command, LIMIT);
        if (!answer.answered()) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED,
                    "%s did not answer: %s".formatted(command.getFirst(), answer.stderr()),
                    "ask the endpoint's owner to look at the machine's directory of users");
        }
        return answer.exit() == 0 && !answer.stdout().isBlank()
                ? Optional.of(answer.stdout())
                : Optional.empty();
    }

    private static String shown(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > 80 ? plain.substring(0, 80) : plain;
    }

    private static BeamletException refused(String whom) {
        return new BeamletException(
                ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                "this endpoint's identity mapping names %s".formatted(whom),
                "ask the endpoint's owner to correct the mapping");
    }
}
