package org.beamlet.cloud.rest;

import io.vertx.core.http.HttpServerResponse;
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
        context.addEndHandler(ended ->
                call.delivered(ended.succeeded() && response.getStatusCode() < FIRST_REFUSAL));
        return call;
    }

    /** {@return whether the request is one of those} */
    boolean isUsed() {
        return used;
    }
}
