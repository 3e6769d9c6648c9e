package org.beamlet.agent.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Held by the one agent that works in a folder; the system releases it however the agent ends, so
 * that no pid has to be trusted by itself.
 */
public final class AgentLock implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMillis(50);

    private final EndpointFolder folder;
    private final FileChannel channel;

    private AgentLock(EndpointFolder folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the lock and leaves this process's pid for others to read.
     *
     * @throws BeamletException with code ALREADY_RUNNING
     */
    public static AgentLock take(EndpointFolder folder) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        FileChannel channel = tryLock(folder);
        // Whoever merely looks holds the lock for a moment, too.
        while (channel == null && System.nanoTime() < deadline) {
            Thread.sleep(STEP);
            channel = tryLock(folder);
        }
        if (channel == null) {
            String where =
                    AgentProcess.read(folder.pid())
                            .filter(AgentLock::plausible)
                            .map(AgentLock::shown)
                            .orElse("");
            throw new BeamletException(
                    ErrorCode.ALREADY_RUNNING,
                    "endpoint '%s' is already running%s".formatted(folder.name(), where),
                    "stop it first with `beamlet endpoint stop %s`".formatted(folder.name()));
        }
        PrivateFiles.write(folder.pid(), AgentProcess.self().text());
        return new AgentLock(folder, channel);
    }

    /**
     * {@return the agent that works in the folder now}
     *
     * <p>The lock alone does not tell: whoever looks holds it, too. The pid file alone does not
     * either: an agent that was killed leaves it behind, and its pid may be another's by now.
     */
    public static Optional<AgentProcess> holder(EndpointFolder folder) throws IOException {
        if (!Files.exists(folder.lock())) {
            return Optional.empty();
        }
        FileChannel free = tryLock(folder);
        if (free != null) {
            free.close();
            return Optional.empty();
        }
        return AgentProcess.read(folder.pid()).filter(AgentLock::plausible);
    }

    /** Of a process on another machine that shares the folder, the lock is all that is known. */
    private static boolean plausible(AgentProcess process) {
        return !process.here() || process.alive();
    }

    private static String shown(AgentProcess process) {
        return " as process %d%s"
                .formatted(process.pid(), process.here() ? "" : " on " + process.host());
    }

    private static @Nullable FileChannel tryLock(EndpointFolder folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Optional<FileLock> lock = lock(channel);
        if (lock.isEmpty()) {
            channel.close();
            return null;
        }
        return channel;
    }

    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder.pid());
        channel.close();
    }
}
