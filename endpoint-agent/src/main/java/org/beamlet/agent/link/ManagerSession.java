package org.beamlet.agent.link;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.beamlet.agent.schedule.Assignment;
import org.beamlet.agent.schedule.Loss;
import org.beamlet.agent.schedule.ManagerHello;
import org.beamlet.agent.schedule.ManagerLink;
import org.beamlet.agent.schedule.NodeChanges;
import org.beamlet.agent.schedule.Outcome;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.agent.spool.ResultName;
import org.beamlet.agent.spool.ResultSpool;
import org.beamlet.node.wire.Beat;
import org.beamlet.node.wire.Cancel;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.HeldTask;
import org.beamlet.node.wire.Hello;
import org.beamlet.node.wire.Received;
import org.beamlet.node.wire.Stop;
import org.beamlet.node.wire.TakeBack;
import org.beamlet.node.wire.TaskFinished;
import org.beamlet.node.wire.TaskLost;
import org.beamlet.node.wire.TaskStarted;
import org.beamlet.node.wire.ToManager;
import org.beamlet.node.wire.Welcome;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.protocol.task.TouchedPaths;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One stream of one node manager. gRPC delivers its messages one after the other. */
final class ManagerSession implements StreamObserver<FromManager>, ManagerLink {
    private static final Logger LOG = Logger.getLogger(ManagerSession.class);

    /** A manager could not be trusted with more, and sums with it stay far from overflow. */
    private static final long MOST_WALLTIME_S = 1_000_000_000;

    private final String peerBlock;
    private final ServerCallStreamObserver<ToManager> call;
    private final BlockSecrets blocks;
    private final Scheduler scheduler;
    private final TaskNews news;
    private final ResultSpool results;
    private final Duration heartbeatPeriod;
    private @Nullable Hello hello;

    ManagerSession(
            String peerBlock,
            ServerCallStreamObserver<ToManager> call,
            BlockSecrets blocks,
            Scheduler scheduler,
            TaskNews news,
            ResultSpool results,
            Duration heartbeatPeriod) {
        this.peerBlock = peerBlock;
        this.call = call;
        this.blocks = blocks;
        this.scheduler = scheduler;
        this.news = news;
        this.results = results;
        this.heartbeatPeriod = heartbeatPeriod;
        call.setOnCancelHandler(this::broken);
    }

    @Override
    public void onNext(FromManager message) {
        try {
            if (message.hasHello()) {
                greet(message.getHello());
            } else if (hello != null) {
                handle(message, hello);
            }
        } catch (BeamletException e) {
            LOG.errorf("block=%s message ignored: %s", peerBlock, e.getMessage());
        }
    }

    private void greet(Hello from) {
        if (!from.getBlockId().equals(peerBlock) || blocks.secret(peerBlock).isEmpty()) {
            LOG.warnf(
                    "block=%s refused: its certificate is of block %s, or the block has ended",
                    from.getBlockId(), peerBlock);
            stop(false, "the block has ended or is not this endpoint's");
            call.onError(
                    Status.PERMISSION_DENIED
                            .withDescription("the certificate is not of a live block")
                            .asRuntimeException());
            return;
        }
        hello = from;
        // At once: what the manager does after its welcome must find it known.
        scheduler.together(() -> welcome(from));
    }

    private void welcome(Hello from) {
        send(
                ToManager.newBuilder()
                        .setWelcome(
                                Welcome.newBuilder()
                                        .setTakesResults(true)
                                        .setHeartbeatPeriodS(
                                                (int) Math.max(1, heartbeatPeriod.toSeconds())))
                        .build());
        Set<TaskId> held = new HashSet<>();
        TakeBack.Builder unwanted = TakeBack.newBuilder();
        for (HeldTask task : from.getHeldList()) {
            TaskId id = TaskId.parse(task.getTaskId());
            if (scheduler.holdings().wants(id, task.getAttempt())) {
                held.add(id);
            } else {
                unwanted.addTasks(task);
            }
        }
        if (unwanted.getTasksCount() > 0) {
            send(ToManager.newBuilder().setTakeBack(unwanted).build());
        }
        LOG.infof(
                "manager=%s block=%s node=%s slots=%d held=%d connected",
                from.getManagerId(),
                from.getBlockId(),
                from.getNode(),
                from.getSlots(),
                held.size());
        scheduler.connected(
                new ManagerHello(
                        from.getManagerId(),
                        from.getBlockId(),
                        from.getNode(),
                        Math.max(1, from.getSlots()),
                        Math.max(0, from.getPrefetch()),
                        held,
                        Math.clamp(from.getWalltimeLeftS(), 0, MOST_WALLTIME_S),
                        from.getAcceleratorSlotsList()),
                this);
    }

    private void handle(FromManager message, Hello from) {
        switch (message.getKindCase()) {
            case REPORTS -> {
                List<FromManager> reports = message.getReports().getMessagesList();
                scheduler.together(() -> reports.forEach(report -> one(report, from)));
            }
            case STARTED -> started(message.getStarted());
            case FINISHED -> finished(message.getFinished(), from);
            case PROGRESS -> news.progress(message.getProgress());
            case PARTIAL -> news.partial(message.getPartial());
            case OUTPUT -> news.output(message.getOutput());
            case LOST -> lost(message.getLost(), from);
            case NODE ->
                    new NodeChanges(scheduler)
                            .heard(
                                    from.getManagerId(),
                                    NodeNewsReader.read(message.getNode()),
                                    this);
            case HEARTBEAT ->
                    send(ToManager.newBuilder().setBeat(Beat.getDefaultInstance()).build());
            case GOODBYE -> scheduler.left(from.getManagerId(), message.getGoodbye().getWhy());
            case HELLO, KIND_NOT_SET -> LOG.debugf("manager=%s said nothing", from.getManagerId());
        }
    }

    /** A report among several: what is wrong with it does not concern the others. */
    private void one(FromManager report, Hello from) {
        try {
            if (!report.hasReports()) {
                handle(report, from);
            }
        } catch (BeamletException e) {
            LOG.errorf("block=%s message ignored: %s", peerBlock, e.getMessage());
        }
    }

    private void started(TaskStarted started) {
        scheduler.started(
                TaskId.parse(started.getTaskId()), started.getAttempt(), started.getAtNs());
    }

    private void finished(TaskFinished finished, Hello from) {
        TaskId id = TaskId.parse(finished.getTaskId());
        int attempt = finished.getAttempt();
        Message.ErrorDetails error = null;
        String data = finished.getResult();
        Optional<ResultReference> reference =
                ResultReference.parse(data).filter(large -> large.file() == null);
        if (reference.isPresent()) {
            ResultReference large = reference.get();
            Optional<String> file = results.file(new ResultName(id, attempt, large.sha256()));
            if (file.isEmpty()
                    && scheduler.holdings().lacks(id, attempt, missing(finished, from))) {
                received(id, attempt);
                return;
            }
            data = new ResultReference(large.sha256(), large.size(), file.orElse(null)).text();
        }
        if (finished.hasFailure()) {
            String told = finished.getFailure().getUserMessage();
            String trace = finished.getFailure().getTrace();
            error = new Message.ErrorDetails(finished.getFailure().getCode(), told);
            data = trace.isBlank() ? told : trace;
        }
        scheduler.finished(
                id,
                attempt,
                new Outcome(
                        data,
                        error,
                        finished.getStartedAtNs(),
                        finished.getEndedAtNs(),
                        paths(finished)),
                this);
    }

    /** It was brought to an agent whose disk this one does not see. */
    private static Loss missing(TaskFinished finished, Hello from) {
        return new Loss(
                finished.getWorker(), from.getNode(), "ended, and its result did not come", "");
    }

    private static TouchedPaths paths(TaskFinished finished) {
        if (finished.getPathsCount() == 0) {
            return TouchedPaths.NONE;
        }
        return new TouchedPaths(
                finished.getPathsList().stream()
                        .map(one ->
                                new TouchedPaths.One(
                                        one.getArgument(),
                                        one.getGiven(),
                                        one.getResolved().isEmpty() ? null : one.getResolved(),
                                        one.getRefused()))
                        .toList(),
                finished.getPathsLeftOut());
    }

    private void lost(TaskLost lost, Hello from) {
        scheduler.lost(
                TaskId.parse(lost.getTaskId()),
                lost.getAttempt(),
                new Loss(lost.getWorker(), from.getNode(), lost.getHow(), lost.getLogTail()));
    }

    @Override
    public void onError(Throwable broken) {
        broken();
    }

    @Override
    public void onCompleted() {
        broken();
        synchronized (call) {
            if (!call.isCancelled()) {
                call.onCompleted();
            }
        }
    }

    private void broken() {
        Hello from = hello;
        if (from != null) {
            LOG.infof("manager=%s block=%s disconnected", from.getManagerId(), from.getBlockId());
            scheduler.disconnected(from.getManagerId(), this);
            blocks.disconnected(peerBlock);
        }
    }

    @Override
    public void place(List<Assignment> assignments) {
        PlaceMessages.of(assignments).forEach(this::send);
    }

    @Override
    public void takeBack(List<Assignment> assignments) {
        TakeBack.Builder take = TakeBack.newBuilder();
        assignments.forEach(assignment ->
                take.addTasks(
                        HeldTask.newBuilder()
                                .setTaskId(assignment.task().id().toString())
                                .setAttempt(assignment.attempt())));
        send(ToManager.newBuilder().setTakeBack(take).build());
    }

    @Override
    public void received(TaskId id, int attempt) {
        send(
                ToManager.newBuilder()
                        .setReceived(
                                Received.newBuilder().setTaskId(id.toString()).setAttempt(attempt))
                        .build());
    }

    @Override
    public void received(List<Ended> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        Ended first = tasks.getFirst();
        Received.Builder received =
                Received.newBuilder().setTaskId(first.id().toString()).setAttempt(first.attempt());
        tasks.stream()
                .skip(1)
                .forEach(task ->
                        received.addMore(
                                HeldTask.newBuilder()
                                        .setTaskId(task.id().toString())
                                        .setAttempt(task.attempt())));
        send(ToManager.newBuilder().setReceived(received).build());
    }

    @Override
    public void cancel(TaskId id, int attempt) {
        send(
                ToManager.newBuilder()
                        .setCancel(Cancel.newBuilder().setTaskId(id.toString()).setAttempt(attempt))
                        .build());
    }

    @Override
    public void stop(boolean drain, String why) {
        send(ToManager.newBuilder().setStop(Stop.newBuilder().setDrain(drain).setWhy(why)).build());
    }

    /** A stream takes one message at a time, and breaks under whoever writes. */
    private void send(ToManager message) {
        synchronized (call) {
            if (call.isCancelled()) {
                return;
            }
            try {
                call.onNext(message);
            } catch (IllegalStateException e) {
                // Closed in between; what was placed is found missing at the next Hello.
                LOG.debugf(e, "block=%s stream closed under a message", peerBlock);
            }
        }
    }
}
