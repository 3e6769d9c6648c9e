package org.beamlet.worker.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.worker.frame.FrameReader;
import org.beamlet.worker.frame.FrameWriter;
import org.beamlet.worker.frame.FromWorker;
import org.beamlet.worker.frame.ToWorker;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the parent says, also while a function runs: when the pipe closes, the parent is gone
 * and the process ends at once, whatever the function is doing.
 */
final class ParentWatch implements Runnable {
    private static final Logger LOG = System.getLogger(ParentWatch.class.getName());

    private final FrameReader<ToWorker> frames;
    private final FrameWriter parent;
    private final Runnable explain;
    private final BlockingQueue<ToWorker> received = new LinkedBlockingQueue<>();

    /** {@code explain} answers the parent's question, also while a function runs. */
    ParentWatch(FrameReader<ToWorker> frames, FrameWriter parent, Runnable explain) {
        this.frames = frames;
        this.parent = parent;
        this.explain = explain;
    }

    /** {@return what has come already, null where nothing has} */
    @Nullable ToWorker poll() {
        return received.poll();
    }

    ToWorker next() throws InterruptedException {
        return received.take();
    }

    @Override
    public void run() {
        try {
            Optional<ToWorker> frame = frames.next();
            while (frame.isPresent()) {
                if (frame.get() instanceof ToWorker.Recall(List<String> ids)) {
                    giveBack(Set.copyOf(ids));
                } else if (frame.get() instanceof ToWorker.Explain) {
                    explain.run();
                } else {
                    received.add(frame.get());
                }
                frame = frames.next();
            }
        } catch (IOException | BeamletException e) {
            LOG.log(Level.ERROR, "parent=unreadable why=\"{0}\"", e.getMessage());
        }
        end(0);
    }

    /** What is taken out here can no longer begin; what has begun is not here any more. */
    private void giveBack(Set<String> ids) throws IOException {
        List<String> returned = new ArrayList<>();
        for (ToWorker frame : received) {
            if (frame instanceof ToWorker.Run run
                    && ids.contains(run.taskId())
                    && received.remove(frame)) {
                returned.add(run.taskId());
            }
        }
        parent.write(new FromWorker.Returned(returned));
    }

    /** Ends this process and what its functions started. */
    static void end(int status) {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(status);
    }
}
