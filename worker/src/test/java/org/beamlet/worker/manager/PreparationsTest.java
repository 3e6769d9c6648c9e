package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.beamlet.node.wire.HeldTask;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;

class PreparationsTest {
    private static final HeldTask TASK =
            HeldTask.newBuilder().setTaskId("t-1").setAttempt(1).build();

    private final Preparations preparations = new Preparations();
    private final CompletableFuture<Path> ready = new CompletableFuture<>();
    private final CompletableFuture<BeamletException> failed = new CompletableFuture<>();

    @Test
    void aTaskGoesOnWithItsJar() {
        preparations.start(TASK, () -> Path.of("x.jar"), ready::complete, failed::complete);

        assertThat(ready.orTimeout(1, TimeUnit.MINUTES).join()).isEqualTo(Path.of("x.jar"));
        assertThat(preparations.takeOut(_ -> true)).isEmpty();
    }

    @Test
    void aFaultThatNobodyForesawEndsTheTaskToo() {
        preparations.start(
                TASK,
                () -> {
                    throw new IllegalStateException("no such luck");
                },
                ready::complete,
                failed::complete);

        BeamletException why = failed.orTimeout(1, TimeUnit.MINUTES).join();
        assertThat(why.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(why.what()).contains("no such luck");
    }

    @Test
    void whoIsTakenOutHearsNoMore() {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        preparations.start(
                TASK,
                () -> {
                    asked.countDown();
                    awaitQuietly(goOn);
                    return Path.of("x.jar");
                },
                ready::complete,
                failed::complete);
        awaitQuietly(asked);

        assertThat(preparations.takeOut(TASK::equals)).containsExactly(TASK);
        goOn.countDown();

        assertThat(preparations.takeOut(_ -> true)).isEmpty();
        assertThat(ready).isNotDone();
        assertThat(failed).isNotDone();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
