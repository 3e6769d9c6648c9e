package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.task.Attempts;
import org.beamlet.cloud.task.KnownTask;
import org.beamlet.protocol.id.EndpointId;
import org.jspecify.annotations.Nullable;

/**
 * One placement of a task by the service.
 *
 * @param endedAt when it was given up; null of the present one
 * @param why it was given up
 * @param lateResultAt when an outcome of it came in all the same, and was discarded
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TaskAttempt(
        @JsonProperty("attempt") int attempt,
        @JsonProperty("endpoint_id") String endpointId,
        @JsonProperty("endpoint_name") @Nullable String endpointName,
        @JsonProperty("ended_at") @Nullable String endedAt,
        @JsonProperty("why") @Nullable String why,
        @JsonProperty("late_result_at") @Nullable String lateResultAt) {

    /** {@return all attempts of a task, the present one last; none while it is parked} */
    static List<TaskAttempt> of(KnownTask task, CloudService service) {
        List<TaskAttempt> all = new ArrayList<>();
        for (Attempts.Superseded one : service.tasks().superseded(task)) {
            all.add(
                    new TaskAttempt(
                            one.attempt(),
                            one.endpoint().toString(),
                            name(service, one.endpoint()),
                            Instant.ofEpochMilli(one.endedMs()).toString(),
                            one.why(),
                            one.lateMs() == null
                                    ? null
                                    : Instant.ofEpochMilli(one.lateMs()).toString()));
        }
        if (!task.endpoint().value().equals(task.endpointGroup())) {
            all.add(
                    new TaskAttempt(
                            task.attempt(),
                            task.endpoint().toString(),
                            name(service, task.endpoint()),
                            null,
                            null,
                            null));
        }
        return all;
    }

    private static @Nullable String name(CloudService service, EndpointId id) {
        return service.endpoints().find(id).map(RegisteredEndpoint::name).orElse(null);
    }
}
