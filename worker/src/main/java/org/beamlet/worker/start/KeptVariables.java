package org.beamlet.worker.start;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Variables that change how a JVM starts, or whose libraries it takes. Whoever starts a node
 * manager renames them; only processes that need them get them back.
 */
public final class KeptVariables {
    /** Begins the name of one that was renamed. */
    public static final String PREFIX = "BEAMLET_KEPT_";

    /** In the order in which they are renamed. */
    public static final List<String> NAMES =
            List.of(
                    "LD_PRELOAD",
                    "LD_AUDIT",
                    "LD_LIBRARY_PATH",
                    "JAVA_TOOL_OPTIONS",
                    "JDK_JAVA_OPTIONS",
                    "_JAVA_OPTIONS",
                    "CLASSPATH",
                    "PYTHONPATH",
                    "PYTHONHOME");

    private KeptVariables() {}

    /** {@return the environment as it was before they were renamed} */
    public static Map<String, String> restored(Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(environment);
        for (String name : NAMES) {
            String kept = all.remove(PREFIX + name);
            if (kept != null) {
                all.put(name, kept);
            }
        }
        return all;
    }

    /** Renames those that are there. */
    public static void keep(Map<String, String> environment) {
        for (String name : NAMES) {
            String value = environment.remove(name);
            if (value != null) {
                environment.put(PREFIX + name, value);
            }
        }
    }
}
