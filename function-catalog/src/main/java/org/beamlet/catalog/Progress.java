package org.beamlet.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import org.beamlet.protocol.rest.TaskNewsReport;

/**
 * Told by a function of how far it is and of what it has found so far; cheap enough to be told
 * often.
 */
@FunctionalInterface
public interface Progress {
    /** A partial result has at most so many bytes, as JSON in UTF-8. */
    int MOST_PARTIAL_BYTES = TaskNewsReport.MOST_PARTIAL_BYTES;

    /** Tells nobody. */
    Progress NONE = new Nobody();

    /** A class of its own: a lambda would be linked anew by each worker. */
    final class Nobody implements Progress {
        private Nobody() {}

        @Override
        public void at(double fraction, String what) {}
    }

    /**
     * Takes note of a step.
     *
     * @param fraction of the whole work that is done, 0 to 1
     * @param what is being done, a few words such as {@code correlating 1200 of 5000 frames}
     */
    void at(double fraction, String what);

    /**
     * Takes a result that is not final: a small object, for people and programs that follow the
     * task. The latest counts; of several in quick succession only the last may be told. It is not
     * to be changed afterwards.
     *
     * @throws org.beamlet.protocol.error.BeamletException with code TASK_FAILED where it is no
     *     object or has more than {@link #MOST_PARTIAL_BYTES}
     */
    default void partial(JsonNode value) {}
}
