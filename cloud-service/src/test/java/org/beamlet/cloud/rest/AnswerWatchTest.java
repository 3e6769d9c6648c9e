package org.beamlet.cloud.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.repeat.Call;
import org.beamlet.cloud.repeat.UnansweredCalls;
import org.beamlet.cloud.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the end of a connection says of the answer that was to go out on it. */
class AnswerWatchTest {
    private final Caller alice = new Caller(UUID.randomUUID(), "alice");

    @SuppressWarnings("NullAway.Init")
    private Store store;

    @SuppressWarnings("NullAway.Init")
    private UnansweredCalls calls;

    @SuppressWarnings("NullAway.Init")
    private EmbeddedChannel connection;

    private int done;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = Store.open(folder);
        calls = new UnansweredCalls(store, Clock.systemUTC());
        connection = new EmbeddedChannel();
        connection.pipeline().addLast("handler", new ChannelInboundHandlerAdapter());
        Call call = call();
        AnswerWatch.begin(connection, call);
        assertThat(carryOut(call)).isFalse();
    }

    @AfterEach
    void close() {
        connection.finishAndReleaseAll();
        calls.close();
        store.close();
    }

    private Call call() {
        return calls.call(alice, "POST /v3/functions", null, "{}".getBytes(UTF_8), () -> false);
    }

    private boolean carryOut(Call call) {
        return calls.once(call, _ -> "answer " + ++done).repeated();
    }

    private boolean isRepeated() {
        return carryOut(call());
    }

    private void head() {
        head(HttpResponseStatus.OK);
    }

    private void head(HttpResponseStatus status) {
        connection.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status));
    }

    private void answer() {
        head();
        connection.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private void end() {
        assertThat(connection.close().isSuccess()).isTrue();
    }

    private void reset() {
        connection.pipeline().fireExceptionCaught(new IOException("Connection reset"));
        assertThatThrownBy(connection::checkException).hasMessageContaining("reset");
        end();
    }

    @Test
    void anAnswerOnAConnectionThatWasCutIsLost() {
        AnswerWatch.cut(connection);

        assertThat(connection.isActive()).isFalse();
        assertThat(isRepeated()).isTrue();
    }

    @Test
    void anAnswerOfWhichOnlyTheHeadWasWrittenIsLostWithItsConnection() {
        head();
        end();

        assertThat(isRepeated()).isTrue();
    }

    @Test
    void aRefusalLeavesTheAnswerToTheRepetitionBeforeItIsOut() {
        head(HttpResponseStatus.SERVICE_UNAVAILABLE);

        assertThat(isRepeated()).isTrue();
    }

    @Test
    void aConnectionThatWasGoneBeforeItWasWatchedTakesTheAnswerWithIt() {
        answer();
        end();
        Call late = call();
        AnswerWatch.begin(connection, late);
        assertThat(carryOut(late)).isFalse();

        assertThat(isRepeated()).isTrue();
    }

    @Test
    void anAnswerIsInDoubtWhileItsConnectionIsOpenAndLostWithAReset() {
        answer();
        assertThat(isRepeated()).isFalse();

        reset();
        assertThat(isRepeated()).isTrue();
    }

    @Test
    void aConnectionThatEndsInOrderAfterTheAnswerHasDeliveredIt() {
        answer();
        end();

        assertThat(isRepeated()).isFalse();
    }

    @Test
    void theNextRequestOnTheConnectionProvesTheAnswer() {
        answer();
        connection.writeInbound(
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/health"));
        reset();

        assertThat(isRepeated()).isFalse();
    }

    @Test
    void aWhileWithoutAComplaintIsEnough() {
        connection.freezeTime();
        answer();
        connection.advanceTimeBy(1, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
        reset();

        assertThat(isRepeated()).isFalse();
    }

    @Test
    void whatWasHandedOverWhenTheServiceEndsHasArrived() {
        answer();
        calls.close();

        calls = new UnansweredCalls(store, Clock.systemUTC());
        assertThat(isRepeated()).isFalse();
    }
}
