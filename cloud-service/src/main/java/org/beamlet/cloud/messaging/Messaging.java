package org.beamlet.cloud.messaging;

import java.util.List;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.endpoint.Endpoints;
import org.beamlet.cloud.function.Functions;
import org.beamlet.cloud.task.CommandOutbox;
import org.beamlet.cloud.task.EndpointRemoval;
import org.beamlet.cloud.task.Outbox;
import org.beamlet.cloud.task.Outcomes;
import org.beamlet.cloud.task.RejectedMessages;
import org.beamlet.cloud.task.StatusReports;
import org.beamlet.cloud.task.StreamOutbox;
import org.beamlet.cloud.task.Streams;
import org.beamlet.cloud.userendpoint.HeartbeatBell;
import org.beamlet.protocol.amqp.AmqpNames;

/** The service's threads at the broker: tasks out, results in, results on, heartbeats in. */
public final class Messaging implements AutoCloseable {
    private final List<BrokerWorker> workers;

    /** What the messages are about, in the store. */
    public record Records(
            Outbox outbox,
            StreamOutbox streamOutbox,
            CommandOutbox commands,
            Outcomes outcomes,
            StatusReports reports,
            RejectedMessages rejected) {}

    /** What must exist for the messages to arrive. */
    public record Destinations(
            Functions functions, Endpoints endpoints, EndpointRemoval removal, Streams streams) {}

    /** What wakes the publishers. */
    public record Signals(
            Signal tasks, Signal results, Signal commands, HeartbeatBell heartbeats) {}

    public Messaging(
            BrokerAdmin broker, Records records, Destinations destinations, Signals signals) {
        BrokerConnections connections = new BrokerConnections(broker);
        TaskPublisher tasks =
                new TaskPublisher(
                        records.outbox(),
                        destinations.functions(),
                        destinations.endpoints(),
                        destinations.removal(),
                        broker,
                        signals.tasks());
        StreamPublisher streams =
                new StreamPublisher(
                        records.streamOutbox(), destinations.streams(), signals.results());
        CommandPublisher commands =
                new CommandPublisher(
                        records.commands(), destinations.endpoints(), broker, signals.commands());
        ResultHandler results =
                new ResultHandler(records.outcomes(), records.rejected(), signals.results());
        HeartbeatHandler heartbeats =
                new HeartbeatHandler(records.reports(), records.rejected(), signals.heartbeats());
        this.workers =
                List.of(
                        new BrokerWorker("tasks", connections, tasks),
                        new BrokerWorker("streams", connections, streams),
                        new BrokerWorker("commands", connections, commands),
                        new BrokerWorker(
                                "results",
                                connections,
                                new BatchConsumer(AmqpNames.RESULTS_QUEUE, results)),
                        new BrokerWorker(
                                "heartbeats",
                                connections,
                                new BatchConsumer(AmqpNames.HEARTBEATS_QUEUE, heartbeats)));
    }

    public void start() {
        workers.forEach(BrokerWorker::start);
    }

    /** {@return whether every thread has its connection} */
    public boolean connected() {
        return workers.stream().allMatch(BrokerWorker::connected);
    }

    /** Ends the threads; what they had not finished is found again by the next start. */
    @Override
    public void close() {
        workers.forEach(BrokerWorker::close);
    }
}
