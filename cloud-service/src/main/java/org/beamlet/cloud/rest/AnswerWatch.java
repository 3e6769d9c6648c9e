package org.beamlet.cloud.rest;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.beamlet.cloud.repeat.Call;
import org.jspecify.annotations.Nullable;

/**
 * Tells what became of the answers on one connection. It sits between the connection and those who
 * use it, where the bytes go out, for no future of theirs says that something arrived.
 *
 * <p>An answer that was not written to its end when the connection closes, by whomever, is lost,
 * and that is known before the client can notice. One that was written is in doubt, until the next
 * request comes on the connection, the connection ends in order, or a while passes: then it
 * arrived. If the connection is reset meanwhile, it did not.
 */
final class AnswerWatch extends ChannelDuplexHandler {
    /** Less than another process waits for an answer: it must not take this one's for lost. */
    private static final long DOUBT_MS = 1000;

    private static final int FIRST_REFUSAL = 300;
    private static final String NAME = "answers";
    private static final String USER = "handler";

    /** A connection carries out one request at a time. */
    private volatile @Nullable Call current;

    /** Only for the connection's own thread. */
    private @Nullable Leaving leaving;

    private record Leaving(Call call, ChannelPromise written) {}

    /** Watches the answer to a request that has just been read. */
    static void begin(Channel channel, Call call) {
        try {
            AnswerWatch watch = (AnswerWatch) channel.pipeline().get(NAME);
            if (watch == null) {
                watch = new AnswerWatch();
                channel.pipeline().addBefore(USER, NAME, watch);
            }
            watch.current = call;
        } catch (NoSuchElementException _) {
            // The connection was taken apart.
            call.delivered(false);
        }
        if (!channel.isActive()) {
            call.delivered(false);
        }
    }

    /** Closes a connection at once; what is written from now on is lost. */
    static void cut(Channel channel) {
        ChannelHandlerContext user = channel.pipeline().context(USER);
        if (user != null) {
            // Not through its user, who would first write what is waiting.
            user.close().awaitUninterruptibly();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        Call answered = current;
        if (answered != null
                && message instanceof HttpResponse head
                && head.status().code() >= FIRST_REFUSAL) {
            // Before the client sees the refusal and comes again.
            answered.delivered(false);
        }
        if (answered == null || !(message instanceof LastHttpContent)) {
            var _ = context.write(message, promise);
            return;
        }
        current = null;
        ChannelPromise written = promise.unvoid();
        leaving = new Leaving(answered, written);
        var _ = written.addListener(_ -> written(context, answered, written.isSuccess()));
        var _ = context.write(message, written);
    }

    private static void written(ChannelHandlerContext context, Call call, boolean inFull) {
        if (inFull) {
            call.handedOver();
            var _ =
                    context.executor()
                            .schedule(() -> call.delivered(true), DOUBT_MS, TimeUnit.MILLISECONDS);
        } else {
            call.delivered(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Leaving last = leaving;
        if (message instanceof HttpRequest && last != null && last.written.isSuccess()) {
            last.call.delivered(true);
            leaving = null;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        end(true);
        var _ = context.close(promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(true);
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            end(false);
        }
        context.fireExceptionCaught(cause);
    }

    private void end(boolean inOrder) {
        Leaving last = leaving;
        leaving = null;
        if (last != null) {
            last.call.delivered(inOrder && last.written.isSuccess());
        }
        Call unanswered = current;
        if (unanswered != null) {
            unanswered.delivered(false);
        }
    }
}
