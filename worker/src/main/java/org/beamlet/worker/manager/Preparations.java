package org.beamlet.worker.manager;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.beamlet.node.wire.HeldTask;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Tasks that wait for the JAR of their function; they take no slot meanwhile. */
final class Preparations {
    private final Set<HeldTask> waiting = new LinkedHashSet<>();

    /**
     * Fetches for a task, and returns at once.
     *
     * @param ready takes the JAR, unless the task was taken out before
     * @param failed told, in the same case, why there is none
     */
    void start(
            HeldTask task,
            Supplier<Path> jar,
            Consumer<Path> ready,
            Consumer<BeamletException> failed) {
        synchronized (waiting) {
            waiting.add(task);
        }
        Thread _ =
                Thread.startVirtualThread(() -> {
                    try {
                        Path file = jar.get();
                        over(task, () -> ready.accept(file));
                    } catch (BeamletException e) {
                        over(task, () -> failed.accept(e));
                    } catch (RuntimeException e) {
                        // A fault of ours; the task must not wait for ever because of it.
                        over(task, () -> failed.accept(unexpected(e)));
                    }
                });
    }

    private static BeamletException unexpected(RuntimeException e) {
        return new BeamletException(
                ErrorCode.INTERNAL_ERROR,
                "the JAR of the function could not be had: " + e,
                "submit the task again, and report what the endpoint's log says",
                e);
    }

    /** Under the lock: whoever takes tasks out finds this one here or where it goes. */
    private void over(HeldTask task, Runnable then) {
        synchronized (waiting) {
            if (waiting.remove(task)) {
                then.run();
            }
        }
    }

    /** {@return the tasks of which that is true; they wait no longer and nobody is told} */
    List<HeldTask> takeOut(Predicate<HeldTask> which) {
        synchronized (waiting) {
            List<HeldTask> out = new ArrayList<>(waiting.stream().filter(which).toList());
            out.forEach(waiting::remove);
            return out;
        }
    }
}
