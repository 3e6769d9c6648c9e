package org.beamlet.worker.manager;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.beamlet.node.wire.ArtifactPart;
import org.beamlet.node.wire.ArtifactRequest;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.Goodbye;
import org.beamlet.node.wire.Hello;
import org.beamlet.node.wire.ManagerHeartbeat;
import org.beamlet.node.wire.ToManager;
import org.beamlet.node.wire.Welcome;
import org.beamlet.protocol.error.BeamletException;
import org.jspecify.annotations.Nullable;

/** Keeps a stream to the agent open: opens another whenever one breaks or falls silent. */
final class AgentLink {
    private static final Logger LOG = System.getLogger(AgentLink.class.getName());
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /** Whose link it is. */
    interface Owner {
        Hello hello();

        ManagerHeartbeat heartbeat();

        /** The agent answered Hello. */
        void welcomed();

        void heed(ToManager message);

        /** Whether nothing would be lost if the manager ended now. */
        boolean holdsNothing();
    }

    /** Why the link came to its end. */
    enum End {
        CLOSED,
        AGENT_LOST,
        REFUSED
    }

    private final Supplier<List<AgentAddress>> agents;
    private final AgentChannels channels;
    private final LinkTimings timings;
    private final Owner owner;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable AgentSession session;
    private long agentSeenAt = System.nanoTime();

    /**
     * Makes a link that is not there yet.
     *
     * @param agents asked whenever one is sought: the agent may have moved to another host
     */
    AgentLink(
            Supplier<List<AgentAddress>> agents,
            AgentChannels channels,
            LinkTimings timings,
            Owner owner) {
        this.agents = agents;
        this.channels = channels;
        this.timings = timings;
        this.owner = owner;
    }

    /** Whether the message went on its way; where not, it must be said again once welcomed. */
    boolean send(FromManager message) {
        AgentSession present = session;
        return present != null && present.send(message);
    }

    /** Whether there is a stream that takes what can be done without. */
    boolean hears() {
        AgentSession present = session;
        return present != null && present.ready();
    }

    /** {@return the present stream, once the agent has said welcome} */
    Optional<AgentSession> session() {
        return Optional.ofNullable(session);
    }

    /** {@return the parts of a file, as they come; empty while there is no stream} */
    Optional<Iterator<ArtifactPart>> fetch(ArtifactRequest request) {
        return Optional.ofNullable(session).map(present -> present.fetch(request));
    }

    /** Says goodbye, if anybody listens, and lets {@link #run} return. */
    void close(String why) {
        send(FromManager.newBuilder().setGoodbye(Goodbye.newBuilder().setWhy(why)).build());
        closing.countDown();
    }

    /** Holds the link until it is closed, the agent has been away too long, or it refuses. */
    End run() throws InterruptedException {
        Duration delay = timings.firstDelay();
        while (true) {
            for (AgentAddress agent : agents.get()) {
                long before = agentSeenAt;
                Optional<End> end = connect(agent);
                if (end.isPresent()) {
                    return end.get();
                }
                if (before != agentSeenAt) {
                    delay = timings.firstDelay();
                }
            }
            if (agentAway().compareTo(timings.agentLostAfter()) > 0 && owner.holdsNothing()) {
                return End.AGENT_LOST;
            }
            double jitter = 0.5 + ThreadLocalRandom.current().nextDouble();
            if (closing.await((long) (delay.toMillis() * jitter), TimeUnit.MILLISECONDS)) {
                return End.CLOSED;
            }
            delay = min(delay.multipliedBy(2), timings.longestDelay());
        }
    }

    private Duration agentAway() {
        return Duration.ofNanos(System.nanoTime() - agentSeenAt);
    }

    private Optional<End> connect(AgentAddress agent) throws InterruptedException {
        ManagedChannel channel;
        try {
            channel = channels.open(agent);
        } catch (AgentUnreachableException e) {
            LOG.log(Level.WARNING, "agent={0} unreachable why=\"{1}\"", agent, e.getMessage());
            return Optional.empty();
        } catch (BeamletException e) {
            LOG.log(Level.ERROR, "agent={0} refused why=\"{1}\"", agent, e.getMessage());
            return Optional.of(End.REFUSED);
        }
        try {
            return talk(agent, AgentSession.open(channel, owner.hello(), owner::heed));
        } finally {
            session = null;
            channel.shutdownNow();
        }
    }

    private Optional<End> talk(AgentAddress agent, AgentSession fresh) throws InterruptedException {
        Optional<Welcome> welcome = fresh.awaitWelcome(timings.welcomeLimit());
        if (welcome.isEmpty()) {
            LOG.log(Level.WARNING, "agent={0} unreachable why=\"{1}\"", agent, fresh.why());
            return refused(fresh.status());
        }
        LOG.log(Level.INFO, "agent={0} welcomed", agent);
        session = fresh;
        owner.welcomed();
        Duration period = Duration.ofSeconds(Math.max(1, welcome.get().getHeartbeatPeriodS()));
        Optional<End> end = beat(fresh, period);
        agentSeenAt = System.nanoTime() - fresh.silence().toNanos();
        if (end.isEmpty()) {
            LOG.log(Level.WARNING, "agent={0} lost why=\"{1}\"", agent, fresh.why());
        }
        return end;
    }

    private Optional<End> beat(AgentSession live, Duration period) throws InterruptedException {
        Duration patience = period.multipliedBy(LinkTimings.SILENT_PERIODS);
        while (live.silence().compareTo(patience) < 0) {
            live.send(FromManager.newBuilder().setHeartbeat(owner.heartbeat()).build());
            if (awaitEither(live, period)) {
                if (closing.getCount() == 0) {
                    live.complete();
                    live.awaitOver(FAREWELL);
                    return Optional.of(End.CLOSED);
                }
                return refused(live.status());
            }
        }
        return Optional.empty();
    }

    /** Waits for the end of the stream or of the link, whichever is first. */
    private boolean awaitEither(AgentSession live, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            if (closing.getCount() == 0 || live.awaitOver(Duration.ofMillis(50))) {
                return true;
            }
        }
        return false;
    }

    private static Optional<End> refused(Status status) {
        return switch (status.getCode()) {
            case PERMISSION_DENIED -> Optional.of(End.REFUSED);
            // Unauthenticated is who enrolled on a connection that broke before the session: the
            // next shows the certificate.
            default -> Optional.empty();
        };
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
