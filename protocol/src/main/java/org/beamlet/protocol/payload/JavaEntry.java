package org.beamlet.protocol.payload;

import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * The method that a function of a user's is, written {@code org.lab.Peaks#find}.
 *
 * @param className binary name, {@code org.lab.Outer$Inner} for a nested class
 * @param method its name
 */
public record JavaEntry(String className, String method) {
    private static final String WORD = "[A-Za-z_$][A-Za-z0-9_$]*";
    private static final Pattern ENTRY =
            Pattern.compile("(%s(?:\\.%s)*)#(%s)".formatted(WORD, WORD, WORD));
    private static final int LONGEST = 500;

    /**
     * Reads what a person wrote.
     *
     * @throws BeamletException with code SEMANTICALLY_INVALID if it names no method
     */
    public static JavaEntry parse(String text) {
        var matcher = ENTRY.matcher(text);
        if (text.length() > LONGEST || !matcher.matches()) {
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "'%s' does not name a method of a class"
                            .formatted(text.length() > LONGEST ? text.substring(0, 100) : text),
                    "write CLASS#METHOD, such as org.lab.Peaks#find");
        }
        return new JavaEntry(matcher.group(1), matcher.group(2));
    }

    /** {@return class and method without the package, for lists: {@code Peaks.find}} */
    public String shortName() {
        return className.substring(className.lastIndexOf('.') + 1).replace('$', '.') + "." + method;
    }

    @Override
    public String toString() {
        return className + "#" + method;
    }
}
