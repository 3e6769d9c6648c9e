package org.beamlet.cloud.broker.rabbitmq;

import java.time.Duration;
import java.util.Map;

/**
 * What queues are to be beyond their declaration. Clients and the embedded broker know no {@code
 * x-*} arguments, so it is said by policies, which also reach queues that exist.
 */
final class Policies {
    private static final long FOUR_GIGABYTES = 4L << 30;
    private static final Duration HEARTBEATS_STAY = Duration.ofMinutes(10);
    private static final Duration STREAMS_STAY = Duration.ofDays(7);

    private Policies() {}

    static void set(ManagementApi api, String virtualHost) {
        // A full queue refuses, and the outbox keeps what was refused.
        put(
                api,
                virtualHost,
                "beamlet-tasks",
                "^[0-9a-f-]{36}\\.tasks$",
                Map.of("max-length-bytes", FOUR_GIGABYTES, "overflow", "reject-publish"));
        // Old ones say nothing any more.
        put(
                api,
                virtualHost,
                "beamlet-heartbeats",
                "^heartbeats$",
                Map.of("message-ttl", HEARTBEATS_STAY.toMillis()));
        // Their results are in the store; nobody has listened for long.
        put(
                api,
                virtualHost,
                "beamlet-streams",
                "^streams\\.",
                Map.of("expires", STREAMS_STAY.toMillis()));
    }

    private static void put(
            ManagementApi api,
            String virtualHost,
            String name,
            String pattern,
            Map<String, Object> definition) {
        Map<String, Object> policy =
                Map.of("pattern", pattern, "definition", definition, "apply-to", "queues");
        api.put(policy, "policies", virtualHost, name);
    }
}
