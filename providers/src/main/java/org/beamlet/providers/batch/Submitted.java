package org.beamlet.providers.batch;

import org.beamlet.providers.JobId;
import org.beamlet.providers.Verdict;

/** What came of a submission. */
public sealed interface Submitted {
    /** There is a job. */
    record Accepted(JobId job) implements Submitted {}

    /**
     * There is none.
     *
     * @param why in the batch system's words
     * @param remedy what to do about it
     */
    record Refused(String why, String remedy, Verdict verdict) implements Submitted {}

    /** There may be one: the command ended, and what it printed does not tell. */
    record Unsure(String why) implements Submitted {}
}
