package org.beamlet.agent.schedule;

import java.util.LinkedHashMap;
import java.util.Map;

/** The functions that came lately; guarded by the scheduler's lock. */
final class FunctionPasts {
    /** What came least lately is forgotten. */
    private static final int MOST = 10_000;

    private final Map<String, FunctionPast> known = new LinkedHashMap<>(64, 0.75f, true);
    private long assumed;

    /**
     * Sets what is taken for the length of tasks while nothing is known of their function.
     *
     * @param nanos 0 for nothing
     */
    void assume(long nanos) {
        assumed = nanos;
    }

    FunctionPast of(String function) {
        FunctionPast past = known.get(function);
        if (past == null) {
            past = new FunctionPast(assumed);
            known.put(function, past);
            if (known.size() > MOST) {
                known.remove(known.keySet().iterator().next());
            }
        }
        return past;
    }
}
