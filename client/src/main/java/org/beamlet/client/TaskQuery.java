package org.beamlet.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskGroupId;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks are asked for; null for any.
 *
 * @param states such as running or failed; empty for any
 * @param function UUID, name, or name with a version or range
 * @param most so many at most
 */
public record TaskQuery(
        List<String> states,
        @Nullable EndpointId endpoint,
        @Nullable String function,
        @Nullable TaskGroupId group,
        @Nullable Instant since,
        int most) {
    private static final int PAGE = 1000;

    public TaskQuery {
        states = List.copyOf(states);
    }

    String parameters() {
        List<String> parameters = new ArrayList<>();
        parameters.add("limit=" + Math.clamp(most, 1, PAGE));
        states.forEach(state -> add(parameters, "state", state));
        add(parameters, "endpoint", endpoint);
        add(parameters, "function", function);
        add(parameters, "group", group);
        add(parameters, "since", since);
        return String.join("&", parameters);
    }

    private static void add(List<String> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.add(
                    name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
        }
    }
}
