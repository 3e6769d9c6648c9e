package org.beamlet.agent.block;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.config.ProviderConfig;
import org.beamlet.agent.config.WorkerConfig;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.protocol.json.Json;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.batch.BatchSystem;
import org.beamlet.providers.kubernetes.PodTerms;
import org.beamlet.providers.ssh.SshSettings;
import org.beamlet.worker.container.Container;

/** Makes the folder of a new block, with the file that its node managers read. */
public final class BlockMaker {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Where workers of a pod work, which has a file system of its own. */
    private static final Path IN_POD = Path.of("/tmp/beamlet");

    private final Path blocks;
    private final BlockTerms terms;

    public BlockMaker(Path blocks, BlockTerms terms) {
        this.blocks = blocks;
        this.terms = terms;
    }

    Block make(int number) throws IOException {
        return make(number, 0);
    }

    /**
     * Makes one.
     *
     * @param queue of which it is asked
     */
    Block make(int number, int queue) throws IOException {
        String id = "block-%d-%s".formatted(number, HexFormat.of().formatHex(random(4)));
        Path folder = blocks.resolve(id);
        PrivateFiles.folder(folder);
        Path work = work(id);
        Block block =
                new Block(
                        id,
                        folder,
                        Base64.getUrlEncoder().withoutPadding().encodeToString(random(32)));
        EngineConfig engine = terms.engine();
        ObjectNode told = Json.NODES.objectNode();
        told.put("block_id", id);
        told.putArray("agents").add(terms.agent().get());
        told.put("secret", block.secret());
        told.put("ca_certificate", terms.authority().get());
        told.put("slots", engine.slotsPerManager());
        told.put("prefetch", engine.prefetchCapacity());
        engine.worker().javaOptions().forEach(told.putArray("worker_java_options")::add);
        told.put("work_dir", work.toString());
        ObjectNode roots = told.putObject("data_roots");
        terms.dataRoots().forEach((name, root) -> roots.put(name, root.toString()));
        if (engine.provider() instanceof ProviderConfig.Batch batch) {
            BatchSystem job = batch.queues().get(queue).job();
            told.put("walltime", job.walltime().toSeconds());
        }
        limits(engine.worker(), told);
        engine.mpi().ifPresent(mpi -> told.put("mpi_launcher", mpi.launcher()));
        engine.taskRules()
                .serializers()
                .resultMethods()
                .forEach(told.putArray("result_methods")::add);
        container(engine, terms.dataRoots())
                .ifPresent(one -> told.set("container", Json.mapper().valueToTree(one)));
        PrivateFiles.write(block.file(), Json.write(told) + "\n");
        if (engine.provider() instanceof ProviderConfig.Batch batch) {
            block.keepQueue(batch.queues().get(queue).name());
        }
        if (engine.storage().isPresent()) {
            StoredCommand.write(folder);
        }
        return block;
    }

    /** {@return the folder of a block's workers; elsewhere its node managers make it} */
    private Path work(String id) throws IOException {
        if (terms.engine().provider() instanceof ProviderConfig.Kubernetes) {
            return IN_POD.resolve(id);
        }
        Optional<SshSettings> far = terms.engine().provider().far();
        if (far.isPresent()) {
            return far.get().folder().resolve(terms.engine().workingDir()).resolve(id);
        }
        Path work = terms.workDir().resolve(id);
        PrivateFiles.folder(work);
        return work;
    }

    /** {@return in what workers run, as their node managers are told} */
    public static Optional<Container> container(EngineConfig engine, Map<String, Path> dataRoots) {
        return engine.worker()
                .container()
                .map(one ->
                        new Container(
                                one.kind().word(),
                                one.image(),
                                one.options(),
                                dataRoots.values().stream().map(Path::toString).sorted().toList()));
    }

    private static void limits(WorkerConfig worker, ObjectNode told) {
        told.put("run_in_sandbox", worker.sandbox());
        ObjectNode pinning = told.putObject("pinning");
        worker.accelerators().forEach(pinning.putArray("accelerators")::add);
        pinning.put("counted", worker.use().counted());
        pinning.put("unchecked", !worker.use().watched());
        pinning.put("cpu_affinity", worker.affinity().word());
        ObjectNode limits = told.putObject("limits");
        worker.taskTimeout().ifPresent(limit -> limits.put("task_seconds", limit.toSeconds()));
        worker.memoryPerWorker()
                .ifPresent(gigabytes -> limits.put("memory_bytes", Math.round(gigabytes * 1e9)));
        worker.tasksPerWorker().ifPresent(tasks -> limits.put("tasks", tasks));
    }

    /** {@return the number in a block's id, by which blocks are in the order of their making} */
    public static int number(String id) {
        // Thousands of blocks are put in order by it.
        int from = id.indexOf('-') + 1;
        int next = id.indexOf('-', from);
        int to = next < 0 ? id.length() : next;
        int number = 0;
        for (int i = from; i < to; i++) {
            char digit = id.charAt(i);
            if (digit < '0' || digit > '9' || i - from >= 9) {
                return 0;
            }
            number = 10 * number + digit - '0';
        }
        return from == 0 ? 0 : number;
    }

    /** {@return what the provider is asked for} */
    BlockRequest request(Block block) {
        EngineConfig engine = terms.engine();
        if (engine.provider().far().isPresent()) {
            return request(block.id(), block.folder(), engine, terms.command());
        }
        Path cache = terms.workDir().resolve("cache");
        NodeCommand command = terms.command().withCache(cache);
        return StoredCommand.of(engine, command, cache)
                .map(stored ->
                        stored.shell(
                                block.id(), block.folder(), terms.workDir().resolve(block.id())))
                .map(text -> request(block.id(), block.folder(), engine, text))
                .orElseGet(() -> request(block.id(), block.folder(), engine, command));
    }

    /** {@return the same without a block that was made, for a look at its script} */
    public static BlockRequest request(
            String id, Path folder, EngineConfig engine, NodeCommand command) {
        Optional<SshSettings> far = engine.provider().far();
        Path there = far.map(ssh -> ssh.block(id)).orElse(folder);
        NodeCommand run = far.map(ssh -> command.at(ssh.program(), ssh.java())).orElse(command);
        Path work = Path.of(engine.workingDir());
        return request(
                id,
                there,
                engine,
                StoredCommand.of(engine, run, work.resolve("cache"))
                        .map(stored -> stored.shown(id, there, work.resolve(id)))
                        .orElseGet(() -> command(engine, run, there)));
    }

    private static BlockRequest request(
            String id, Path there, EngineConfig engine, String command) {
        return new BlockRequest(
                id,
                there,
                engine.provider().blocks().nodesPerBlock(),
                WorkerInit.of(
                        engine.provider().workerInit(),
                        engine.provider() instanceof ProviderConfig.Kubernetes
                                ? InitTrouble.file(Path.of("/tmp"), id)
                                : InitTrouble.file(there, id),
                        engine.worker().initLimit()),
                command,
                engine.provider().launcher());
    }

    private static String command(EngineConfig engine, NodeCommand command, Path folder) {
        return engine.provider() instanceof ProviderConfig.Kubernetes kubernetes
                ? new NodeCommand(Path.of("java"), kubernetes.pods().classPath())
                        .shell(Path.of(PodTerms.BLOCK_FOLDER, "block.json"))
                : command.shell(folder.resolve("block.json"));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
