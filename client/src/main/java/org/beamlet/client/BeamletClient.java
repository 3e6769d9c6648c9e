package org.beamlet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.client.http.Repeat;
import org.beamlet.client.http.ServiceCalls;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.login.TokenSource;
import org.beamlet.protocol.net.Connections;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.protocol.rest.FunctionRegistration;
import org.beamlet.protocol.rest.StreamAddress;
import org.beamlet.protocol.rest.SubmitRequest;
import org.beamlet.protocol.rest.SubmitResponse;
import org.beamlet.protocol.rest.TaskDocument;
import org.jspecify.annotations.Nullable;

/**
 * Asks the cloud service. Safe for use by many threads.
 *
 * <p>Every method raises {@link BeamletException}: with the service's own code, message and remedy,
 * or with SERVICE_UNREACHABLE where nobody answers. Calls are tried again by themselves, also
 * submissions: the service knows a submission again that it took and whose answer got lost. Where
 * it asks to wait, it is waited.
 */
public final class BeamletClient implements AutoCloseable {
    /** How long one try of a call may take. */
    public static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** The service answers for so many tasks in one call. */
    static final int STATUS_CHUNK = 128;

    private static final String GROUPS = "/beamlet/v1/endpoint-groups";
    private static final String NO_ARGUMENTS = new Serialized(Serialized.JSON, "[]").text();

    private final Connections connections;
    private final ServiceCalls calls;

    /** A client with a token that lasts; certificates and proxies are those of this process. */
    public BeamletClient(URI service, String token) {
        this(service, token, TIMEOUT);
    }

    public BeamletClient(URI service, String token, Duration timeout) {
        this(service, TokenSource.fixed(token), timeout, Connections.of(System.getenv()));
    }

    /**
     * A client whose token is renewed while it is used.
     *
     * @param tokens such as {@link org.beamlet.protocol.login.UserTokens} finds
     * @param connections whom to trust, and which proxies to take
     */
    public BeamletClient(
            URI service, TokenSource tokens, Duration timeout, Connections connections) {
        this.connections = connections;
        this.calls = new ServiceCalls(service, tokens, timeout, connections);
    }

    /** {@return how this client reaches the service; its streams go the same way} */
    Connections connections() {
        return connections;
    }

    /** {@return the caller, as the service knows them: {@code user} and {@code user_id}} */
    public JsonNode caller() {
        return calls.get("/beamlet/v1/whoami");
    }

    /** {@return who may share what with whom: groups, sharing and limits} */
    public Sharing sharing() {
        return new Sharing(calls);
    }

    /** {@return the way to make methods of one's own into functions} */
    public JavaFunctions javaFunctions() {
        return new JavaFunctions(this, calls);
    }

    /** {@return what the service says of itself: {@code api} and the oldest SDKs that it serves} */
    public JsonNode version() {
        return calls.get("/v2/version?service=all");
    }

    /**
     * Registers a function.
     *
     * <p>A catalog function keeps its id however often it is registered; any other gets a new one.
     */
    public FunctionId register(FunctionRegistration function, Repeat repeat) {
        JsonNode answer = calls.post("/v3/functions", function, repeat);
        return FunctionId.parse(
                Json.convert(answer, FunctionRegistration.Answer.class).functionUuid());
    }

    /**
     * Registers a catalog function, with the hash of what it is made of here; done again it changes
     * nothing and answers the same id.
     *
     * @throws BeamletException with code OPERATOR_REQUIRED where nobody has published it and the
     *     caller is no operator, with RESOURCE_CONFLICT where other content is published under its
     *     id
     */
    public FunctionId register(CatalogFunction function) {
        return register(CatalogRegistration.of(function, Optional.empty()), Repeat.SAFE);
    }

    /** As {@link #register}, with the archive that it is in, for endpoints that do not have it. */
    public FunctionId publish(CatalogFunction function, Path bundle) {
        UploadedBundle sent = UploadedBundle.send(calls, bundle);
        return register(CatalogRegistration.of(function, Optional.of(sent)), Repeat.SAFE);
    }

    /** Registers a catalog function unless the service has it. */
    public void ensureRegistered(CatalogFunction function) {
        try {
            JsonNode _ = function(function.id());
        } catch (BeamletException e) {
            if (e.code() != ErrorCode.FUNCTION_NOT_FOUND) {
                throw e;
            }
            FunctionId _ = register(function);
        }
    }

    /** {@return the functions that the caller may run} */
    public List<FunctionSummary> functions() {
        return all("/beamlet/v1/functions?limit=1000", FunctionSummary.class);
    }

    /** {@return the functions with a word in name or description, that the caller may run} */
    public List<FunctionSummary> searchFunctions(String word) {
        return all("/beamlet/v1/functions?limit=1000&text=" + encoded(word), FunctionSummary.class);
    }

    /**
     * {@return the function that a name stands for now, such as {@code xpcs.correlate@^1.2}}
     *
     * @param name or UUID, or name with a version or range
     */
    public FunctionSummary resolve(String name) {
        return Json.convert(
                calls.get("/beamlet/v1/functions/" + encoded(name)), FunctionSummary.class);
    }

    /** Advises against a version, or forbids it. */
    public FunctionSummary withdraw(
            FunctionId function, boolean revoke, String reason, @Nullable String successor) {
        Map<String, String> notice = new LinkedHashMap<>();
        notice.put("reason", reason);
        if (successor != null) {
            notice.put("successor", successor);
        }
        String path =
                "/beamlet/v1/functions/%s/%s".formatted(function, revoke ? "revoke" : "deprecate");
        return Json.convert(calls.post(path, notice, Repeat.SAFE), FunctionSummary.class);
    }

    /** Takes back what {@link #withdraw} did. */
    public FunctionSummary restore(FunctionId function) {
        String path = "/beamlet/v1/functions/%s/restore".formatted(function);
        return Json.convert(calls.post(path, Map.of(), Repeat.SAFE), FunctionSummary.class);
    }

    /** {@return all versions under that name that the caller may run} */
    public List<FunctionSummary> functions(String name) {
        return all("/beamlet/v1/functions?limit=1000&name=" + encoded(name), FunctionSummary.class);
    }

    /** {@return name, code, description and metadata, as they were registered} */
    public JsonNode function(FunctionId function) {
        return calls.get("/v2/functions/" + function);
    }

    /** {@return the caller's own endpoints} */
    public List<EndpointSummary> endpoints() {
        return list(calls.get("/v2/endpoints"), EndpointSummary.class);
    }

    /** {@return the endpoints that the caller may use} */
    public List<EndpointSummary> usableEndpoints() {
        return list(calls.get("/v2/endpoints?role=any"), EndpointSummary.class);
    }

    /** {@return the caller's endpoint groups} */
    public List<EndpointGroupSummary> endpointGroups() {
        return list(calls.get(GROUPS), EndpointGroupSummary.class);
    }

    /**
     * Lets endpoints stand in for each other; tasks are then submitted to the group's id.
     *
     * @param policy {@code ordered} or {@code least-loaded}
     * @param running {@code after-lease}, {@code when-offline} or {@code never}
     */
    public EndpointGroupSummary createEndpointGroup(
            String name, String policy, String running, List<EndpointId> endpoints) {
        Map<String, Object> body =
                Map.of(
                        "name",
                        name,
                        "policy",
                        policy,
                        "running",
                        running,
                        "endpoints",
                        endpoints.stream().map(EndpointId::toString).toList());
        return Json.convert(calls.post(GROUPS, body, Repeat.NEVER), EndpointGroupSummary.class);
    }

    public void deleteEndpointGroup(EndpointId group) {
        JsonNode _ = calls.delete(GROUPS + "/" + group);
    }

    public EndpointStatus status(EndpointId endpoint) {
        return Json.convert(
                calls.get("/v2/endpoints/%s/status".formatted(endpoint)), EndpointStatus.class);
    }

    /** Submits one call without a stream; ask {@link #task} for what became of it. */
    public TaskId submit(EndpointId endpoint, FunctionId function, JsonNode arguments) {
        return submit(endpoint, function, List.of(arguments)).getFirst();
    }

    /** {@return the ids of the calls, in their order} */
    public List<TaskId> submit(
            EndpointId endpoint, FunctionId function, List<? extends JsonNode> arguments) {
        List<String> payloads = arguments.stream().map(BeamletClient::payload).toList();
        Map<String, List<String>> tasks = Map.of(function.toString(), payloads);
        SubmitResponse answer =
                submit(endpoint, new SubmitRequest(tasks, false, null, null, null, null, null));
        List<String> ids = answer.tasks().getOrDefault(function.toString(), List.of());
        if (ids.size() != payloads.size()) {
            throw miscounted(payloads.size(), ids.size());
        }
        return ids.stream().map(TaskId::parse).toList();
    }

    public SubmitResponse submit(EndpointId endpoint, SubmitRequest request) {
        String path = "/v3/endpoints/%s/submit".formatted(endpoint);
        return Json.convert(calls.post(path, request, Repeat.SAFE), SubmitResponse.class);
    }

    /**
     * {@return the document of a task; its {@code status} is final once it has a completion time}
     */
    public TaskDocument task(TaskId task) {
        return Json.convert(calls.get("/v2/tasks/" + task), TaskDocument.class);
    }

    /** {@return the serialized buffer itself, where a result holds but a reference to it} */
    public String resultText(String buffer) {
        Optional<ResultReference> reference = ResultReference.parse(buffer);
        return reference.isEmpty()
                ? buffer
                : new String(
                        calls.bytes("/beamlet/v1/artifacts/" + reference.get().sha256()),
                        StandardCharsets.UTF_8);
    }

    /** {@return the steps that a task has taken} */
    public TaskTimeline timeline(TaskId task) {
        return Json.convert(calls.get("/beamlet/v1/tasks/" + task), TaskTimeline.class);
    }

    /** Cancels a task, also while it runs; {@return whether it was not over yet} */
    public boolean cancel(TaskId task) {
        return calls.post("/beamlet/v1/tasks/%s/cancel".formatted(task), Map.of(), Repeat.SAFE)
                .path("cancelled")
                .asBoolean();
    }

    /** Cancels all tasks of a group; {@return how many were not over yet} */
    public int cancel(TaskGroupId group) {
        return calls.post(
                        "/beamlet/v1/task-groups/%s/cancel".formatted(group), Map.of(), Repeat.SAFE)
                .path("cancelled")
                .asInt();
    }

    /** {@return the caller's tasks that fit, newest first, without timelines} */
    public List<TaskTimeline> tasks(TaskQuery query) {
        List<TaskTimeline> tasks = new ArrayList<>();
        Optional<String> path = Optional.of("/beamlet/v1/tasks?" + query.parameters());
        while (path.isPresent() && tasks.size() < query.most()) {
            ServiceCalls.Page page = calls.page(path.get());
            page.items().forEach(item -> tasks.add(Json.convert(item, TaskTimeline.class)));
            path = page.next();
        }
        return tasks.subList(0, Math.min(tasks.size(), query.most()));
    }

    /**
     * {@return what a task printed to a stream}
     *
     * @param stream stdout or stderr
     * @param from the {@code next} of the last part that the caller has; 0 for the beginning
     */
    public TaskLog log(TaskId task, String stream, long from) {
        return Json.convert(
                calls.get(
                        "/beamlet/v1/tasks/%s/logs?stream=%s&from=%d"
                                .formatted(task, stream, from)),
                TaskLog.class);
    }

    /** {@return the timeline as the service wrote it, with what this client does not read} */
    public JsonNode timelineDocument(TaskId task) {
        return calls.get("/beamlet/v1/tasks/" + task);
    }

    /** {@return documents by task, in the order asked; unknown tasks are left out} */
    public Map<TaskId, TaskDocument> batchStatus(List<TaskId> tasks) {
        Map<TaskId, TaskDocument> documents = new LinkedHashMap<>();
        for (int from = 0; from < tasks.size(); from += STATUS_CHUNK) {
            List<TaskId> chunk = tasks.subList(from, Math.min(from + STATUS_CHUNK, tasks.size()));
            List<String> ids = chunk.stream().map(TaskId::toString).toList();
            JsonNode answer = calls.post("/v2/batch_status", Map.of("task_ids", ids), Repeat.SAFE);
            for (TaskId task : chunk) {
                JsonNode document = answer.path("results").path(task.toString());
                if (document.isObject()) {
                    documents.put(task, Json.convert(document, TaskDocument.class));
                }
            }
        }
        return documents;
    }

    public TaskGroup taskGroup(TaskGroupId group) {
        List<TaskId> tasks = new ArrayList<>();
        for (JsonNode task : calls.get("/v2/taskgroup/" + group).path("tasks")) {
            tasks.add(TaskId.parse(task.path("id").asText()));
        }
        return new TaskGroup(group, tasks);
    }

    /** {@return where results are streamed, with credentials made for this call} */
    public StreamAddress streamAddress() {
        return Json.convert(calls.get("/v2/get_amqp_result_connection_url"), StreamAddress.class);
    }

    /** {@return keyword arguments as they stand in a submission} */
    public static String payload(JsonNode arguments) {
        return Payloads.pack(NO_ARGUMENTS, Serialized.json(arguments).text());
    }

    static BeamletException miscounted(int sent, int answered) {
        return new BeamletException(
                ErrorCode.INTERNAL_ERROR,
                "the service answered %d submitted tasks with %d ids".formatted(sent, answered),
                "report this with the service's log");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Follows a list to its end. */
    private <T> List<T> all(String first, Class<T> type) {
        List<T> items = new ArrayList<>();
        Optional<String> path = Optional.of(first);
        while (path.isPresent()) {
            ServiceCalls.Page page = calls.page(path.get());
            items.addAll(list(page.items(), type));
            path = page.next();
        }
        return List.copyOf(items);
    }

    private static <T> List<T> list(JsonNode array, Class<T> type) {
        List<T> items = new ArrayList<>();
        array.forEach(item -> items.add(Json.convert(item, type)));
        return List.copyOf(items);
    }

    @Override
    public void close() {
        calls.close();
    }
}
