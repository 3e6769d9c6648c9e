package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.TaskFinished;
import org.beamlet.node.wire.TaskStarted;
import org.junit.jupiter.api.Test;

class MailbagTest {
    private final LinkedBlockingQueue<FromManager> sent = new LinkedBlockingQueue<>();
    private final Mailbag bag = new Mailbag(sent::add);

    private static FromManager finished(int number) {
        return FromManager.newBuilder()
                .setFinished(TaskFinished.newBuilder().setTaskId("t" + number))
                .build();
    }

    private FromManager next() throws InterruptedException {
        FromManager message = sent.poll(1, TimeUnit.MINUTES);
        assertThat(message).isNotNull();
        return message;
    }

    @Test
    void whatComesAfterAPauseGoesAtOnceAndAlone() {
        bag.add(finished(1));

        assertThat(sent).containsExactly(finished(1));
    }

    @Test
    void allThatComesArrivesOnceAndInItsOrder() throws InterruptedException {
        List<FromManager> expected = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            expected.add(finished(i));
            bag.add(finished(i));
        }

        List<FromManager> arrived = new ArrayList<>();
        while (arrived.size() < expected.size()) {
            FromManager message = next();
            if (message.hasReports()) {
                assertThat(message.getReports().getMessagesCount()).isBetween(2, 500);
                arrived.addAll(message.getReports().getMessagesList());
            } else {
                arrived.add(message);
            }
        }
        assertThat(arrived).isEqualTo(expected);
        assertThat(sent).isEmpty();
    }

    @Test
    void thatATaskHasBegunIsToldSoonEvenIfNothingFollows() throws InterruptedException {
        FromManager started =
                FromManager.newBuilder()
                        .setStarted(TaskStarted.newBuilder().setTaskId("t"))
                        .build();

        bag.add(started);

        assertThat(next()).isEqualTo(started);
    }

    @Test
    void whatHasGatheredGoesBeforeTheEnd() {
        bag.add(finished(1));
        bag.add(finished(2));
        bag.add(finished(3));
        bag.empty();

        assertThat(sent.stream().flatMap(MailbagTest::one)).hasSize(3);
    }

    private static Stream<FromManager> one(FromManager message) {
        return message.hasReports()
                ? message.getReports().getMessagesList().stream()
                : Stream.of(message);
    }
}
