package org.beamlet.cloud.rest;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPromise;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import org.beamlet.cloud.repeat.Call;
import org.beamlet.cloud.service.CloudService;

/** The present request as one that its client may send again, and what becomes of its answer. */
@RequestScoped
public class Repeatable {
    private static final int FIRST_REFUSAL = 300;

    private final CloudService service;
    private final CurrentCaller caller;
    private final RoutingContext context;
    private boolean used;

    @Inject
    public Repeatable(CloudService service, CurrentCaller caller, RoutingContext context) {
        this.service = service;
        this.caller = caller;
        this.context = context;
    }

    /** {@return the request, watched until its answer is out or its caller gone} */
    Call call(byte[] body) {
        used = true;
        HttpServerResponse response = context.response();
        String route = context.request().method() + " " + context.normalizedPath();
        Call call = service.unanswered().call(caller.get(), route, body, response::closed);
        watch(call, response);
        return call;
    }

    /**
     * Asks the connection itself: of a response whose connection was closed first, nobody is told.
     * An answer that was ended is not yet one that was written; but writes finish in their order,
     * so an empty one tells of all before it.
     */
    private void watch(Call call, HttpServerResponse response) {
        ConnectionBase connection = (ConnectionBase) context.request().connection();
        Channel channel = connection.channel();
        ChannelFutureListener gone = _ -> call.delivered(false);
        channel.closeFuture().addListener(gone);
        context.addEndHandler(ended -> {
            if (ended.failed() || response.getStatusCode() >= FIRST_REFUSAL) {
                call.delivered(false);
                channel.closeFuture().removeListener(gone);
                return;
            }
            // Through the connection: what is written to its channel directly overtakes.
            ChannelPromise written = channel.newPromise();
            written.addListener(_ -> {
                call.delivered(written.isSuccess());
                channel.closeFuture().removeListener(gone);
            });
            connection.writeToChannel(Unpooled.EMPTY_BUFFER, true, written);
        });
    }

    /** {@return whether the request is one of those} */
    boolean isUsed() {
        return used;
    }
}
