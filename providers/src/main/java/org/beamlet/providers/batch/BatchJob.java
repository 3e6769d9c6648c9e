package org.beamlet.providers.batch;

import java.time.Duration;
import java.util.List;
import org.beamlet.providers.BlockRequest;

/** What a batch system is asked for each block, whoever asks it. */
public interface BatchJob {
    /** {@return the batch script} */
    String script(BlockRequest block);

    /** {@return the command that submits it} */
    List<String> submission(BlockRequest block);

    /** {@return after which the batch system ends a block} */
    Duration walltime();

    /** {@return the longest that one command of the batch system may take} */
    Duration commandLimit();
}
