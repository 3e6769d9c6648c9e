package org.beamlet.providers.launcher;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Options as a person writes them into a command line, where a shell still splits them. */
public final class OptionWords {
    /** What may stand there: words, in quotes too, and names of variables. */
    private static final Pattern TEXT =
            Pattern.compile(
                    "(?:[^\\p{Cntrl}\"'\\\\`$;&|<>()#]++|(?<=\\S)#|'[^'\\p{Cntrl}]*'"
                            + "|\\$\\w+|\\$\\{\\w+}"
                            + "|\"(?:[^\"\\\\`$\\p{Cntrl}]|\\$\\w+|\\$\\{\\w+})*\")*+");

    private OptionWords() {}

    /**
     * {@return what a shell would take for more than words, as it follows the key in a sentence;
     * empty if there is nothing}
     */
    public static Optional<String> fault(String options) {
        Matcher words = TEXT.matcher(options);
        if (!words.lookingAt() || words.end() == options.length()) {
            return Optional.empty();
        }
        String rest = options.substring(words.end());
        int end = Math.min(rest.length(), 12);
        return Optional.of("has \"%s\", which is no option".formatted(rest.substring(0, end)));
    }
}
