package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.Test;

class TaskQueueTest {
    private final TaskQueue queue = new TaskQueue(new Devices(Pinning.NONE, 4));

    private static final class Hands implements TaskQueue.Worker {
        final List<Assignment> handed = new ArrayList<>();
        volatile boolean serves = true;
        volatile boolean atOnce = true;
        int refuses;

        @Override
        public boolean serves() {
            return serves;
        }

        @Override
        public boolean takesAtOnce(Assignment task) {
            return atOnce;
        }

        @Override
        public boolean hand(Assignment task) {
            handed.add(task);
            return refuses-- <= 0;
        }
    }

    private static Assignment task(String id) {
        return new Assignment(
                new WorkerTask(id, 1, "function", "", List.of()), new TaskListener() {});
    }

    private TaskQueue.Place idle(Hands hands) {
        TaskQueue.Place place = queue.place(hands, "");
        queue.free(place);
        return place;
    }

    private CompletableFuture<Optional<Assignment>> take(TaskQueue.Place place) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return queue.take(place);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    @Test
    void whoeverBringsATaskHandsItToTheLastThatBecameIdle() {
        Hands first = new Hands();
        Hands last = new Hands();
        TaskQueue.Place one = idle(first);
        TaskQueue.Place other = idle(last);
        List<Assignment> tasks = List.of(task("1"), task("2"), task("3"));

        tasks.forEach(task -> assertThat(queue.add(task)).isTrue());

        assertThat(last.handed).containsExactly(tasks.get(0));
        assertThat(first.handed).containsExactly(tasks.get(1));
        assertThat(one.free()).isFalse();
        assertThat(queue.size()).isEqualTo(1);
        queue.free(other);
        assertThat(last.handed).containsExactly(tasks.get(0), tasks.get(2));
        assertThat(queue.size()).isZero();
        queue.free(one);
        assertThat(one.free()).isTrue();
    }

    @Test
    void whatCameToNothingLeavesThePlaceToTheNext() {
        Hands hands = new Hands();
        hands.refuses = 2;
        TaskQueue.Place place = queue.place(hands, "");
        List<Assignment> tasks = List.of(task("1"), task("2"), task("3"));
        tasks.forEach(queue::add);

        queue.free(place);

        assertThat(hands.handed).containsExactlyElementsOf(tasks);
        assertThat(place.free()).isFalse();
    }

    @Test
    void whatMayTakeItsTimeIsLeftToThePlacesOwnThread() throws Exception {
        Hands hands = new Hands();
        hands.atOnce = false;
        TaskQueue.Place place = idle(hands);
        Assignment task = task("1");
        CompletableFuture<Optional<Assignment>> taken = take(place);

        queue.add(task);

        assertThat(taken.get(1, TimeUnit.MINUTES)).contains(task);
        assertThat(hands.handed).isEmpty();
        assertThat(place.free()).isFalse();
    }

    @Test
    void aPlaceIsGivenUpOnlyOnceItIsFree() throws Exception {
        Hands hands = new Hands();
        TaskQueue.Place place = idle(hands);
        queue.add(task("1"));
        CompletableFuture<Optional<Assignment>> taken = take(place);

        hands.serves = false;
        queue.wake();
        queue.add(task("2"));
        assertThat(taken).isNotDone();
        queue.free(place);

        assertThat(taken.get(1, TimeUnit.MINUTES)).isEmpty();
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void nobodyIsHandedATaskWhoHasDiedMeanwhile() {
        Hands dead = new Hands();
        Hands living = new Hands();
        var _ = idle(living);
        var _ = idle(dead);
        dead.serves = false;

        queue.add(task("1"));

        assertThat(dead.handed).isEmpty();
        assertThat(living.handed).hasSize(1);
    }

    @Test
    void whatIsPutBackGoesFirstAndWakesWhoIsIdle() throws Exception {
        Hands hands = new Hands();
        TaskQueue.Place place = idle(hands);
        Assignment first = task("1");
        Assignment second = task("2");

        assertThat(queue.putBack(List.of(first, second))).isTrue();

        assertThat(take(place).get(1, TimeUnit.MINUTES)).contains(first);
        assertThat(queue.size()).isEqualTo(1);
        queue.free(place);
        assertThat(hands.handed).containsExactly(second);
    }

    @Test
    void aClosedQueueStillGivesOutWhatWasHandedOver() throws Exception {
        Hands hands = new Hands();
        hands.atOnce = false;
        TaskQueue.Place place = idle(hands);
        Assignment task = task("1");
        queue.add(task);

        queue.close();

        assertThat(queue.add(task("2"))).isFalse();
        assertThat(take(place).get(1, TimeUnit.MINUTES)).contains(task);
        queue.free(place);
        assertThat(take(place).get(1, TimeUnit.MINUTES)).isEmpty();
    }
}
