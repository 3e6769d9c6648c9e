package org.beamlet.agent.link;

import org.beamlet.node.wire.TaskOutput;
import org.beamlet.node.wire.TaskProgress;

/** Told what running tasks print and how far they are; must return at once. */
public interface TaskNews {
    /** Hears nothing. */
    TaskNews NONE =
            new TaskNews() {
                @Override
                public void progress(TaskProgress progress) {}

                @Override
                public void output(TaskOutput output) {}
            };

    void progress(TaskProgress progress);

    void output(TaskOutput output);
}
