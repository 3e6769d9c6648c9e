package org.beamlet.providers.ssh;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.beamlet.providers.launcher.ShellWord;

/**
 * What a shell on the far side is told. It reads that from its input: so neither the user's login
 * shell, whichever that is, nor the list of processes has anything to do with it.
 *
 * @param mark behind which output begins: a login shell may have printed something before
 * @param text for {@code sh}
 */
record FarScript(String mark, String text) {
    /** The only command that is ever given; its process leads a group of its own. */
    static final String SHELL = "exec /bin/sh -s";

    private static final SecureRandom RANDOM = new SecureRandom();

    /** One that runs a command. */
    static FarScript of(List<String> words, Map<String, String> environment) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(environment)
                .forEach((name, value) ->
                        text.append("export ")
                                .append(name)
                                .append('=')
                                .append(quoted(value))
                                .append('\n'));
        text.append("exec ")
                .append(words.stream().map(FarScript::quoted).collect(Collectors.joining(" ")))
                .append(" </dev/null\n");
        return of(text.toString());
    }

    static FarScript of(String text) {
        byte[] random = new byte[12];
        RANDOM.nextBytes(random);
        return new FarScript("beamlet-" + HexFormat.of().formatHex(random), text);
    }

    /** In the shell's own words for it, an empty one is none. */
    static String quoted(String word) {
        return word.isEmpty() ? "''" : ShellWord.of(word);
    }

    byte[] input() {
        String head =
                """
                printf '%%s %%s\\n' %1$s "$$"
                printf '%%s\\n' %1$s >&2
                """
                        .formatted(mark);
        return (head + text).getBytes(StandardCharsets.UTF_8);
    }

    /** {@return the number of the process group, once it is known} */
    OptionalLong group(String stdout) {
        int from = stdout.indexOf(mark + " ");
        int to = from < 0 ? -1 : stdout.indexOf('\n', from);
        if (to < 0) {
            return OptionalLong.empty();
        }
        String number = stdout.substring(from + mark.length() + 1, to);
        return number.matches("[1-9]\\d{0,9}")
                ? OptionalLong.of(Long.parseLong(number))
                : OptionalLong.empty();
    }

    /** {@return whether it was begun} */
    boolean begun(String stdout) {
        return group(stdout).isPresent();
    }

    /** {@return what the script itself has printed} */
    String own(String printed) {
        int from = printed.indexOf(mark);
        int to = from < 0 ? -1 : printed.indexOf('\n', from);
        return to < 0 ? "" : printed.substring(to + 1);
    }

    /** {@return what ends all that a script has started} */
    static FarScript kill(long group) {
        return of("kill -s KILL -- -%1$d 2>/dev/null || kill -s KILL %1$d\n".formatted(group));
    }
}
