package org.beamlet.cloud.repeat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.MovableClock;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a request that comes again is carried out again, and when it gets its first answer. */
class UnansweredCallsTest {
    private static final byte[] BODY = "{\"tasks\":1}".getBytes(UTF_8);
    private static final String ROUTE = "POST /v3/functions";

    private final Caller alice = new Caller(UUID.randomUUID(), "alice");
    private final Caller bob = new Caller(UUID.randomUUID(), "bob");
    private final MovableClock clock = MovableClock.still();
    private final AtomicInteger done = new AtomicInteger();

    @SuppressWarnings("NullAway.Init")
    private Store store;

    @SuppressWarnings("NullAway.Init")
    private UnansweredCalls calls;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = Store.open(folder);
        calls = new UnansweredCalls(store, clock);
    }

    @AfterEach
    void close() {
        calls.close();
        store.close();
    }

    private Call call(Caller caller) {
        return calls.call(caller, ROUTE, null, BODY, () -> false);
    }

    private String carryOut(UnansweredCalls by, Call call) {
        return by.once(call, _ -> "answer " + done.incrementAndGet()).text();
    }

    private long rows() {
        return store.read(handle ->
                handle.createQuery("SELECT COUNT(*) FROM unanswered_calls")
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void aCallWhoseAnswerWasLostFindsIt() {
        Call first = call(alice);
        String answer = carryOut(calls, first);
        first.delivered(false);

        assertThat(carryOut(calls, call(alice))).isEqualTo(answer);
        assertThat(done).hasValue(1);
    }

    @Test
    void aCallWhoseAnswerWentOutIsDoneAgainAndLeavesNothingBehind() throws Exception {
        Call first = call(alice);
        String answer = carryOut(calls, first);
        first.delivered(true);

        Call second = call(alice);
        assertThat(carryOut(calls, second)).isNotEqualTo(answer);
        second.delivered(true);
        Await.until("the book is empty", () -> rows() == 0);
    }

    @Test
    void equalCallsUnderWayAtTheSameTimeAreTwo() {
        String first = carryOut(calls, call(alice));

        assertThat(carryOut(calls, call(alice))).isNotEqualTo(first);
        assertThat(done).hasValue(2);
    }

    @Test
    void anAnswerLostTwiceIsFoundTwice() {
        Call first = call(alice);
        String answer = carryOut(calls, first);
        first.delivered(false);
        Call second = call(alice);
        carryOut(calls, second);
        second.delivered(false);

        assertThat(carryOut(calls, call(alice))).isEqualTo(answer);
        assertThat(done).hasValue(1);
    }

    @Test
    void eachLostAnswerIsGivenToOneRepetition() {
        Call first = call(alice);
        Call second = call(alice);
        String one = carryOut(calls, first);
        String two = carryOut(calls, second);
        first.delivered(false);
        second.delivered(false);

        assertThat(new String[] {carryOut(calls, call(alice)), carryOut(calls, call(alice))})
                .containsExactlyInAnyOrder(one, two);
        assertThat(carryOut(calls, call(alice))).isNotIn(one, two);
    }

    @Test
    void anotherUserOrRouteOrBodyIsAnotherCall() {
        Call first = call(alice);
        String answer = carryOut(calls, first);
        first.delivered(false);

        byte[] otherBody = "{\"tasks\":2}".getBytes(UTF_8);
        assertThat(carryOut(calls, call(bob))).isNotEqualTo(answer);
        assertThat(carryOut(calls, calls.call(alice, "POST /v2/submit", null, BODY, () -> false)))
                .isNotEqualTo(answer);
        assertThat(carryOut(calls, calls.call(alice, ROUTE, null, otherBody, () -> false)))
                .isNotEqualTo(answer);
    }

    @Test
    void aServiceThatDiedBeforeItAnsweredLeavesTheAnswerToTheNext() {
        String answer = carryOut(calls, call(alice));

        try (UnansweredCalls next = new UnansweredCalls(store, clock)) {
            clock.advance(UnansweredCalls.GRACE);
            Call again = next.call(alice, ROUTE, null, BODY, () -> false);
            assertThat(carryOut(next, again)).isEqualTo(answer);
        }
        assertThat(done).hasValue(1);
    }

    @Test
    void anotherServiceWaitsUntilTheFirstHasAnswered() throws Exception {
        Call first = call(alice);
        String answer = carryOut(calls, first);
        AtomicBoolean over = new AtomicBoolean();
        try (UnansweredCalls other = new UnansweredCalls(store, clock)) {
            Call again = other.call(alice, ROUTE, null, BODY, () -> false);
            String[] second = {""};
            Thread repeating =
                    Thread.ofVirtual()
                            .start(() -> {
                                second[0] = carryOut(other, again);
                                over.set(true);
                            });
            first.delivered(true);
            repeating.join();
            assertThat(second[0]).isNotEqualTo(answer);
        }
        assertThat(over).isTrue();
    }

    @Test
    void aRepetitionThatComesTooLateIsANewCall() {
        Call first = call(alice);
        String answer = carryOut(calls, first);
        first.delivered(false);
        clock.advance(UnansweredCalls.WINDOW.plusMillis(1));

        assertThat(carryOut(calls, call(alice))).isNotEqualTo(answer);
        calls.expire();
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void aKeyTellsARepetitionFromAnotherCall() {
        Call first = calls.call(alice, ROUTE, "k1", BODY, () -> false);
        String answer = carryOut(calls, first);
        first.delivered(false);

        assertThat(carryOut(calls, calls.call(alice, ROUTE, "k2", BODY, () -> false)))
                .isNotEqualTo(answer);
        assertThat(carryOut(calls, call(alice))).isNotEqualTo(answer);
        assertThat(carryOut(calls, calls.call(alice, ROUTE, "k1", BODY, () -> false)))
                .isEqualTo(answer);
    }

    @Test
    void aKeyThatComesAgainBeforeItsAnswerWentOutIsTheSameCall() {
        String answer = carryOut(calls, calls.call(alice, ROUTE, "k", BODY, () -> false));

        assertThat(carryOut(calls, calls.call(alice, ROUTE, "k", BODY, () -> false)))
                .isEqualTo(answer);
        assertThat(done).hasValue(1);
    }

    @Test
    void afterACrashAnotherKeyIsAnotherCallAtOnceAndTheSameOneIsNot() throws Exception {
        Call first = calls.call(alice, ROUTE, "k1", BODY, () -> false);
        String answer = carryOut(calls, first);

        try (UnansweredCalls next = new UnansweredCalls(store, clock)) {
            assertThat(carryOut(next, next.call(alice, ROUTE, "k2", BODY, () -> false)))
                    .isNotEqualTo(answer);
            Call again = next.call(alice, ROUTE, "k1", BODY, () -> false);
            assertThat(carryOut(next, again)).isEqualTo(answer);

            // The first service was only slow: what it learns late must not spoil the repetition.
            first.delivered(true);
            calls.close();
            again.delivered(false);
            assertThat(carryOut(next, next.call(alice, ROUTE, "k1", BODY, () -> false)))
                    .isEqualTo(answer);
        }
    }

    @Test
    void nothingIsDoneForACallerWhoHungUp() {
        Call gone = calls.call(alice, ROUTE, null, BODY, () -> true);

        assertThatThrownBy(() -> carryOut(calls, gone)).isInstanceOf(BeamletException.class);
        assertThat(done).hasValue(0);
        assertThat(rows()).isZero();
    }

    @Test
    void aCallerWhoHangsUpWhileTheWorkIsDoneFindsTheAnswerLater() {
        Call first = call(alice);
        String answer =
                calls.once(
                                first,
                                _ -> {
                                    first.delivered(false);
                                    return "answer " + done.incrementAndGet();
                                })
                        .text();

        assertThat(carryOut(calls, call(alice))).isEqualTo(answer);
    }

    @Test
    void workThatFailedIsDoneAgain() {
        Call first = call(alice);
        assertThatThrownBy(() ->
                        calls.once(
                                first,
                                _ -> {
                                    throw new IllegalStateException("full");
                                }))
                .isInstanceOf(RuntimeException.class);
        first.delivered(false);

        assertThat(carryOut(calls, call(alice))).isEqualTo("answer 1");
    }
}
