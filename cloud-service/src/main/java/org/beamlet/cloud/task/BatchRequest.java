package org.beamlet.cloud.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.rest.SubmitRequest;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v2/submit}, which current clients no longer send.
 *
 * @param tasks each a list of function id, endpoint id and payload
 */
public record BatchRequest(
        @JsonProperty("task_group_id") @Nullable String taskGroupId,
        @JsonProperty("create_websocket_queue") @Nullable Boolean createQueue,
        @JsonProperty("tasks") @Nullable List<@Nullable List<@Nullable String>> tasks) {
    private static final int FUNCTION = 0;
    private static final int ENDPOINT = 1;
    private static final int PAYLOAD = 2;
    private static final int PARTS = 3;

    /** Where a task of the list stands among the requests of the endpoints. */
    private record Place(int endpoint, String function, int index) {}

    /** One request for each endpoint, and the way back to the order of the list. */
    record Sorted(
            Map<String, SubmitRequest> byEndpoint, List<String> allPayloads, List<Place> places) {
        /**
         * {@return the ids in the order of the list}
         *
         * @param ids of each endpoint's request, by function
         */
        List<String> inOrder(List<Map<String, List<String>>> ids) {
            return places.stream()
                    .map(place ->
                            ids.get(place.endpoint())
                                    .getOrDefault(place.function(), List.of())
                                    .get(place.index()))
                    .toList();
        }
    }

    Sorted sorted() {
        if (tasks == null || tasks.isEmpty()) {
            throw malformed("'tasks' is missing or empty");
        }
        Map<String, Map<String, List<String>>> byEndpoint = new LinkedHashMap<>();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<String> payloads = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        for (List<@Nullable String> task : tasks) {
            String function = part(task, FUNCTION);
            String endpoint = part(task, ENDPOINT);
            List<String> of =
                    byEndpoint
                            .computeIfAbsent(endpoint, _ -> new LinkedHashMap<>())
                            .computeIfAbsent(function, _ -> new ArrayList<>());
            numbers.putIfAbsent(endpoint, numbers.size());
            places.add(new Place(numbers.getOrDefault(endpoint, 0), function, of.size()));
            of.add(part(task, PAYLOAD));
            payloads.add(part(task, PAYLOAD));
        }
        Map<String, SubmitRequest> requests = new LinkedHashMap<>();
        byEndpoint.forEach((endpoint, of) -> requests.put(endpoint, request(of)));
        return new Sorted(requests, payloads, places);
    }

    private SubmitRequest request(Map<String, List<String>> payloads) {
        return new SubmitRequest(payloads, createQueue, null, null, null, null, null);
    }

    private static String part(@Nullable List<@Nullable String> task, int number) {
        String part = task == null || task.size() != PARTS ? null : task.get(number);
        if (part == null) {
            throw malformed("an entry of 'tasks' is not a list of three texts");
        }
        return part;
    }

    private static BeamletException malformed(String what) {
        return new BeamletException(
                ErrorCode.REQUEST_MALFORMED,
                what,
                "send {\"tasks\": [[function id, endpoint id, payload], …]}");
    }
}
