package org.beamlet.testing.scaling;

/**
 * What the agent asked of the batch system.
 *
 * @param accepted submissions that became jobs
 * @param refused submissions that were told that they did not
 * @param unanswered submissions of which the agent learnt nothing
 * @param questions about the state of jobs, each about all of them
 * @param cancellations orders to end jobs, each for any number of them
 * @param searches for a job by its name
 * @param mostInALook questions, cancellations and searches, together, within one look
 */
public record ClusterCalls(
        int accepted,
        int refused,
        int unanswered,
        int questions,
        int cancellations,
        int searches,
        int mostInALook) {}
