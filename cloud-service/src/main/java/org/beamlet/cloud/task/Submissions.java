package org.beamlet.cloud.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.endpoint.Endpoints;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.cloud.function.Functions;
import org.beamlet.cloud.function.RegisteredFunction;
import org.beamlet.cloud.group.EndpointGroup;
import org.beamlet.cloud.group.EndpointGroups;
import org.beamlet.cloud.metrics.Measures;
import org.beamlet.cloud.quota.Quotas;
import org.beamlet.cloud.repeat.Call;
import org.beamlet.cloud.repeat.UnansweredCalls;
import org.beamlet.cloud.store.StorableText;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.protocol.rest.SubmitRequest;
import org.beamlet.protocol.rest.SubmitResponse;
import org.beamlet.protocol.task.TaskTerms;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Takes tasks in: once {@link #submit} has returned, they will be delivered. */
public final class Submissions {
    private static final int MOST_TASKS = 20_000;
    private static final long LARGEST = 10L * 1024 * 1024;
    private static final int LONGEST_OBJECT = 16 * 1024;

    private final Endpoints endpoints;
    private final Functions functions;
    private final Destinations destinations;
    private final EndpointGroups groups;
    private final Streams streams;
    private final Quotas quotas;
    private final UnansweredCalls unanswered;
    private final ReadyEndpoint readyEndpoint;
    private final SubmissionRows rows;
    private final Runnable accepted;

    /**
     * @param readyEndpoint decides last, when nothing but the endpoint can be in the way
     * @param accepted called after tasks were written, to wake whoever publishes them
     */
    public Submissions(
            Clock clock,
            UnansweredCalls unanswered,
            Endpoints endpoints,
            Functions functions,
            Destinations destinations,
            Streams streams,
            Quotas quotas,
            ReadyEndpoint readyEndpoint,
            Runnable accepted) {
        this.destinations = destinations;
        this.groups = destinations.groups();
        this.unanswered = unanswered;
        this.endpoints = endpoints;
        this.functions = functions;
        this.streams = streams;
        this.quotas = quotas;
        this.readyEndpoint = readyEndpoint;
        this.rows = new SubmissionRows(clock);
        this.accepted = accepted;
    }

    /** What is written of a submission in one transaction. */
    record Submission(
            UUID owner,
            TaskGroupId group,
            boolean stream,
            @Nullable String resourceSpecification,
            @Nullable String resultSerializers,
            @Nullable String terms,
            Map<FunctionId, String> notices,
            List<Destination> tasks) {
        /** {@return what a task of that function asks, as JSON; null where it asks nothing} */
        @Nullable String terms(FunctionId function) {
            String notice = notices.get(function);
            return notice == null
                    ? terms
                    : TaskTerms.parse(terms == null ? "" : terms).noted(notice).text();
        }
    }

    /** A submission that is in order, and what its answer will say. */
    private record Prepared(
            Submission submission, Map<String, List<String>> ids, @Nullable String warning) {}

    /** Takes a submission in that nobody repeats. */
    public SubmitResponse submit(Caller caller, String endpointText, SubmitRequest request) {
        return submit(caller, endpointText, request, unanswered.single(caller));
    }

    /** Takes a submission in; the texts of the ids in the answer are those of the request. */
    public SubmitResponse submit(
            Caller caller, String endpointText, SubmitRequest request, Call call) {
        String groupText = request.taskGroupId();
        TaskGroupId group = groupText == null ? TaskGroupId.random() : TaskGroupId.parse(groupText);
        Prepared prepared = prepare(caller, endpointText, request, group);
        SubmitResponse answer =
                new SubmitResponse(
                        UUID.randomUUID().toString(),
                        groupText == null ? group.toString() : groupText,
                        endpointText,
                        prepared.ids(),
                        prepared.warning());
        return Json.read(accept(call, List.of(prepared), answer), SubmitResponse.class);
    }

    /** Takes tasks for several endpoints in, all or none, as the second version of the API does. */
    public BatchAnswer submit(Caller caller, BatchRequest request, Call call) {
        String groupText = request.taskGroupId();
        TaskGroupId group = groupText == null ? TaskGroupId.random() : TaskGroupId.parse(groupText);
        BatchRequest.Sorted sorted = request.sorted();
        List<Prepared> prepared = new ArrayList<>();
        sorted.byEndpoint()
                .forEach((endpoint, one) -> prepared.add(prepare(caller, endpoint, one, group)));
        requireBounds(sorted.allPayloads());
        BatchAnswer answer =
                BatchAnswer.of(
                        groupText == null ? group.toString() : groupText,
                        sorted.inOrder(prepared.stream().map(Prepared::ids).toList()));
        return Json.read(accept(call, prepared, answer), BatchAnswer.class);
    }

    /** Once this has written, nothing may fail any more: an error would have it all sent again. */
    private String accept(Call call, List<Prepared> prepared, Object answer) {
        String text = Json.write(answer);
        String given =
                unanswered
                        .once(
                                call,
                                handle -> {
                                    prepared.forEach(one -> write(handle, one.submission()));
                                    return text;
                                })
                        .text();
        Measures.accepted(prepared.stream().mapToInt(one -> one.submission().tasks().size()).sum());
        accepted.run();
        Submission first = prepared.getFirst().submission();
        if (first.stream()) {
            streams.declareSoon(first.owner(), first.group());
        }
        return given;
    }

    private Prepared prepare(
            Caller caller, String endpointText, SubmitRequest request, TaskGroupId group) {
        EndpointId endpointId = EndpointId.parse(endpointText);
        Optional<EndpointGroup> standIns = groups.find(endpointId);
        Map<String, List<String>> payloads = requireTasks(request);
        List<FunctionId> asked = payloads.keySet().stream().map(FunctionId::parse).toList();
        Optional<RegisteredEndpoint> alone =
                standIns.isPresent()
                        ? Optional.empty()
                        : Optional.of(endpoints.running(caller, endpointId));
        standIns.ifPresent(one -> groups.requireOwner(caller, one));
        Map<FunctionId, String> notices = requireFunctions(caller, asked);
        alone.ifPresent(endpoint -> endpoints.requireAllowed(endpoint, asked));
        Map<String, List<String>> ids = new LinkedHashMap<>();
        List<NewTask> tasks = new ArrayList<>();
        payloads.forEach(
                (functionText, each) -> ids.put(functionText, add(tasks, functionText, each)));
        EndpointId to =
                alone.map(endpoint -> readyEndpoint.of(caller, endpoint, request))
                        .orElse(endpointId);
        boolean beamlet = alone.filter(RegisteredEndpoint::isBeamlet).isPresent();
        Submission submission =
                new Submission(
                        caller.userId(),
                        group,
                        Boolean.TRUE.equals(request.createQueue()),
                        text("resource_specification", request.resourceSpecification()),
                        serializers(beamlet, request.resultSerializers()),
                        AskedTerms.of(request, beamlet || standIns.isPresent()),
                        notices,
                        destinations.of(to, standIns, tasks));
        return new Prepared(
                submission, ids, notices.isEmpty() ? null : String.join("; ", notices.values()));
    }

    /** What is sent again finds its first answer and is not counted twice. */
    private void write(Handle handle, Submission submission) {
        List<NewTask> tasks = submission.tasks().stream().map(Destination::task).toList();
        quotas.submit(submission.owner(), tasks.size(), size(tasks));
        rows.write(handle, submission);
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
        requireBounds(tasks.values().stream().flatMap(List::stream).toList());
        return tasks;
    }

    private static void requireBounds(List<String> payloads) {
        if (payloads.size() > MOST_TASKS) {
            throw new BeamletException(
                    ErrorCode.BATCH_RUN_TOO_LARGE,
                    "the submission holds %d tasks".formatted(payloads.size()),
                    "submit at most %d tasks at a time".formatted(MOST_TASKS));
        }
        long size = payloads.stream().mapToLong(Submissions::bytes).sum();
        if (size > LARGEST) {
            throw new BeamletException(
                    ErrorCode.TASK_PAYLOAD_TOO_LARGE,
                    "the submission holds %d bytes of payload".formatted(size),
                    "submit at most %d bytes at a time, and pass large data by path"
                            .formatted(LARGEST));
        }
    }

    private static long bytes(String text) {
        // Most payloads are ASCII or close to it: no copy where the answer cannot matter.
        return text.length() > LARGEST
                ? text.length()
                : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private Map<FunctionId, String> requireFunctions(Caller caller, List<FunctionId> ids) {
        Map<FunctionId, RegisteredFunction> known = functions.find(ids);
        ids.forEach(id -> RegisteredFunction.requireUsable(known.get(id), caller, id));
        return functions.notices().check(caller, known.values());
    }

    private static @Nullable String text(String name, @Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isObject()) {
            throw new BeamletException(
                    ErrorCode.REQUEST_MALFORMED,
                    "'%s' is not an object".formatted(name),
                    "send an object, or leave it out");
        }
        if (node.isEmpty()) {
            return null;
        }
        String text = node.toString();
        if (text.length() > LONGEST_OBJECT) {
            throw new BeamletException(
                    ErrorCode.REQUEST_MALFORMED,
                    "'%s' has %d characters, of %d that may be sent"
                            .formatted(name, text.length(), LONGEST_OBJECT),
                    "send what the nodes must know as arguments of the function");
        }
        StorableText.require(name, text);
        return text;
    }

    private static @Nullable String serializers(boolean beamlet, @Nullable List<String> names) {
        if (names == null || names.isEmpty()) {
            return null;
        }
        List<String> kept = new ArrayList<>();
        // JSON may hold nulls where the types say there are none.
        for (@Nullable String name : names) {
            if (name == null) {
                throw new BeamletException(
                        ErrorCode.REQUEST_MALFORMED,
                        "'result_serializers' holds null",
                        "send the import paths of serializers");
            }
            StorableText.require("a result serializer", name);
            // Whoever is not Beamlet's would stumble over what only its agent understands.
            if (beamlet || !ResultReference.WANTED.equals(name)) {
                kept.add(name);
            }
        }
        return kept.isEmpty() ? null : Json.write(kept);
    }
}
