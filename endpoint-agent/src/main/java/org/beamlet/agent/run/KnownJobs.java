package org.beamlet.agent.run;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which block is which job, also for a while after it is over: its last tasks end after it. */
final class KnownJobs {
    private static final int MOST = 10_000;

    private final Map<String, String> jobs =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > MOST;
                }
            };

    synchronized void put(String block, String job) {
        String _ = jobs.put(block, job);
    }

    /** {@return the job of a block; empty where that is not known} */
    synchronized String of(String block) {
        return jobs.getOrDefault(block, "");
    }
}
