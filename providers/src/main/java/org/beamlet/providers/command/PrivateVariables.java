package org.beamlet.providers.command;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a block must not find in its environment: a batch system hands on to a job what it finds in
 * that of the command by which it is asked for one.
 */
public final class PrivateVariables {
    private static final Pattern NAMES =
            Pattern.compile(
                    "(?i)beamlet_.*|.*(token|secret|passw|passphrase|credential|_key|apikey).*");

    private PrivateVariables() {}

    /** Takes them out. */
    public static void remove(Map<String, String> environment) {
        environment.keySet().removeIf(name -> NAMES.matcher(name).matches());
    }
}
