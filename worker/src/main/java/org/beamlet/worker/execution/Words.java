package org.beamlet.worker.execution;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The wording of error texts.
 *
 * <p>The Python client appends a page on its own troubles to every error that contains certain
 * words. A Java stack trace has them in class names; here they are respelt.
 */
final class Words {
    private static final Pattern SERIALIZ = anyCase("(seriali)z");
    private static final Pattern PICKLE = anyCase("(pick)(le)");
    private static final Pattern DILL = anyCase("(di)(ll)");

    private Words() {}

    static String forClients(String text) {
        String respelt = SERIALIZ.matcher(text).replaceAll("$1s");
        respelt = PICKLE.matcher(respelt).replaceAll("$1-$2");
        return DILL.matcher(respelt).replaceAll("$1-$2");
    }

    static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    private static Pattern anyCase(String expression) {
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
    }
}
