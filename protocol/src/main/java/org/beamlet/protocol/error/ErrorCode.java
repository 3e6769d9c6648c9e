package org.beamlet.protocol.error;

/** The codes of all errors, with who must act and the HTTP status under which REST reports them. */
public enum ErrorCode {
    USER_UNAUTHENTICATED(ErrorKind.USER, 401),
    INVALID_AUTH_TOKEN(ErrorKind.USER, 401),
    FUNCTION_ACCESS_FORBIDDEN(ErrorKind.USER, 403),
    ENDPOINT_ACCESS_FORBIDDEN(ErrorKind.USER, 403),
    TASK_ACCESS_FORBIDDEN(ErrorKind.USER, 403),
    TASK_GROUP_ACCESS_FORBIDDEN(ErrorKind.USER, 403),
    FUNCTION_NOT_PERMITTED(ErrorKind.USER, 403),
    ENDPOINT_ALREADY_REGISTERED(ErrorKind.USER, 403),
    AUTH_GROUP_ACCESS_FORBIDDEN(ErrorKind.USER, 403),
    OPERATOR_REQUIRED(ErrorKind.USER, 403),
    /** What the user was granted is used up; who grants it is the operator. */
    QUOTA_EXCEEDED(ErrorKind.USER, 403),
    /** Said by the agent: the site does not run this, whatever the service thinks. */
    FUNCTION_NOT_ALLOWED(ErrorKind.USER, 403),
    /** Said by the agent: the site lets nothing be read or written in this form. */
    SERIALIZER_NOT_ALLOWED(ErrorKind.USER, 403),
    FUNCTION_NOT_FOUND(ErrorKind.USER, 404),
    ENDPOINT_NOT_FOUND(ErrorKind.USER, 404),
    TASK_NOT_FOUND(ErrorKind.USER, 404),
    TASK_GROUP_NOT_FOUND(ErrorKind.USER, 404),
    AUTH_GROUP_NOT_FOUND(ErrorKind.USER, 404),
    USER_NOT_FOUND(ErrorKind.USER, 404),
    TOKEN_NOT_FOUND(ErrorKind.USER, 404),
    ARTIFACT_NOT_FOUND(ErrorKind.USER, 404),
    ROUTE_NOT_FOUND(ErrorKind.USER, 404),
    METHOD_NOT_ALLOWED(ErrorKind.USER, 405),
    RESOURCE_CONFLICT(ErrorKind.USER, 409),
    RESOURCE_LOCKED(ErrorKind.USER, 423),
    REQUEST_MALFORMED(ErrorKind.USER, 400),
    REQUEST_KEY_ERROR(ErrorKind.USER, 400),
    INVALID_UUID(ErrorKind.USER, 400),
    TASK_PAYLOAD_TOO_LARGE(ErrorKind.USER, 413),
    BATCH_RUN_TOO_LARGE(ErrorKind.USER, 413),
    FUNCTION_TOO_LARGE(ErrorKind.USER, 413),
    ARTIFACT_TOO_LARGE(ErrorKind.USER, 413),
    SEMANTICALLY_INVALID(ErrorKind.USER, 422),
    TOO_MANY_REQUESTS(ErrorKind.USER, 429),

    /** The command line is wrong: exit status 2. */
    USAGE(ErrorKind.USER, 400),
    CONFIG_INVALID(ErrorKind.USER, 422),
    ARGUMENTS_INVALID(ErrorKind.USER, 422),
    INPUT_NOT_FOUND(ErrorKind.USER, 422),
    INPUT_INVALID(ErrorKind.USER, 422),
    SHAPE_MISMATCH(ErrorKind.USER, 422),
    OUTPUT_NOT_WRITABLE(ErrorKind.USER, 422),
    FUNCTION_VERSION_UNAVAILABLE(ErrorKind.USER, 400),
    MESSAGE_INVALID(ErrorKind.USER, 400),
    PAYLOAD_INVALID(ErrorKind.USER, 400),
    TASK_FAILED(ErrorKind.USER, 422),
    TASK_CANCELLED(ErrorKind.USER, 422),
    TASK_EXPIRED(ErrorKind.USER, 422),
    TASK_TIMED_OUT(ErrorKind.USER, 422),
    MEMORY_EXCEEDED(ErrorKind.USER, 422),
    OUTPUT_EXCEEDED(ErrorKind.USER, 422),
    PROCESSES_EXCEEDED(ErrorKind.USER, 422),
    /** It called System.exit, or something like it. */
    FUNCTION_EXITED(ErrorKind.USER, 422),
    FUNCTION_DEADLOCKED(ErrorKind.USER, 422),
    PYTHON_VERSION_MISMATCH(ErrorKind.USER, 422),
    /** What it asks of the nodes cannot be had on this endpoint. */
    RESOURCES_INVALID(ErrorKind.USER, 422),

    TASK_LOST(ErrorKind.SITE, 500),
    WALLTIME_REACHED(ErrorKind.SITE, 500),
    ENDPOINT_OFFLINE(ErrorKind.SITE, 503),
    /** Nothing was accepted. Not a 5xx: clients repeat those by themselves, and each try waits. */
    ENDPOINT_NOT_STARTED(ErrorKind.SITE, 424),
    /** The caller waits no longer; the task itself goes on. */
    WAIT_TIMED_OUT(ErrorKind.SITE, 504),
    SERVICE_UNREACHABLE(ErrorKind.SITE, 503),
    BROKER_UNREACHABLE(ErrorKind.SITE, 503),
    STORE_UNAVAILABLE(ErrorKind.SITE, 503),
    ISSUER_UNREACHABLE(ErrorKind.SITE, 503),
    SUBMIT_REJECTED(ErrorKind.SITE, 502),
    /** It may have been taken all the same. */
    SUBMIT_UNANSWERED(ErrorKind.SITE, 504),
    COMMAND_FAILED(ErrorKind.SITE, 502),
    /** A person has to log in at another host before anything can be asked there. */
    LOGIN_REQUIRED(ErrorKind.SITE, 503),
    ALREADY_RUNNING(ErrorKind.SITE, 409),
    DISK_FULL(ErrorKind.SITE, 507),
    INSTALLATION_INCOMPLETE(ErrorKind.SITE, 500),
    DEVICE_UNAVAILABLE(ErrorKind.SITE, 503),

    ILLEGAL_TRANSITION(ErrorKind.BUG, 500),
    INTERNAL_ERROR(ErrorKind.BUG, 500);

    private final ErrorKind kind;
    private final int httpStatus;

    ErrorCode(ErrorKind kind, int httpStatus) {
        this.kind = kind;
        this.httpStatus = httpStatus;
    }

    public ErrorKind kind() {
        return kind;
    }

    public int httpStatus() {
        return httpStatus;
    }
}
