package org.beamlet.protocol.amqp;

import org.beamlet.protocol.id.EndpointId;

/** Names of everything on the broker. Queues carry no {@code x-*} arguments: see docs/adr. */
public final class AmqpNames {
    public static final String RESULTS_EXCHANGE = "results";
    public static final String RESULTS_QUEUE = "results";
    public static final String RESULTS_BINDING = "*.results";
    public static final String HEARTBEATS_EXCHANGE = "heartbeats";
    public static final String HEARTBEATS_QUEUE = "heartbeats";
    public static final String HEARTBEATS_BINDING = "*.heartbeats";

    /** Headers of a task message that real endpoints require. */
    public static final String TASK_UUID = "task_uuid";

    public static final String FUNCTION_UUID = "function_uuid";
    public static final String RESOURCE_SPECIFICATION = "resource_specification";
    public static final String RESULT_SERIALIZERS = "result_serializers";

    /** Beamlet's own header: the number of this placement, from 1. */
    public static final String ATTEMPT = "beamlet_attempt";

    /** Beamlet's own header: the epoch of the endpoint's session when it was published. */
    public static final String EPOCH = "beamlet_epoch";

    /** Beamlet's own header: the UUID of the user who submitted the task. */
    public static final String USER = "beamlet_user";

    /**
     * Beamlet's own header: {@link org.beamlet.protocol.task.TaskTerms} as JSON, where there are
     * any.
     */
    public static final String TERMS = "beamlet_terms";

    private AmqpNames() {}

    public static String taskQueue(EndpointId endpoint) {
        return endpoint + ".tasks";
    }

    public static String commandQueue(EndpointId endpoint) {
        return endpoint + ".commands";
    }

    public static String resultsKey(EndpointId endpoint) {
        return endpoint + ".results";
    }

    public static String heartbeatsKey(EndpointId endpoint) {
        return endpoint + ".heartbeats";
    }
}
