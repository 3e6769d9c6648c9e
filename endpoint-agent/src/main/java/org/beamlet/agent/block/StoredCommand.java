package org.beamlet.agent.block;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.config.NodeStorageConfig;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.pack.Pack;
import org.beamlet.agent.pack.PackContent;
import org.beamlet.agent.pack.Packs;
import org.beamlet.providers.launcher.ShellWord;
import org.beamlet.worker.start.AotCache;
import org.beamlet.worker.start.WorkerClassPath;
import org.jboss.logging.Logger;

/**
 * Shell text that starts a node manager from the node's own storage, by a script in the block's
 * folder. It names archives with all that runs there: of the shared file system a node opens these
 * and few files more.
 *
 * @param command as it would be started otherwise
 * @param cache folder of archives and start caches
 * @param workersToo whether the workers' folders are on the node: not where a task spans several
 *     nodes, or where containers see none but the shared folder
 */
record StoredCommand(
        NodeStorageConfig storage, NodeCommand command, Path cache, boolean workersToo) {
    private static final Logger LOG = Logger.getLogger(StoredCommand.class);
    private static final String SCRIPT = "node-storage.sh";
    private static final double KILOBYTES = 1e9 / 1024;

    static Optional<StoredCommand> of(EngineConfig engine, NodeCommand command, Path cache) {
        return engine.storage()
                .map(storage ->
                        new StoredCommand(
                                storage,
                                command,
                                cache,
                                engine.mpi().isEmpty() && engine.worker().container().isEmpty()));
    }

    /** Puts the script where the nodes find it. */
    static void write(Path blockFolder) throws IOException {
        try (InputStream script =
                Objects.requireNonNull(StoredCommand.class.getResourceAsStream(SCRIPT))) {
            PrivateFiles.write(
                    blockFolder.resolve(SCRIPT),
                    new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** {@return the text for a block that is asked for, with archives that there are} */
    String shell(String block, Path folder, Path work) {
        Packs packs = new Packs(cache);
        return text(block, folder, work, program(packs), python(packs));
    }

    /** {@return the text without archives, for people to see} */
    String shown(String block, Path folder, Path work) {
        return text(block, folder, work, Optional.empty(), Optional.empty());
    }

    private Optional<Pack> program(Packs packs) {
        try {
            Map<String, Path> caches = new HashMap<>();
            command.cache()
                    .flatMap(AotCache::usable)
                    .ifPresent(file -> caches.put("node-manager", file));
            workers().usable().ifPresent(file -> caches.put("worker", file));
            Path home =
                    Objects.requireNonNull(
                            Objects.requireNonNull(command.java().getParent()).getParent());
            return Optional.of(
                    packs.of(
                            "program",
                            PackContent.program(
                                    home, WorkerClassPath.expand(command.classPath()), caches)));
        } catch (IOException e) {
            LOG.warnf(
                    "node_storage: Java and Beamlet cannot be packed for nodes, which start from the"
                            + " installation: %s; see that %s has room",
                    e, cache);
            return Optional.empty();
        }
    }

    private Optional<Pack> python(Packs packs) {
        if (storage.python().isEmpty()) {
            return Optional.empty();
        }
        Path folder = Path.of(storage.python().get());
        try {
            if (!Files.isDirectory(folder)) {
                throw new IOException("it is no folder");
            }
            return Optional.of(packs.of("python", PackContent.folder(folder)));
        } catch (IOException e) {
            LOG.warnf(
                    "node_storage: the Python environment %s cannot be packed for nodes, which use it"
                            + " where it is: %s; see that it can be read, and that %s has room",
                    folder, e, cache);
            return Optional.empty();
        }
    }

    /** The start cache of workers, which has its name here: on nodes its place tells nothing. */
    private AotCache workers() {
        return AotCache.of(
                cache,
                "worker",
                List.of(command.java().toString(), "stored"),
                WorkerClassPath.expand(command.classPath()));
    }

    private String text(
            String block, Path folder, Path work, Optional<Pack> program, Optional<Pack> python) {
        List<String> words =
                new ArrayList<>(List.of("/bin/bash", folder.resolve(SCRIPT).toString()));
        words.addAll(List.of("--block", block));
        words.addAll(List.of("--manager", folder.resolve("block.json").toString()));
        words.addAll(List.of("--java", command.java().toString()));
        words.addAll(List.of("--class-path", command.classPath()));
        command.cache()
                .ifPresent(made -> {
                    made.usable()
                            .ifPresent(file -> words.addAll(List.of("--cache", file.toString())));
                    words.addAll(List.of("--make-cache", made.file().toString()));
                });
        words.addAll(List.of("--make-worker-cache", workers().file().toString()));
        program.ifPresent(pack -> words.addAll(List.of("--pack", pack.file().toString())));
        python.ifPresent(pack -> {
            words.addAll(List.of("--python-pack", pack.file().toString()));
            words.addAll(List.of("--python", storage.python().orElseThrow()));
        });
        storage.paths().forEach(place -> words.addAll(List.of("--place", place)));
        words.addAll(
                List.of("--free", Long.toString(Math.round(storage.freeGigabytes() * KILOBYTES))));
        words.addAll(List.of("--keep", storage.kept() ? "yes" : "no"));
        words.addAll(List.of("--work", workersToo ? "yes" : "no"));
        words.addAll(List.of("--archive", work.toString()));
        words.add("--");
        words.addAll(NodeCommand.OPTIONS);
        return NodeCommand.APART
                + "exec "
                + words.stream().map(ShellWord::of).collect(Collectors.joining(" "));
    }
}
