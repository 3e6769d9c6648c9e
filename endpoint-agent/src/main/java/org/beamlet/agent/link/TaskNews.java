package org.beamlet.agent.link;

import org.beamlet.node.wire.TaskOutput;
import org.beamlet.node.wire.TaskPartial;
import org.beamlet.node.wire.TaskProgress;

/**
 * Told what running tasks print and how far they are, and what they have found so far; must return
 * at once.
 */
public interface TaskNews {
    /** Hears nothing. */
    TaskNews NONE =
            new TaskNews() {
                @Override
                public void progress(TaskProgress progress) {}

                @Override
                public void partial(TaskPartial partial) {}

                @Override
                public void output(TaskOutput output) {}
            };

    void progress(TaskProgress progress);

    void partial(TaskPartial partial);

    void output(TaskOutput output);
}
