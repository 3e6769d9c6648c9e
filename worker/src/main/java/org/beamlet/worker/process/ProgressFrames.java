package org.beamlet.worker.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.catalog.Progress;
import org.beamlet.worker.frame.FrameWriter;
import org.beamlet.worker.frame.FromWorker;

/** Tells the parent how far one task is. */
final class ProgressFrames implements Progress {
    private final String task;
    private final FrameWriter parent;
    private final AtomicLong partials = new AtomicLong();

    ProgressFrames(String task, FrameWriter parent) {
        this.task = task;
        this.parent = parent;
    }

    @Override
    public void at(double fraction, String what) {
        write(new FromWorker.Progress(task, fraction, what));
    }

    @Override
    public void partial(JsonNode value) {
        write(new FromWorker.Partial(task, partials.incrementAndGet(), value));
    }

    private void write(FromWorker frame) {
        try {
            parent.write(frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
