package org.beamlet.worker.process;

import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.worker.frame.FrameReader;
import org.beamlet.worker.frame.FrameWriter;
import org.beamlet.worker.frame.FromWorker;
import org.beamlet.worker.frame.ToWorker;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the parent says. The thread that runs the functions reads for itself while it has
 * none, so that a task need not be handed over; a function that takes longer is watched from here:
 * when the pipe closes, the parent is gone and the process ends at once, whatever runs.
 */
final class ParentWatch implements Runnable {
    private static final Logger LOG = System.getLogger(ParentWatch.class.getName());

    /** How soon a running function is watched. */
    private static final long SOON_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final FrameReader<ToWorker> frames;
    private final FrameWriter parent;
    private final Runnable explain;
    private final Runnable gone;

    /** What has come and nobody has taken; guarded by itself. */
    private final Queue<ToWorker> received = new ArrayDeque<>();

    /** Held by whoever reads. */
    private final ReentrantLock reading = new ReentrantLock();

    private final Thread thread;
    private volatile boolean functionRuns;
    private volatile boolean asleep;

    /**
     * {@code explain} answers the parent's question, also while a function runs; {@code gone} ends
     * the process once there is no parent any more.
     */
    ParentWatch(FrameReader<ToWorker> frames, FrameWriter parent, Runnable explain, Runnable gone) {
        this.frames = frames;
        this.parent = parent;
        this.explain = explain;
        this.gone = gone;
        this.thread = Thread.ofPlatform().daemon().name("parent").unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** {@return what has come already, null where nothing has} */
    @Nullable ToWorker poll() throws IOException {
        ToWorker next = received();
        if (next != null || !reading.tryLock()) {
            return next;
        }
        try {
            next = received();
            while (next == null && frames.ready()) {
                read();
                next = received();
            }
            return next;
        } finally {
            reading.unlock();
        }
    }

    /** Waits for what comes next; until it is asked again, a function runs. */
    ToWorker next() throws IOException {
        functionRuns = false;
        ToWorker next = take();
        functionRuns = true;
        if (asleep) {
            LockSupport.unpark(thread);
        }
        return next;
    }

    private ToWorker take() throws IOException {
        ToWorker next = received();
        if (next != null) {
            return next;
        }
        reading.lock();
        try {
            next = received();
            while (next == null) {
                read();
                next = received();
            }
            return next;
        } finally {
            reading.unlock();
        }
    }

    private @Nullable ToWorker received() {
        synchronized (received) {
            return received.poll();
        }
    }

    @Override
    public void run() {
        try {
            while (true) {
                awaitFunction();
                LockSupport.parkNanos(this, SOON_NS);
                if (functionRuns && reading.tryLock()) {
                    readAlong();
                }
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "parent=unreadable why=\"{0}\"", e.getMessage());
            gone.run();
        }
    }

    /** Costs nothing where nothing runs. */
    private void awaitFunction() {
        while (!functionRuns) {
            asleep = true;
            if (!functionRuns) {
                LockSupport.park(this);
            }
            asleep = false;
        }
    }

    private void readAlong() throws IOException {
        try {
            while (functionRuns) {
                read();
            }
        } finally {
            reading.unlock();
        }
    }

    /** Takes one frame, whoever reads; the process ends where there is no more. */
    private void read() throws IOException {
        try {
            Optional<ToWorker> frame = frames.next();
            if (frame.isEmpty()) {
                gone.run();
                throw new EOFException("the parent is gone");
            } else if (frame.get() instanceof ToWorker.Recall(List<String> ids)) {
                giveBack(Set.copyOf(ids));
            } else if (frame.get() instanceof ToWorker.Explain) {
                explain.run();
            } else {
                synchronized (received) {
                    received.add(frame.get());
                }
            }
        } catch (BeamletException e) {
            throw new IOException(e);
        }
    }

    /**
     * What is taken out here can no longer begin; what has begun is not here any more. Nothing that
     * came later begins before the parent is told: it takes the tasks for worked off in their
     * order.
     */
    private void giveBack(Set<String> ids) throws IOException {
        synchronized (received) {
            List<String> returned = new ArrayList<>();
            received.removeIf(frame ->
                    frame instanceof ToWorker.Run run
                            && ids.contains(run.taskId())
                            && returned.add(run.taskId()));
            parent.write(new FromWorker.Returned(returned));
        }
    }

    /** Ends this process and what its functions started. */
    static void end(int status) {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(status);
    }
}
