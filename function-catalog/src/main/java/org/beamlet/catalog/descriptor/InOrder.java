package org.beamlet.catalog.descriptor;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Maps that are written down the same way each time: those of the JDK have an order for each run.
 */
final class InOrder {
    private InOrder() {}

    static <V> Map<String, V> copy(Map<String, V> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }
}
