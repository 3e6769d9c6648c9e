package org.beamlet.client.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.net.Connections;
import org.beamlet.protocol.rest.StreamAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class AmqpResultStreamIT {
    private static final ResultStreams STREAMS = AmqpResultStream.through(Connections.of(Map.of()));
    private static final String PREFIX = "streams.me.";

    @TempDir static Path work;
    private static MemoryBroker broker;

    private final TaskGroupId group = TaskGroupId.random();
    private final String queue = PREFIX + group;

    @BeforeAll
    static void start() throws Exception {
        broker = new MemoryBroker(work);
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    /** Collects what comes; acknowledges where told to. */
    private static final class Inbox implements StreamListener {
        private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        private final CountDownLatch lost = new CountDownLatch(1);
        private final boolean acknowledging;

        Inbox(boolean acknowledging) {
            this.acknowledging = acknowledging;
        }

        @Override
        public void received(byte[] body, Runnable acknowledge) {
            if (acknowledging) {
                acknowledge.run();
            }
            bodies.add(new String(body, StandardCharsets.UTF_8));
        }

        @Override
        public void lost(String why) {
            lost.countDown();
        }

        String next() throws InterruptedException {
            return String.valueOf(bodies.poll(2, TimeUnit.MINUTES));
        }
    }

    private ResultStream open(StreamListener listener) {
        return STREAMS.open(new StreamAddress(PREFIX, broker.url("secret")), group, listener);
    }

    private void publish(String body) throws Exception {
        broker.publish(queue, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void messagesArriveInOrderAndAcknowledgedOnesDoNotComeAgain() throws Exception {
        broker.declare(queue);
        publish("one");
        Inbox inbox = new Inbox(true);
        try (ResultStream _ = open(inbox)) {
            assertThat(inbox.next()).isEqualTo("one");
            publish("two");
            assertThat(inbox.next()).isEqualTo("two");
        }
        publish("three");
        Inbox again = new Inbox(true);
        try (ResultStream _ = open(again)) {
            assertThat(again.next()).isEqualTo("three");
        }
        assertThat(inbox.lost.getCount()).as("a close is no loss").isOne();
    }

    @Test
    void whatWasNotAcknowledgedComesAgain() throws Exception {
        broker.declare(queue);
        publish("one");
        Inbox forgetful = new Inbox(false);
        try (ResultStream _ = open(forgetful)) {
            assertThat(forgetful.next()).isEqualTo("one");
        }
        Inbox inbox = new Inbox(true);
        try (ResultStream _ = open(inbox)) {
            assertThat(inbox.next()).isEqualTo("one");
        }
    }

    @Test
    void aStreamWhoseBrokerEndsIsLost(@TempDir Path own) throws Exception {
        Inbox inbox = new Inbox(true);
        MemoryBroker mortal = new MemoryBroker(own);
        mortal.declare(queue);
        StreamAddress address = new StreamAddress(PREFIX, mortal.url("secret"));
        try (ResultStream _ = STREAMS.open(address, group, inbox)) {
            mortal.close();

            assertThat(inbox.lost.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aQueueThatIsNotThereIsAnError() {
        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> open(new Inbox(true)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BROKER_UNREACHABLE))
                .withMessageContaining(queue);
    }

    @Test
    void aWrongPasswordIsAnErrorThatDoesNotShowIt() {
        StreamAddress address = new StreamAddress(PREFIX, broker.url("guessed"));

        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> STREAMS.open(address, group, new Inbox(true)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BROKER_UNREACHABLE))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("guessed"));
    }

    @Test
    void anAddressThatIsNoneIsAnErrorThatDoesNotShowIt() {
        StreamAddress address = new StreamAddress(PREFIX, "http://me:secret@nowhere");

        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> STREAMS.open(address, group, new Inbox(true)))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }
}
