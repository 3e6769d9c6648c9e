package org.beamlet.worker.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.worker.frame.FrameReader;
import org.beamlet.worker.frame.ToWorker;

/**
 * Reads what the parent says, also while a function runs: when the pipe closes, the parent is gone
 * and the process ends at once, whatever the function is doing.
 */
final class ParentWatch implements Runnable {
    private static final Logger LOG = System.getLogger(ParentWatch.class.getName());

    private final FrameReader<ToWorker> frames;
    private final Runnable explain;
    private final BlockingQueue<ToWorker> received = new LinkedBlockingQueue<>();

    /** {@code explain} answers the parent's question, also while a function runs. */
    ParentWatch(FrameReader<ToWorker> frames, Runnable explain) {
        this.frames = frames;
        this.explain = explain;
    }

    ToWorker next() throws InterruptedException {
        return received.take();
    }

    @Override
    public void run() {
        try {
            Optional<ToWorker> frame = frames.next();
            while (frame.isPresent()) {
                if (frame.get() instanceof ToWorker.Explain) {
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

    /** Ends this process and what its functions started. */
    static void end(int status) {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(status);
    }
}
