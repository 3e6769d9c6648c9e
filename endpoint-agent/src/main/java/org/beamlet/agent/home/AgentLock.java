package org.beamlet.agent.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Held by the agent that works in a folder, with a note of which process that is. Both are hints: a
 * folder may be shared by hosts whose locks do not know of each other, or outlive their holders.
 * They refuse at once what is certainly another agent of this host; of all else the service
 * decides, which lets in one agent at a time.
 */
public final class AgentLock implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMillis(50);

    private final EndpointFolder folder;
    private final @Nullable FileChannel channel;
    private final Optional<AgentProcess> found;

    private AgentLock(
            EndpointFolder folder, @Nullable FileChannel channel, Optional<AgentProcess> found) {
        this.folder = folder;
        this.channel = channel;
        this.found = found;
    }

    /**
     * Takes the lock and, unless another host's agent has left its note, notes this process.
     *
     * @throws BeamletException with code ALREADY_RUNNING if an agent of this host has the folder
     */
    public static AgentLock take(EndpointFolder folder) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        FileChannel channel = tryLock(folder);
        // Whoever merely looks holds the lock for a moment, too.
        while (channel == null && System.nanoTime() < deadline) {
            Thread.sleep(STEP);
            channel = tryLock(folder);
        }
        Optional<AgentProcess> noted = AgentProcess.read(folder.pid());
        boolean lives =
                channel == null
                        ? noted.map(AgentLock::mayLiveHere).orElse(true)
                        : noted.filter(AgentProcess::certain)
                                .filter(known -> !known.isSelf())
                                .isPresent();
        if (lives) {
            if (channel != null) {
                channel.close();
            }
            throw new BeamletException(
                    ErrorCode.ALREADY_RUNNING,
                    "endpoint '%s' is already running%s"
                            .formatted(
                                    folder.name(),
                                    noted.map(known -> " as " + known.shown()).orElse("")),
                    "stop it first with `beamlet endpoint stop %s`".formatted(folder.name()));
        }
        AgentLock lock = new AgentLock(folder, channel, noted);
        if (!lock.contested()) {
            PrivateFiles.write(folder.pid(), AgentProcess.self().text());
        }
        return lock;
    }

    private static boolean mayLiveHere(AgentProcess process) {
        return process.here() && process.alive();
    }

    /**
     * {@return whether the hints do not exclude another agent, so that the service is to be asked
     * before anything else is done}
     */
    public boolean contested() {
        return channel == null || found.filter(process -> !process.here()).isPresent();
    }

    /** {@return the session of an agent of this host that has certainly ended} */
    public Optional<String> follows() {
        return found.filter(process -> process.here() && !process.alive())
                .map(AgentProcess::session)
                .filter(session -> !session.isEmpty());
    }

    /** {@return the agent of another host that was here last, as far as is noted} */
    public Optional<AgentProcess> elsewhere() {
        return found.filter(process -> !process.here());
    }

    /** Notes that the service has let this process in. */
    public void serves(String session) throws IOException {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        PrivateFiles.write(folder.pid(), AgentProcess.self(now, session).text());
    }

    /**
     * {@return the agent that works in the folder now}
     *
     * <p>The lock alone does not tell: whoever looks holds it, too, and there are file systems on
     * which everybody gets it. The note alone does not either: an agent that was killed leaves it
     * behind, and its pid may be another's by now.
     */
    public static Optional<AgentProcess> holder(EndpointFolder folder) throws IOException {
        Optional<AgentProcess> noted = AgentProcess.read(folder.pid());
        if (!Files.exists(folder.lock())) {
            return Optional.empty();
        }
        FileChannel free = tryLock(folder);
        if (free != null) {
            free.close();
            return noted.filter(AgentProcess::certain);
        }
        return noted.filter(process -> !process.here() || process.alive());
    }

    /** {@return the agent that the folder's note names on another host, which may have ended} */
    public static Optional<AgentProcess> noted(EndpointFolder folder) {
        return AgentProcess.read(folder.pid()).filter(process -> !process.here());
    }

    private static @Nullable FileChannel tryLock(EndpointFolder folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (taken(channel)) {
            channel.close();
            return null;
        }
        return channel;
    }

    private static boolean taken(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException _) {
            return true;
        } catch (IOException _) {
            // There are no locks on this file system: all hangs on the note and the service.
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        // Never another's: it may have followed this one meanwhile.
        if (AgentProcess.read(folder.pid()).filter(AgentProcess::isSelf).isPresent()) {
            Files.deleteIfExists(folder.pid());
        }
        if (channel != null) {
            channel.close();
        }
    }
}
