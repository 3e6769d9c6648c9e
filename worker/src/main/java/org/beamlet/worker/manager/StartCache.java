package org.beamlet.worker.manager;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.beamlet.worker.start.AotCache;
import org.beamlet.worker.start.AotRecording;
import org.beamlet.worker.start.Leisure;

/** Makes the cache from which the next node managers of the endpoint start. */
final class StartCache {
    /** Set by the agent: the file, whose name it has chosen. */
    static final String PROPERTY = "beamlet.start.cache";

    private static final Logger LOG = System.getLogger(StartCache.class.getName());

    private static final Duration QUIET = Duration.ofSeconds(15);

    private final AotCache cache;

    StartCache(AotCache cache) {
        this.cache = cache;
    }

    static Optional<StartCache> wanted() {
        String file = System.getProperty(PROPERTY);
        return file == null
                ? Optional.empty()
                : Optional.of(new StartCache(AotCache.at(Path.of(file).toAbsolutePath())));
    }

    /** {@return the thread that makes it where there is none, once there is time for it} */
    Thread improve(BooleanSupplier idle) {
        return Thread.ofVirtual().name("manager-cache").start(() -> whenQuiet(idle));
    }

    private void whenQuiet(BooleanSupplier idle) {
        if (cache.present().isPresent()) {
            return;
        }
        Leisure leisure = Leisure.ofThisNode(QUIET);
        try {
            do {
                Thread.sleep(leisure.between());
            } while (!leisure.now(idle));
            List<String> java = javaOfThisProcess();
            if (!java.isEmpty()) {
                make(java);
                LOG.log(Level.INFO, "start cache present={0}", cache.present().isPresent());
            }
        } catch (IOException e) {
            LOG.log(Level.INFO, "no start cache why=\"{0}\"", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of the node managers that come to it together, one alone plays the agent. */
    void make(List<String> java) throws IOException, InterruptedException {
        cache.make(file -> rehearse(java, file));
    }

    private boolean rehearse(List<String> java, Path file)
            throws IOException, InterruptedException {
        try (Rehearsal agent = Rehearsal.open(file.resolveSibling("rehearsal"))) {
            return new AotRecording(
                            java,
                            System.getProperty("java.class.path"),
                            List.of(
                                    NodeManagerMain.class.getName(),
                                    NodeManagerMain.BLOCK_FILE,
                                    agent.blockFile().toString()),
                            System.getenv(),
                            AotRecording.Work.NONE)
                    .run(file);
        }
    }

    /** With its options, which the cache is bound to; empty where the system does not tell. */
    private static List<String> javaOfThisProcess() {
        Optional<String> program = ProcessHandle.current().info().command();
        List<String> words = wordsOfThisProcess();
        int classPath = words.indexOf("-cp");
        if (program.isEmpty() || classPath < 0) {
            return List.of();
        }
        List<String> java = new ArrayList<>(List.of(program.get()));
        words.subList(1, classPath).stream()
                .filter(option -> !option.startsWith("-D" + PROPERTY))
                .filter(option -> !option.startsWith("-XX:AOTCache"))
                .forEach(java::add);
        return java;
    }

    /** Java itself reads no more than 4096 bytes of them, and a class path may be longer. */
    private static List<String> wordsOfThisProcess() {
        try {
            String line = Files.readString(Path.of("/proc/self/cmdline"));
            return List.of(line.split("\0", -1));
        } catch (IOException _) {
            return List.of();
        }
    }
}
