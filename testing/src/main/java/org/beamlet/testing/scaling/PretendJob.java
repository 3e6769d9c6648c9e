package org.beamlet.testing.scaling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;

/** A job of the pretended cluster. */
final class PretendJob {
    final JobId id;
    final String name;
    final int size;

    /** Before this it does not start. */
    Duration eligible;

    JobStatus status = JobStatus.of(JobState.PENDING);

    /** Which it has while it runs. */
    final List<Integer> nodes = new ArrayList<>();

    final List<TrialNode> managers = new ArrayList<>();

    PretendJob(JobId id, String name, int size, Duration eligible) {
        this.id = id;
        this.name = name;
        this.size = size;
        this.eligible = eligible;
    }

    boolean is(JobState state) {
        return status.state() == state;
    }

    boolean over() {
        return status.state().terminal();
    }

    boolean busy() {
        return managers.stream().anyMatch(node -> node.busy() > 0);
    }
}
