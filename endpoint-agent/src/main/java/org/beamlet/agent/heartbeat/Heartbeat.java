package org.beamlet.agent.heartbeat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.beamlet.agent.queue.BrokerLoop;
import org.beamlet.agent.queue.Route;
import org.beamlet.agent.registration.Lease;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.schedule.Load;
import org.beamlet.agent.schedule.TaskObserver;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.rest.EndpointRegistration.Answer;
import org.beamlet.protocol.rest.EndpointRegistration.QueueInfo;
import org.jspecify.annotations.Nullable;

/**
 * Reports the endpoint's state once a period, and the steps of tasks soon after they happen. The
 * first report says that the endpoint is there, the last that it is not.
 */
public final class Heartbeat {
    /** Steps gather for this long before they are sent. */
    private static final Duration GATHER = Duration.ofMillis(250);

    private static final Duration LAST_LIMIT = Duration.ofSeconds(3);

    private static final long CONFIRM_LIMIT_MS = 10_000;

    private final Duration period;
    private final Lease lease;
    private volatile Supplier<Map<TaskId, Integer>> held = Map::of;
    private final Registrar registrar;
    private volatile Supplier<Load> load = () -> new Load(0, 0, 0, 0, 0);
    private final TransitionLog steps = new TransitionLog();
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch last = new CountDownLatch(1);
    private final BrokerLoop loop;
    private volatile boolean ending;
    private volatile @Nullable Instant lastTaken;
    private volatile BooleanSupplier draining = () -> false;
    private volatile BooleanSupplier loginRequired = () -> false;
    private volatile Supplier<Optional<String>> trouble = Optional::empty;

    /**
     * @param lease that every report which the broker has taken renews
     */
    public Heartbeat(Registrar registrar, Duration period, Lease lease) {
        this.lease = lease;
        this.registrar = registrar;
        this.period = period;
        this.loop = new BrokerLoop("heartbeats", registrar, Answer::heartbeatQueue, this::beat);
    }

    public TaskObserver steps() {
        return steps;
    }

    /** {@return how many steps tasks have made since the start} */
    public long stepsSeen() {
        return steps.seen();
    }

    /**
     * Begins to report.
     *
     * @param all the tasks that the agent has, with their attempts
     */
    public void start(Supplier<Load> ofNow, Supplier<Map<TaskId, Integer>> all) {
        load = ofNow;
        held = all;
        loop.start();
    }

    /** Sets who knows whether the endpoint takes new tasks. */
    public void draining(BooleanSupplier now) {
        draining = now;
    }

    /** Sets who knows whether blocks can be asked for, and why not. */
    public void provider(BooleanSupplier needsLogin, Supplier<Optional<String>> why) {
        loginRequired = needsLogin;
        trouble = why;
    }

    /** {@return when the broker took a report last} */
    public Optional<Instant> lastTaken() {
        return Optional.ofNullable(lastTaken);
    }

    public Duration period() {
        return period;
    }

    /** {@return whether the first report was sent within the limit} */
    public boolean awaitFirst(Duration limit) throws InterruptedException {
        return first.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat(Connection connection, QueueInfo where)
            throws IOException, InterruptedException, TimeoutException {
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        EndpointId id = registrar.id();
        Route route = Route.of(where, AmqpNames.heartbeatsKey(id));
        long next = System.nanoTime();
        long nextHeld = next;
        Load told = new Load(0, 0, 0, 0, 0);
        while (channel.isOpen()) {
            boolean ends = ending;
            Load now = load.get();
            boolean news = !steps.isEmpty() || now.slots() != told.slots();
            long sent = System.nanoTime();
            if (ends || news || sent >= next) {
                told = now;
                boolean withHeld = sent >= nextHeld;
                byte[] report = MessageCodec.encode(report(id, !ends, now, withHeld));
                channel.basicPublish(
                        route.exchange(), route.routingKey(), false, persistent(), report);
                channel.waitForConfirmsOrDie(CONFIRM_LIMIT_MS);
                lease.heard(sent);
                lastTaken = Instant.now();
                next = sent + period.toNanos();
                nextHeld = withHeld ? next : nextHeld;
                first.countDown();
            }
            if (ends) {
                last.countDown();
                return;
            }
            // A report's end is the earliest time for the next one.
            var _ = last.await(GATHER.toMillis(), TimeUnit.MILLISECONDS);
        }
        throw new IOException("the channel was closed", channel.getCloseReason());
    }

    private static AMQP.BasicProperties persistent() {
        return new AMQP.BasicProperties.Builder().deliveryMode(2).build();
    }

    private Message.StatusReport report(EndpointId id, boolean active, Load now, boolean withHeld) {
        Map<String, @Nullable Object> state = new LinkedHashMap<>();
        state.put("heartbeat_period", period.toSeconds());
        state.put("active", active);
        state.put("total_workers", now.slots());
        state.put("idle_workers", now.idle());
        state.put("pending_tasks", now.waiting());
        state.put("outstanding_tasks", now.unfinished());
        state.put("managers", now.managers());
        state.put("run_others_as_me", registrar.othersAsMe());
        if (draining.getAsBoolean()) {
            state.put("draining", true);
        }
        trouble.get()
                .ifPresent(why -> {
                    state.put(
                            "provider",
                            loginRequired.getAsBoolean() ? "login-required" : "no-answer");
                    state.put("provider_trouble", why);
                });
        if (withHeld) {
            Map<String, Integer> tasks = new HashMap<>();
            held.get().forEach((task, attempt) -> tasks.put(task.toString(), attempt));
            state.put("held", tasks);
        }
        Map<String, List<Message.Transition>> taken = steps.takeAll();
        return new Message.StatusReport(id.value(), state, taken);
    }

    /** Sends the last report, if there is somebody to send it to. */
    public void stop() throws InterruptedException {
        ending = true;
        if (first.getCount() > 0) {
            loop.stop();
            return;
        }
        var _ = last.await(LAST_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        loop.stop();
    }
}
