package org.beamlet.cloud.userendpoint;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.endpoint.EndpointKind;
import org.beamlet.cloud.endpoint.Endpoints;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.cloud.task.ReadyEndpoint;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.rest.SubmitRequest;
import org.jspecify.annotations.Nullable;

/**
 * Finds the user endpoint of a submission and waits until it is there, so that nothing is accepted
 * that nobody would run.
 */
final class UserEndpointStarts implements ReadyEndpoint {
    /** So many submissions may wait at a time; each is a virtual thread and its request. */
    private static final int MOST_WAITING = 500;

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Clock clock;
    private final UserEndpoints users;
    private final Launcher launcher;
    private final HeartbeatBell bell;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);

    UserEndpointStarts(Clock clock, UserEndpoints users, Launcher launcher, HeartbeatBell bell) {
        this.clock = clock;
        this.users = users;
        this.launcher = launcher;
        this.bell = bell;
    }

    @Override
    public EndpointId of(Caller caller, RegisteredEndpoint endpoint, SubmitRequest request) {
        return switch (endpoint.kind()) {
            case AGENT -> endpoint.id();
            case MANAGER -> running(UserEndpointOrder.of(endpoint.id(), caller, request));
            case USER ->
                    throw new BeamletException(
                            ErrorCode.SEMANTICALLY_INVALID,
                            "endpoint '%s' is a %s endpoint's, started for one configuration"
                                    .formatted(endpoint.id(), EndpointKind.MANAGER.word()),
                            "submit to the manager endpoint, with the same user_endpoint_config");
        };
    }

    private EndpointId running(UserEndpointOrder order) {
        UserEndpoint known = users.known(order);
        if (known.online(clock.millis())) {
            return known.id();
        }
        if (!launcher.managerOnline(order.manager())) {
            throw new BeamletException(
                    ErrorCode.ENDPOINT_NOT_STARTED,
                    "endpoint '%s' is offline and cannot start what the submission asks for"
                            .formatted(order.manager()),
                    "have it started with `globus-compute-endpoint start` or `beamlet endpoint"
                            + " start`, then submit again");
        }
        if (!waiting.tryAcquire()) {
            throw new BeamletException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "%d submissions wait for their endpoints already".formatted(MOST_WAITING),
                    "try again in a moment");
        }
        try {
            return await(known);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw timedOut(order, e);
        } finally {
            waiting.release();
        }
    }

    private EndpointId await(UserEndpoint seen) throws InterruptedException {
        long end = System.nanoTime() + launcher.patience().toNanos();
        UserEndpoint known = seen;
        long rung = bell.count();
        boolean joined = known.starting(clock.millis(), launcher.patience());
        if (!joined) {
            launcher.start(known);
        }
        while (System.nanoTime() < end) {
            known =
                    users.find(seen.id())
                            .orElseThrow(() -> Endpoints.unknown(seen.order().manager()));
            if (known.online(clock.millis())) {
                return known.id();
            }
            if (known.refused() && (joined || known.startMs() > seen.startMs())) {
                throw refused(known);
            }
            bell.await(rung, LOOK);
            rung = bell.count();
        }
        throw timedOut(seen.order(), null);
    }

    private static BeamletException refused(UserEndpoint known) {
        return new BeamletException(
                ErrorCode.SEMANTICALLY_INVALID,
                "Request payload failed validation: %s".formatted(known.refusal()),
                "correct user_endpoint_config, or ask the owner of endpoint %s about its template"
                        .formatted(known.order().manager()));
    }

    private BeamletException timedOut(UserEndpointOrder order, @Nullable Throwable cause) {
        return new BeamletException(
                ErrorCode.ENDPOINT_NOT_STARTED,
                "endpoint '%s' did not start '%s' within %d s; no task was accepted"
                        .formatted(order.manager(), order.name(), launcher.patience().toSeconds()),
                "submit again in a moment, for it may still be coming; if it does not, its owner"
                        + " finds the reason in the logs in its folder and in that of that name",
                cause);
    }
}
