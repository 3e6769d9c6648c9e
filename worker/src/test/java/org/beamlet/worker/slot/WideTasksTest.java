package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.Test;

/** Tasks in the queue that have several devices for themselves. */
class WideTasksTest {
    private TaskQueue queue = queue(4, "0", "1", "2", "3");

    private final class Seat implements TaskQueue.Worker {
        final List<Assignment> handed = new ArrayList<>();
        volatile boolean serves = true;
        final TaskQueue.Place place;

        Seat(String device) {
            place = queue.place(this, device);
        }

        @Override
        public boolean serves() {
            return serves;
        }

        @Override
        public boolean takesAtOnce(Assignment task) {
            return true;
        }

        @Override
        public boolean hand(Assignment task) {
            handed.add(task);
            return true;
        }
    }

    private static TaskQueue queue(int slots, String... devices) {
        return new TaskQueue(new Devices(new Pinning(List.of(devices), "none"), slots));
    }

    private static Assignment task(String id, int gpus) {
        return new Assignment(
                new WorkerTask(id, 1, "f", "", List.of(), null, TaskTerms.NONE, Map.of(), gpus),
                TaskListener.NONE);
    }

    private Assignment add(String id, int gpus) {
        Assignment task = task(id, gpus);
        assertThat(queue.add(task)).isTrue();
        return task;
    }

    private Seat idle(String device) {
        Seat seat = new Seat(device);
        queue.free(seat.place);
        return seat;
    }

    private List<Seat> four() {
        return List.of(idle("0"), idle("1"), idle("2"), idle("3"));
    }

    private Seat leader(List<Seat> seats) {
        return seats.stream()
                .filter(seat -> !seat.place.held().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    /** What was left to the place's own thread. */
    private Assignment taken(Seat seat) throws InterruptedException {
        assertThat(seat.place.free()).isFalse();
        return queue.take(seat.place).orElseThrow();
    }

    private static int handed(List<Seat> seats) {
        return seats.stream().mapToInt(seat -> seat.handed.size()).sum();
    }

    @Test
    void oneLeadsAndTheOthersOfItsDevicesGetNothing() throws Exception {
        List<Seat> seats = four();

        Assignment wide = add("wide", 3);
        Seat leads = leader(seats);
        assertThat(taken(leads)).isEqualTo(wide);
        assertThat(leads.place.held()).hasSize(3);
        assertThat(seats.stream().filter(seat -> queue.open(seat.place))).hasSize(1);

        add("one", 0);
        add("two", 0);
        assertThat(handed(seats)).isEqualTo(1);
        assertThat(queue.size()).isEqualTo(1);

        queue.free(leads.place);
        assertThat(handed(seats)).isEqualTo(2);
        assertThat(leads.place.held()).isEmpty();
        assertThat(seats.stream().filter(seat -> queue.open(seat.place))).hasSize(2);
    }

    @Test
    void nobodyPassesOneThatWaits() throws Exception {
        List<Seat> seats = four();
        for (int i = 0; i < 4; i++) {
            add("first " + i, 0);
        }
        Assignment wide = add("wide", 2);
        add("behind", 0);

        queue.free(seats.get(2).place);
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.open(seats.get(2).place)).isTrue();
        add("further behind", 0);
        assertThat(handed(seats)).isEqualTo(4);

        queue.free(seats.get(0).place);
        Seat leads = leader(seats);
        assertThat(taken(leads)).isEqualTo(wide);
        assertThat(leads.place.held()).containsExactly("0", "2");
        assertThat(handed(seats)).isEqualTo(4);

        queue.free(seats.get(1).place);
        assertThat(seats.get(1).handed).hasSize(2);
        queue.free(leads.place);
        assertThat(handed(seats)).isEqualTo(6);
        assertThat(queue.size()).isZero();
    }

    @Test
    void twoRunOneAfterTheOther() throws Exception {
        List<Seat> seats = four();
        Assignment first = add("first", 3);
        Assignment second = add("second", 4);
        add("last", 0);
        Seat leads = leader(seats);
        assertThat(taken(leads)).isEqualTo(first);
        assertThat(queue.size()).isEqualTo(2);

        queue.free(leads.place);

        Seat next = leader(seats);
        assertThat(taken(next)).isEqualTo(second);
        assertThat(next.place.held()).containsExactly("0", "1", "2", "3");
        assertThat(handed(seats)).isZero();
        queue.free(next.place);
        assertThat(handed(seats)).isEqualTo(1);
    }

    @Test
    void twoThatFitRunSideBySide() throws Exception {
        List<Seat> seats = four();

        add("a", 2);
        add("b", 2);

        List<String> all = new ArrayList<>();
        seats.forEach(seat -> all.addAll(seat.place.held()));
        assertThat(all).containsExactlyInAnyOrder("0", "1", "2", "3");
        assertThat(queue.size()).isZero();
    }

    @Test
    void slotsThatShareADeviceAreAllKeptFromIt() throws Exception {
        queue = queue(4, "0", "1");
        List<Seat> seats = List.of(idle("0"), idle("1"), idle("0"), idle("1"));
        add("ordinary", 0);
        assertThat(seats.get(3).handed).hasSize(1);

        Assignment wide = add("wide", 1);

        Seat leads = leader(seats);
        assertThat(taken(leads)).isEqualTo(wide);
        assertThat(leads.place.held()).containsExactly("0");
        add("next", 0);
        assertThat(seats.get(1).handed).hasSize(1);
        add("waits", 0);
        assertThat(queue.size()).isEqualTo(1);
        queue.free(leads.place);
        assertThat(handed(List.of(seats.get(0), seats.get(2)))).isEqualTo(1);
    }

    @Test
    void devicesWithoutASlotAreTakenFirst() throws Exception {
        queue = queue(2, "0", "1", "2", "3");
        List<Seat> seats = List.of(idle("0"), idle("1"));
        add("ordinary", 0);

        Assignment wide = add("wide", 3);

        assertThat(seats.get(1).handed).hasSize(1);
        assertThat(taken(seats.get(0))).isEqualTo(wide);
        assertThat(seats.get(0).place.held()).containsExactly("0", "2", "3");
        queue.free(seats.get(1).place);
        add("beside", 0);
        assertThat(seats.get(1).handed).hasSize(2);
    }

    @Test
    void whoeverIsCancelledWhileItWaitsLetsTheNextRun() {
        List<Seat> seats = four();
        add("first", 0);
        Assignment wide = add("wide", 4);
        Assignment behind = add("behind", 0);
        assertThat(queue.size()).isEqualTo(2);

        assertThat(queue.remove(wide)).isTrue();

        assertThat(queue.size()).isZero();
        assertThat(seats.stream().filter(seat -> !seat.place.free())).hasSize(2);
        assertThat(seats.stream().map(WideTasksTest.this::left).flatMap(Optional::stream))
                .containsExactly(behind);
    }

    private Optional<Assignment> left(Seat seat) {
        try {
            // Nothing was handed over at once: whoever cancels must not be held up.
            return seat.place.free() || !seat.handed.isEmpty()
                    ? Optional.empty()
                    : queue.take(seat.place);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void takenBackItLetsTheNextRunToo() {
        List<Seat> seats = four();
        add("first", 0);
        Assignment wide = add("wide", 4);
        add("behind", 0);

        assertThat(queue.remove("wide", 1)).containsExactly(wide);

        assertThat(queue.size()).isZero();
        assertThat(seats.stream().filter(seat -> !seat.place.free())).hasSize(2);
    }

    @Test
    void whoTakesAheadStopsAtIt() {
        List<Seat> seats = four();
        for (int i = 0; i < 4; i++) {
            add("first " + i, 0);
        }
        Assignment ordinary = add("ordinary", 0);
        add("wide", 2);
        add("behind", 0);

        assertThat(queue.takeShare(task -> task.task().gpus() == 0, 10, 1))
                .containsExactly(ordinary);

        assertThat(queue.size()).isEqualTo(2);
        assertThat(handed(seats)).isEqualTo(4);
    }

    @Test
    void whatIsPutBackGoesBeforeIt() throws Exception {
        List<Seat> seats = four();
        for (int i = 0; i < 4; i++) {
            add("first " + i, 0);
        }
        Assignment wide = add("wide", 4);
        Assignment back = task("back", 0);
        queue.putBack(List.of(back));

        queue.free(seats.get(1).place);
        assertThat(seats.get(1).handed).hasSize(2).contains(back);
        seats.forEach(seat -> queue.free(seat.place));

        assertThat(taken(leader(seats))).isEqualTo(wide);
    }

    @Test
    void aSlotWhoseWorkerHasDiedHoldsNothingUp() throws Exception {
        List<Seat> seats = four();
        for (int i = 0; i < 4; i++) {
            add("first " + i, 0);
        }
        Assignment wide = add("wide", 4);
        seats.get(0).serves = false;
        seats.forEach(seat -> queue.free(seat.place));

        Seat leads = leader(seats);
        assertThat(leads).isNotEqualTo(seats.get(0));
        assertThat(taken(leads)).isEqualTo(wide);

        Seat anew = idle("0");
        add("behind", 0);
        assertThat(anew.handed).isEmpty();
        queue.free(leads.place);
        assertThat(handed(seats) + anew.handed.size()).isEqualTo(5);
    }

    @Test
    void itsLeaderMayDieUnderItAndTheDevicesAreFreeAfterwards() throws Exception {
        List<Seat> seats = four();
        add("wide", 4);
        Seat leads = leader(seats);
        leads.serves = false;
        add("behind", 0);
        assertThat(handed(seats)).isZero();

        queue.free(leads.place);

        assertThat(handed(seats)).isEqualTo(1);
        assertThat(leads.handed).isEmpty();
    }

    @Test
    void whoeverLeavesGivesBackItsDevicesAndWhatItHasNotBegun() {
        List<Seat> seats = four();
        Assignment wide = add("wide", 4);
        add("behind", 0);
        Seat leads = leader(seats);

        assertThat(queue.leave(leads.place)).containsExactly(wide);

        assertThat(leads.place.held()).isEmpty();
        assertThat(queue.size()).isZero();
        assertThat(leads.place.free()).isTrue();
        assertThat(seats.stream().filter(seat -> !seat.place.free())).hasSize(1);
        queue.free(leads.place);
        add("next", 0);
        add("next", 0);
        add("waits", 0);
        assertThat(leads.handed).isEmpty();
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void aClosedQueueHandsOutNothingMore() {
        List<Seat> seats = four();
        add("first", 0);
        Assignment wide = add("wide", 4);
        Assignment behind = add("behind", 0);

        queue.close();
        seats.forEach(seat -> queue.free(seat.place));

        assertThat(handed(seats)).isEqualTo(1);
        assertThat(queue.drain()).containsExactly(wide, behind);
    }
}
