package org.beamlet.cloud.service;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.beamlet.cloud.access.Access;
import org.beamlet.cloud.auth.AdminSecret;
import org.beamlet.cloud.auth.Clients;
import org.beamlet.cloud.auth.Tokens;
import org.beamlet.cloud.backup.Backup;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.embedded.EmbeddedBroker;
import org.beamlet.cloud.endpoint.EndpointLives;
import org.beamlet.cloud.endpoint.EndpointLocks;
import org.beamlet.cloud.endpoint.Endpoints;
import org.beamlet.cloud.endpoint.NewEndpoints;
import org.beamlet.cloud.endpoint.Registrations;
import org.beamlet.cloud.function.FunctionAliases;
import org.beamlet.cloud.function.Functions;
import org.beamlet.cloud.group.EndpointGroups;
import org.beamlet.cloud.group.GroupView;
import org.beamlet.cloud.lifecycle.Lifecycle;
import org.beamlet.cloud.lifecycle.LifecycleSettings;
import org.beamlet.cloud.limit.RequestRates;
import org.beamlet.cloud.messaging.ManagerCalls;
import org.beamlet.cloud.messaging.Messaging;
import org.beamlet.cloud.messaging.Signal;
import org.beamlet.cloud.news.TaskNews;
import org.beamlet.cloud.objects.Artifacts;
import org.beamlet.cloud.repeat.UnansweredCalls;
import org.beamlet.cloud.store.Leases;
import org.beamlet.cloud.store.Store;
import org.beamlet.cloud.store.Turns;
import org.beamlet.cloud.task.Cancellations;
import org.beamlet.cloud.task.CommandOutbox;
import org.beamlet.cloud.task.Destinations;
import org.beamlet.cloud.task.EndpointRemoval;
import org.beamlet.cloud.task.Failures;
import org.beamlet.cloud.task.OldTasks;
import org.beamlet.cloud.task.OpenTasks;
import org.beamlet.cloud.task.Outbox;
import org.beamlet.cloud.task.Outcomes;
import org.beamlet.cloud.task.RejectedMessages;
import org.beamlet.cloud.task.StatusReports;
import org.beamlet.cloud.task.StreamOutbox;
import org.beamlet.cloud.task.Streams;
import org.beamlet.cloud.task.Submissions;
import org.beamlet.cloud.task.TaskGroups;
import org.beamlet.cloud.task.Tasks;
import org.beamlet.cloud.userendpoint.HeartbeatBell;
import org.beamlet.cloud.userendpoint.ManagedEndpoints;
import org.beamlet.cloud.userendpoint.UserEndpointSettings;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Everything that the REST routes need, running. Closing it closes store and broker too. */
public final class CloudService implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Store store;
    private final BrokerAdmin broker;
    private final Clock clock;
    private final AdminSecret adminSecret;
    private final Access access;
    private final Clients clients;
    private final Functions functions;
    private final FunctionAliases aliases;
    private final Endpoints endpoints;
    private final Registrations registrations;
    private final EndpointRemoval removal;
    private final ManagedEndpoints managed;
    private final Submissions submissions;
    private final Tasks tasks;
    private final Cancellations cancellations;
    private final TaskNews news;
    private final TaskGroups groups;
    private final Outbox outbox;
    private final StreamOutbox streamOutbox;
    private final RejectedMessages rejected;
    private final Messaging messaging;
    private final Artifacts artifacts;
    private final Upkeep upkeep;
    private final EndpointGroups endpointGroups;
    private final Lifecycle lifecycle;
    private final UnansweredCalls unanswered;
    private final EndpointLocks locks;
    private final NewEndpoints newEndpoints;
    private final RequestRates rates;

    private CloudService(
            Store store,
            BrokerAdmin broker,
            Clock clock,
            AdminSecret adminSecret,
            Artifacts artifacts,
            LifecycleSettings settings) {
        this.artifacts = artifacts;
        this.store = store;
        this.broker = broker;
        this.clock = clock;
        this.adminSecret = adminSecret;
        this.unanswered = new UnansweredCalls(store, clock);
        this.rates = new RequestRates(store, clock, store.shareable());
        Signal taskSignal = new Signal();
        Signal resultSignal = new Signal();
        Signal commandSignal = new Signal();
        Streams streams = new Streams(broker);
        this.access = new Access(store, broker, clock);
        this.clients = new Clients(store, access.tokens());
        this.functions = new Functions(store, unanswered, access.functionGate());
        this.aliases = new FunctionAliases(functions);
        this.endpoints = new Endpoints(store);
        this.registrations = new Registrations(store, broker, endpoints, clock);
        this.locks = new EndpointLocks(store, clock, broker, endpoints);
        this.newEndpoints = new NewEndpoints(unanswered);
        this.removal = new EndpointRemoval(store, clock, broker, endpoints, resultSignal::raise);
        this.endpointGroups = new EndpointGroups(store, endpoints, clock);
        EndpointLives lives = new EndpointLives(store, broker, clock);
        GroupView view = new GroupView(store, endpoints, lives, clock);
        HeartbeatBell bell = new HeartbeatBell();
        Outcomes outcomes = new Outcomes(store, clock);
        this.managed =
                new ManagedEndpoints(
                        store,
                        clock,
                        broker,
                        endpoints,
                        new Failures(store, outcomes, resultSignal::raise),
                        new ManagerCalls(broker, clock),
                        bell,
                        UserEndpointSettings.read().startTimeout());
        this.submissions =
                new Submissions(
                        clock,
                        unanswered,
                        endpoints,
                        functions,
                        new Destinations(lives, endpointGroups, view),
                        streams,
                        access.quotas(),
                        managed.readyEndpoint(),
                        taskSignal::raise);
        this.tasks = new Tasks(store);
        this.groups = new TaskGroups(store, streams);
        this.cancellations =
                new Cancellations(
                        store, clock, tasks, groups, resultSignal::raise, commandSignal::raise);
        this.news = new TaskNews(store, clock);
        this.outbox = new Outbox(store, clock);
        this.streamOutbox = new StreamOutbox(store);
        this.rejected = new RejectedMessages(store, clock);
        this.upkeep =
                new Upkeep(
                        broker,
                        clock,
                        new Turns(store, clock),
                        new QueueRepair(broker, endpoints, outbox, clock, taskSignal::raise),
                        unanswered,
                        rates,
                        () -> artifacts.expire(clock.millis() - Artifacts.retention().toMillis()),
                        () -> access.audit().prune());
        this.messaging =
                new Messaging(
                        broker,
                        new Messaging.Records(
                                outbox,
                                streamOutbox,
                                new CommandOutbox(store),
                                outcomes,
                                new StatusReports(store, clock),
                                rejected),
                        new Messaging.Destinations(functions, endpoints, removal, streams),
                        new Messaging.Signals(taskSignal, resultSignal, commandSignal, bell));
        this.lifecycle =
                new Lifecycle(
                        settings,
                        clock,
                        new Leases(store, clock),
                        messaging::connected,
                        new Lifecycle.Subjects(
                                lives,
                                endpointGroups,
                                view,
                                new OpenTasks(store, clock, taskSignal::raise, resultSignal::raise),
                                new OldTasks(store, broker),
                                broker));
    }

    /** Starts the threads at the broker; takes over store, broker and objects. */
    public static CloudService start(
            Store store,
            BrokerAdmin broker,
            Clock clock,
            AdminSecret adminSecret,
            Artifacts artifacts) {
        return start(store, broker, clock, adminSecret, artifacts, LifecycleSettings.configured());
    }

    /** Starts with other settings of the tasks' lives than the configured ones. */
    public static CloudService start(
            Store store,
            BrokerAdmin broker,
            Clock clock,
            AdminSecret adminSecret,
            Artifacts artifacts,
            LifecycleSettings settings) {
        CloudService service =
                new CloudService(store, broker, clock, adminSecret, artifacts, settings);
        service.messaging.start();
        service.upkeep.start();
        service.lifecycle.start();
        service.access.start();
        service.managed.start();
        return service;
    }

    public Clock clock() {
        return clock;
    }

    public AdminSecret adminSecret() {
        return adminSecret;
    }

    public BrokerAdmin broker() {
        return broker;
    }

    /** {@return who calls, what they may, and the record of it} */
    public Access access() {
        return access;
    }

    public Tokens tokens() {
        return access.tokens();
    }

    public Clients clients() {
        return clients;
    }

    public Functions functions() {
        return functions;
    }

    public FunctionAliases aliases() {
        return aliases;
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    public Registrations registrations() {
        return registrations;
    }

    public EndpointGroups endpointGroups() {
        return endpointGroups;
    }

    public Lifecycle lifecycle() {
        return lifecycle;
    }

    public EndpointLocks locks() {
        return locks;
    }

    public NewEndpoints newEndpoints() {
        return newEndpoints;
    }

    public RequestRates rates() {
        return rates;
    }

    /** {@return the answers that may not have arrived} */
    public UnansweredCalls unanswered() {
        return unanswered;
    }

    public EndpointRemoval removal() {
        return removal;
    }

    public Submissions submissions() {
        return submissions;
    }

    public Tasks tasks() {
        return tasks;
    }

    public Cancellations cancellations() {
        return cancellations;
    }

    public TaskNews news() {
        return news;
    }

    public TaskGroups groups() {
        return groups;
    }

    public Store store() {
        return store;
    }

    public StreamOutbox streamOutbox() {
        return streamOutbox;
    }

    /** Writes a copy of all that is kept, where all of it is in this process. */
    public void backUp(Path file) {
        if (store.shareable() || !(broker instanceof EmbeddedBroker embedded)) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "database or broker are not in this process",
                    "back them up with their own tools; docs/how-to/host-a-service.md says how");
        }
        Path data = Objects.requireNonNull(embedded.folder().getParent());
        new Backup(data, store, embedded).write(file, messaging);
    }

    public Outbox outbox() {
        return outbox;
    }

    public RejectedMessages rejected() {
        return rejected;
    }

    public Artifacts artifacts() {
        return artifacts;
    }

    /** {@return whether every thread at the broker has its connection} */
    public boolean brokerConnected() {
        return messaging.connected();
    }

    /** Waits a while for the threads at the broker; who is told "ready" asks for health next. */
    public void awaitBroker(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!brokerConnected() && System.nanoTime() < end) {
            Thread.sleep(LOOK);
        }
    }

    @Override
    public void close() {
        managed.close();
        upkeep.close();
        // Before the threads at the broker, which are interrupted: it still writes.
        access.close();
        lifecycle.close();
        messaging.close();
        rates.close();
        unanswered.close();
        artifacts.close();
        store.close();
        broker.close();
    }
}
