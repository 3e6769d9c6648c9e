package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StartTurnsTest {
    private static CompletableFuture<StartTurns.Turn> asks(StartTurns turns) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return turns.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void onTwoProcessorsOneStartsAfterTheOther() throws Exception {
        StartTurns turns = new StartTurns(2);
        StartTurns.Turn first = turns.await();
        CompletableFuture<StartTurns.Turn> second = asks(turns);
        Thread.sleep(200);
        assertThat(second).isNotDone();

        first.over();

        second.join().over();
    }

    @Test
    void onManyProcessorsManyStartAtOnce() throws Exception {
        StartTurns turns = new StartTurns(8);
        for (int i = 0; i < 4; i++) {
            assertThat(asks(turns).join()).isNotNull();
        }
        CompletableFuture<StartTurns.Turn> fifth = asks(turns);
        Thread.sleep(200);
        assertThat(fifth).isNotDone();
        fifth.join();
    }

    @Test
    void aStartThatHangsHoldsUpTheNextForAMomentAlone() throws Exception {
        StartTurns turns = new StartTurns(1);
        try (StartTurns.Turn _ = turns.await();
                StartTurns.Turn next = turns.await()) {
            next.over();
            // It had no turn that it could give away.
            CompletableFuture<StartTurns.Turn> other = asks(turns);
            Thread.sleep(200);
            assertThat(other).isNotDone();
            other.join();
        }
    }

    @Test
    void aTurnThatIsOverTwiceGivesOnePlace() throws Exception {
        StartTurns turns = new StartTurns(1);
        StartTurns.Turn first = turns.await();
        first.over();
        first.over();
        turns.await();

        CompletableFuture<StartTurns.Turn> second = asks(turns);
        Thread.sleep(200);
        assertThat(second).isNotDone();
        second.join();
    }
}
