package org.beamlet.worker.manager;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.worker.log.LogLines;

/** The program that a batch job starts on each of its nodes: {@code --block-file FILE}. */
public final class NodeManagerMain {
    static final String BLOCK_FILE = "--block-file";

    private static final String TRUST_KEY = "javax.net.ssl.trustStore";

    private static final String GROUPS_KEY = "jdk.tls.namedGroups";

    /** Batch systems follow TERM by KILL after some seconds; this is within all of them. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private static final int USAGE = 2;
    private static final int BAD_CONFIGURATION = 78;

    private NodeManagerMain() {}

    public static void main(String[] arguments) {
        LogLines.use();
        if (System.getProperty(TRUST_KEY) == null) {
            // It trusts the agent's own authority alone; to read all others takes 0.1 s.
            System.setProperty(TRUST_KEY, "NONE");
        }
        if (System.getProperty(GROUPS_KEY) == null) {
            // The curve of all its keys: another one for the exchange would have to be loaded, too.
            System.setProperty(GROUPS_KEY, "secp256r1");
        }
        System.exit(run(arguments, HeadStart.begin()));
    }

    private static int run(String[] arguments, HeadStart ahead) {
        Logger log = System.getLogger(NodeManagerMain.class.getName());
        try {
            Path file = blockFile(arguments);
            BlockFile block = BlockFile.read(file);
            NodeManager manager = NodeManager.of(block, ahead::key, () -> agents(file, block));
            Thread onTerm = new Thread(() -> farewell(manager), "on-term");
            Runtime.getRuntime().addShutdownHook(onTerm);
            manager.start();
            Optional<Thread> improver =
                    StartCache.wanted().map(cache -> cache.improve(manager::idle));
            ManagerEnd end = manager.awaitEnd();
            improver.ifPresent(NodeManagerMain::end);
            log.log(Level.INFO, "ended how={0}", end);
            return end.status();
        } catch (BeamletException e) {
            log.log(Level.ERROR, e.getMessage());
            return e.code() == ErrorCode.USAGE ? USAGE : BAD_CONFIGURATION;
        }
    }

    /** An agent that takes the block over on another host writes its own place there. */
    private static List<String> agents(Path file, BlockFile first) {
        try {
            return BlockFile.read(file).agents();
        } catch (BeamletException _) {
            // Taken away once the block is over, or away with its file system.
            return first.agents();
        }
    }

    /** What it has started must not outlive the manager. */
    private static void end(Thread improver) {
        improver.interrupt();
        try {
            var _ = improver.join(FAREWELL);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path blockFile(String[] arguments) {
        if (arguments.length != 2 || !arguments[0].equals(BLOCK_FILE)) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "the node manager was started with %d arguments".formatted(arguments.length),
                    "give --block-file FILE");
        }
        return Path.of(arguments[1]);
    }

    private static void farewell(NodeManager manager) {
        manager.stop(false, "terminated by the batch system or by hand");
        manager.awaitEnd(FAREWELL);
    }
}
