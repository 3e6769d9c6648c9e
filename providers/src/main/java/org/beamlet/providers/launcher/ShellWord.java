package org.beamlet.providers.launcher;

import java.util.regex.Pattern;

/** Words of shell text. */
public final class ShellWord {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=+,@%-]+");

    private ShellWord() {}

    /** {@return the word, in quotes where a shell would change it} */
    public static String of(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
