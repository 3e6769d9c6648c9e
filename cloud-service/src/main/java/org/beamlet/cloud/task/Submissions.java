package org.beamlet.cloud.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.endpoint.Endpoints;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.cloud.function.Functions;
import org.beamlet.cloud.function.RegisteredFunction;
import org.beamlet.cloud.quota.Quotas;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.SubmitRequest;
import org.beamlet.protocol.rest.SubmitResponse;
import org.jspecify.annotations.Nullable;

/** Takes tasks in: once {@link #submit} has returned, they will be delivered. */
public final class Submissions {
    private static final int MOST_TASKS = 20_000;
    private static final long LARGEST = 10L * 1024 * 1024;

    private final Endpoints endpoints;
    private final Functions functions;
    private final Streams streams;
    private final Quotas quotas;
    private final ReadyEndpoint readyEndpoint;
    private final SubmissionRows rows;
    private final Runnable accepted;

    /**
     * @param readyEndpoint decides last, when nothing but the endpoint can be in the way
     * @param accepted called after tasks were written, to wake whoever publishes them
     */
    public Submissions(
            Store store,
            Clock clock,
            Endpoints endpoints,
            Functions functions,
            Streams streams,
            Quotas quotas,
            ReadyEndpoint readyEndpoint,
            Runnable accepted) {
        this.endpoints = endpoints;
        this.functions = functions;
        this.streams = streams;
        this.quotas = quotas;
        this.readyEndpoint = readyEndpoint;
        this.rows = new SubmissionRows(store, clock);
        this.accepted = accepted;
    }

    /** What is written of a submission in one transaction. */
    record Submission(
            UUID owner,
            EndpointId endpoint,
            TaskGroupId group,
            boolean stream,
            @Nullable String resourceSpecification,
            @Nullable String resultSerializers,
            List<NewTask> tasks) {}

    /** Takes a submission in; the texts of the ids in the answer are those of the request. */
    public SubmitResponse submit(Caller caller, String endpointText, SubmitRequest request) {
        EndpointId endpointId = EndpointId.parse(endpointText);
        RegisteredEndpoint endpoint = endpoints.running(caller, endpointId);
        Map<String, List<String>> payloads = requireTasks(request);
        requireFunctions(
                caller, endpoint, payloads.keySet().stream().map(FunctionId::parse).toList());

        Map<String, List<String>> ids = new LinkedHashMap<>();
        List<NewTask> tasks = new ArrayList<>();
        payloads.forEach(
                (functionText, each) -> ids.put(functionText, add(tasks, functionText, each)));
        String groupText = request.taskGroupId();
        TaskGroupId group = groupText == null ? TaskGroupId.random() : TaskGroupId.parse(groupText);
        Submission submission =
                new Submission(
                        caller.userId(),
                        readyEndpoint.of(caller, endpoint, request),
                        group,
                        Boolean.TRUE.equals(request.createQueue()),
                        text(request.resourceSpecification()),
                        serializers(request.resultSerializers()),
                        tasks);
        quotas.submit(caller, tasks.size(), size(tasks));
        rows.write(submission);
        accepted.run();
        if (submission.stream()) {
            streams.declareSoon(caller.userId(), group);
        }
        return new SubmitResponse(
                UUID.randomUUID().toString(),
                groupText == null ? group.toString() : groupText,
                endpointText,
                ids);
    }

    private static long size(List<NewTask> tasks) {
        return tasks.stream().mapToLong(task -> task.payload().length()).sum();
    }

    private static List<String> add(
            List<NewTask> tasks, String functionText, List<String> payloads) {
        FunctionId function = FunctionId.parse(functionText);
        List<String> ids = new ArrayList<>();
        for (String payload : payloads) {
            NewTask task = new NewTask(TaskId.random(), function, payload);
            tasks.add(task);
            ids.add(task.id().toString());
        }
        return ids;
    }

    private static Map<String, List<String>> requireTasks(SubmitRequest request) {
        Map<String, List<String>> tasks = request.tasks();
        if (tasks == null || tasks.values().stream().allMatch(SubmissionChecks::empty)) {
            throw new BeamletException(
                    ErrorCode.REQUEST_KEY_ERROR,
                    "'tasks' is missing or empty",
                    "send {\"tasks\": {function id: [payload, …]}}");
        }
        SubmissionChecks.requireNoNulls(tasks);
        int count = tasks.values().stream().mapToInt(List::size).sum();
        if (count > MOST_TASKS) {
            throw tooLarge("%d tasks".formatted(count), "%d tasks".formatted(MOST_TASKS));
        }
        long size =
                tasks.values().stream().flatMap(List::stream).mapToLong(Submissions::bytes).sum();
        if (size > LARGEST) {
            throw tooLarge("%d bytes of payload".formatted(size), "%d bytes".formatted(LARGEST));
        }
        return tasks;
    }

    private static long bytes(String text) {
        // Most payloads are ASCII or close to it: no copy where the answer cannot matter.
        return text.length() > LARGEST
                ? text.length()
                : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static BeamletException tooLarge(String what, String limit) {
        return new BeamletException(
                ErrorCode.TASK_PAYLOAD_TOO_LARGE,
                "the submission holds " + what,
                "submit at most %s at a time, and pass large data by path".formatted(limit));
    }

    private void requireFunctions(
            Caller caller, RegisteredEndpoint endpoint, List<FunctionId> ids) {
        Map<FunctionId, RegisteredFunction> known = functions.find(ids);
        ids.forEach(id -> RegisteredFunction.requireUsable(known.get(id), caller, id));
        endpoints.requireAllowed(endpoint, ids);
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null || node.isNull() || node.isEmpty() ? null : node.toString();
    }

    private static @Nullable String serializers(@Nullable List<String> names) {
        return names == null || names.isEmpty() ? null : Json.write(names);
    }
}
