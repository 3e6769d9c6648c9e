package org.beamlet.testing.scaling;

import java.time.Duration;
import java.util.List;

/**
 * What came of a trial on a cluster. The same trial gives the same report, the cost apart.
 *
 * @param samples one every ten seconds
 * @param mostJobs that there were at the batch system at once, of all kinds, at any moment
 * @param mostNodes that these had at once
 * @param submitted tasks
 * @param succeeded tasks with a result
 * @param lost tasks that failed as their node was lost, once too often
 * @param toldTwice tasks with a second outcome
 * @param mostRuns how often a task that may run twice began, at the most
 * @param mostRunsOfOnce how often one that must not began, at the most
 */
public record ClusterReport(
        List<ClusterSample> samples,
        ClusterCalls calls,
        ClusterCost cost,
        int mostJobs,
        int mostNodes,
        int submitted,
        int succeeded,
        int lost,
        int toldTwice,
        int mostRuns,
        int mostRunsOfOnce) {
    public ClusterReport {
        samples = List.copyOf(samples);
    }

    /** {@return how it stood at a moment, or shortly before} */
    public ClusterSample at(Duration moment) {
        return samples.stream()
                .filter(sample -> sample.at().compareTo(moment) <= 0)
                .reduce((_, later) -> later)
                .orElseGet(samples::getFirst);
    }

    /** {@return for how long there were fewer jobs than wanted, at the most, while it answered} */
    public Duration longestShort() {
        Duration longest = Duration.ZERO;
        Duration since = null;
        for (ClusterSample one : samples) {
            if (one.jobs() >= one.wanted() || !one.answering()) {
                since = null;
            } else {
                since = since == null ? one.at() : since;
                Duration now = one.at().minus(since);
                longest = now.compareTo(longest) > 0 ? now : longest;
            }
        }
        return longest;
    }

    @Override
    public String toString() {
        return "%d tasks: %d succeeded, %d lost, %d told twice, begun at most %d and %d times; at most %d jobs on %d nodes; short for %s; %s; %s"
                .formatted(
                        submitted,
                        succeeded,
                        lost,
                        toldTwice,
                        mostRuns,
                        mostRunsOfOnce,
                        mostJobs,
                        mostNodes,
                        longestShort(),
                        calls,
                        cost);
    }
}
