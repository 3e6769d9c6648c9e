package org.beamlet.cloud.rest;

import java.time.Instant;
import java.util.Optional;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.task.KnownTask;
import org.jspecify.annotations.Nullable;

/** Says in one line what an unfinished task waits for. */
record WaitReason(CloudService service) {
    @Nullable String of(KnownTask task) {
        if (task.completedMs() != null) {
            return null;
        }
        if (task.waitsFor() != null) {
            return task.waitsFor();
        }
        Optional<RegisteredEndpoint> endpoint = service.endpoints().find(task.endpoint());
        if (endpoint.isPresent() && !endpoint.get().online(service.clock().instant())) {
            return offline(endpoint.get());
        }
        return switch (task.state()) {
            case "received" -> "the broker has not taken it yet";
            case "waiting-for-ep" -> "the endpoint has not taken it from its queue yet";
            case "waiting-for-nodes" -> "no node of the endpoint has room for it yet";
            case "waiting-for-launch" -> "the workers of its node are busy";
            default -> null;
        };
    }

    private static String offline(RegisteredEndpoint endpoint) {
        return endpoint.heartbeatMs() == 0
                ? "endpoint '%s' was never online".formatted(endpoint.name())
                : "endpoint '%s' is offline, last heard of at %s"
                        .formatted(endpoint.name(), Instant.ofEpochMilli(endpoint.heartbeatMs()));
    }
}
