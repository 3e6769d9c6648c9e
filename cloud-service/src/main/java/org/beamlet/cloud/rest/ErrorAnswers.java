package org.beamlet.cloud.rest;

import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.beamlet.cloud.limit.RetryLaterException;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.error.ErrorKind;
import org.beamlet.protocol.rest.ErrorBody;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every error that leaves the service has the same shape and says what to do. */
public class ErrorAnswers {
    private static final Logger LOG = Logger.getLogger(ErrorAnswers.class);
    private static final int UNAVAILABLE = 503;
    private static final int RETRY_SECONDS = 5;

    private final CurrentCaller caller;

    @Inject
    public ErrorAnswers(CurrentCaller caller) {
        this.caller = caller;
    }

    @ServerExceptionMapper
    public Response known(BeamletException error) {
        if (error.kind() == ErrorKind.BUG) {
            LOG.errorf(error, "request failed request=%s", caller.requestId());
        } else if (error.kind() == ErrorKind.SITE && !(error instanceof RetryLaterException)) {
            // Without a trace: a site that is ill refuses many, and its disk may be what is full.
            LOG.warnf(
                    "request refused request=%s code=%s reason=%s",
                    caller.requestId(), error.code(), error.what());
            LOG.debugf(error, "request refused request=%s", caller.requestId());
        }
        return answer(error, caller.requestId());
    }

    /** What the framework itself refuses: an unknown route, a wrong method, a body too large. */
    @ServerExceptionMapper
    public Response framework(WebApplicationException error, UriInfo uri) {
        int status = error.getResponse().getStatus();
        String path = uri.getPath();
        return switch (status) {
            case 404 ->
                    answer(
                            new BeamletException(
                                    ErrorCode.ROUTE_NOT_FOUND,
                                    "there is nothing at '%s'".formatted(path),
                                    "check the path and the service's address"),
                            caller.requestId());
            case 405 ->
                    answer(
                            new BeamletException(
                                    ErrorCode.METHOD_NOT_ALLOWED,
                                    "'%s' does not answer to this method".formatted(path),
                                    "check the method"),
                            caller.requestId());
            case 413 ->
                    answer(
                            new BeamletException(
                                    ErrorCode.TASK_PAYLOAD_TOO_LARGE,
                                    "the request's body is too large",
                                    "submit at most 10 MB at a time, and pass large data by path"),
                            caller.requestId());
            default -> status < 500 ? malformed(error) : unexpected(error);
        };
    }

    private Response malformed(WebApplicationException error) {
        return answer(
                new BeamletException(
                        ErrorCode.REQUEST_MALFORMED,
                        "the request was not understood: " + error.getMessage(),
                        "send JSON of the documented shape with Content-Type application/json"),
                caller.requestId());
    }

    /** The caller gets an id, the log gets the trace. */
    @ServerExceptionMapper
    public Response unexpected(Throwable error) {
        LOG.errorf(error, "request failed unexpectedly request=%s", caller.requestId());
        return answer(
                new BeamletException(
                        ErrorCode.INTERNAL_ERROR,
                        "the service failed on this request",
                        "report request id %s to whoever runs the service"
                                .formatted(caller.requestId())),
                caller.requestId());
    }

    private static Response answer(BeamletException error, String requestId) {
        Response.ResponseBuilder answer =
                Response.status(error.code().httpStatus())
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .header("X-Request-Id", requestId)
                        .entity(ErrorBody.of(error, requestId));
        if (error instanceof RetryLaterException later) {
            answer.header(HttpHeaders.RETRY_AFTER, later.seconds());
        } else if (error.code().httpStatus() == UNAVAILABLE) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        return answer.build();
    }
}
