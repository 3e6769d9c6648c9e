package org.beamlet.providers.pbs;

import java.util.Map;
import java.util.OptionalInt;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;

/**
 * How jobs end.
 *
 * @param timeout the exit status of a job whose walltime was over
 * @param causes the exit statuses of jobs that did not end by themselves; all are below 0
 */
public record PbsEnds(int timeout, Map<Integer, Cause> causes) {
    /** Added to the signal that ended the job's script. */
    private static final int SIGNAL = 256;

    private static final int KILLED = 9;
    private static final int TERMINATED = 15;

    public PbsEnds {
        causes = Map.copyOf(causes);
    }

    /**
     * Why a job ended.
     *
     * @param remedy may be empty
     */
    public record Cause(String reason, String remedy) {}

    /** {@return the end of a job} */
    public JobStatus of(PbsJob job, int exit) {
        if (exit == timeout) {
            return timeout(job);
        }
        if (exit < 0) {
            Cause cause =
                    causes.getOrDefault(
                            exit, new Cause("ended before it ran, by code " + exit, ""));
            return JobStatus.of(JobState.FAILED, cause.reason(), cause.remedy());
        }
        int signal = exit - SIGNAL;
        if (signal <= 0) {
            return JobStatus.exited(exit);
        }
        if (signal != KILLED && signal != TERMINATED) {
            return new JobStatus(
                    JobState.FAILED, OptionalInt.of(128 + signal), "killed by signal " + signal);
        }
        // So it ends a job that somebody deletes, and in older versions one whose time is over.
        return job.walltimeIsOver()
                ? timeout(job)
                : JobStatus.of(JobState.CANCELLED, comment(job, "deleted"));
    }

    private static JobStatus timeout(PbsJob job) {
        return JobStatus.of(
                JobState.TIMEOUT,
                comment(job, "walltime " + job.attribute("Resource_List.walltime") + " is over"));
    }

    /** PBS's own words, which name who deleted a job. */
    private static String comment(PbsJob job, String otherwise) {
        String comment = job.attribute("comment");
        return comment.isEmpty() ? otherwise : comment;
    }
}
