package org.beamlet.worker.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.beamlet.catalog.Catalog;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SameJvmWorkerTest {
    private final SameJvmWorker worker = new SameJvmWorker(Catalog.load());

    @AfterEach
    void stop() {
        worker.close();
    }

    @Test
    void aTaskRunsHere() {
        assertThat(outcome(worker.submit(Tasks.noop("here"), TaskListener.NONE)))
                .isInstanceOfSatisfying(
                        TaskOutcome.Succeeded.class,
                        done -> assertThat(done.result()).contains("here"));
    }

    @Test
    void aFunctionsErrorLeavesTheWorkerUsable() {
        assertThat(outcome(worker.submit(Tasks.misbehave("overflow"), TaskListener.NONE)))
                .isInstanceOf(TaskOutcome.Failed.class);
        assertThat(outcome(worker.submit(Tasks.noop("again"), TaskListener.NONE)))
                .isInstanceOf(TaskOutcome.Succeeded.class);
    }

    @Test
    void aListenerThatThrowsDoesNotHoldUpTheOutcome() {
        TaskListener broken =
                new TaskListener() {
                    @Override
                    public void started(String worker, long atNs) {
                        throw new IllegalStateException("the listener broke");
                    }
                };

        assertThat(outcome(worker.submit(Tasks.noop("anyway"), broken)))
                .isInstanceOf(TaskOutcome.Succeeded.class);
        assertThat(outcome(worker.submit(Tasks.noop("again"), TaskListener.NONE)))
                .isInstanceOf(TaskOutcome.Succeeded.class);
    }

    @Test
    void closingCompletesWhatRunsAndWhatWaits() {
        CompletableFuture<TaskOutcome> running =
                worker.submit(Tasks.misbehave("forever"), TaskListener.NONE);
        CompletableFuture<TaskOutcome> waiting =
                worker.submit(Tasks.noop("never"), TaskListener.NONE);

        worker.close();

        assertThat(outcome(running)).isInstanceOf(TaskOutcome.Lost.class);
        assertThat(outcome(waiting)).isInstanceOf(TaskOutcome.Lost.class);
        assertThat(outcome(worker.submit(Tasks.noop("late"), TaskListener.NONE)))
                .isInstanceOf(TaskOutcome.Lost.class);
    }

    private static TaskOutcome outcome(CompletableFuture<TaskOutcome> future) {
        return future.orTimeout(3, TimeUnit.MINUTES).join();
    }
}
