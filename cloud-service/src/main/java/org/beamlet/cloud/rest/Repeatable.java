package org.beamlet.cloud.rest;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import org.beamlet.cloud.repeat.Call;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.rest.RequestKey;

/** The present request as one that its client may send again, and what becomes of its answer. */
@RequestScoped
public class Repeatable {
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
        String key = context.request().getHeader(RequestKey.HEADER);
        Call call = service.unanswered().call(caller.get(), route, key, body, response::closed);
        AnswerWatch.begin(channel(), call);
        return call;
    }

    private Channel channel() {
        return ((ConnectionBase) context.request().connection()).channel();
    }

    /** Closes the connection in place of an answer. */
    void cut() {
        AnswerWatch.cut(channel());
    }

    /** {@return whether the request is one of those} */
    boolean isUsed() {
        return used;
    }
}
