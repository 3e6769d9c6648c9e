package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.config.MpiConfig;
import org.beamlet.agent.config.WorkerConfig;
import org.beamlet.protocol.json.Json;
import org.beamlet.providers.BlockRequest;
import org.beamlet.worker.container.Container;
import org.beamlet.worker.manager.BlockFile;
import org.beamlet.worker.slot.Pinning;
import org.beamlet.worker.slot.WorkerLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written for a block's node managers is what they read. */
class BlockMakerTest {
    /** Nothing here is as it would be unsaid. */
    private static final String CONFIG =
            """
            engine:
              type: GlobusComputeEngine
              max_workers_per_node: 4
              prefetch_capacity: 9
              cpu_affinity: "list:0-3:4:5:6,7"
              available_accelerators: [a, b, c, d]
              watch_accelerators: false
              mem_per_worker: 2.5
              task_timeout: 1200
              run_in_sandbox: true
              allowed_serializers:
                - globus_compute_sdk.serialize.CombinedCode
                - globus_compute_sdk.serialize.JSONData
              container_type: apptainer
              container_uri: site.sif
              container_cmd_options: -B /data
              provider:
                type: SlurmProvider
                partition: gpu
                account: a
                walltime: "01:30:00"
            """;

    @TempDir Path folder;

    private static EngineConfig engine(Optional<MpiConfig> mpi) {
        EngineConfig read = ConfigReader.parse(CONFIG, "config.yaml").engine();
        WorkerConfig worker = read.worker();
        // No type of engine has all: max_tasks_per_child and mpi are those of others.
        return new EngineConfig(
                read.type(),
                read.provider(),
                read.maxWorkersPerNode(),
                read.prefetchCapacity(),
                read.maxRetriesOnSystemFailure(),
                read.address(),
                read.workerPorts(),
                read.heartbeatPeriod(),
                read.heartbeatThreshold(),
                read.workingDir(),
                read.scaling(),
                new WorkerConfig(
                        worker.affinity(),
                        worker.accelerators(),
                        worker.use(),
                        worker.coresPerWorker(),
                        worker.memoryPerWorker(),
                        OptionalInt.of(50),
                        worker.taskTimeout(),
                        worker.drainAfter(),
                        worker.sandbox(),
                        worker.allowedSerializers(),
                        worker.container(),
                        worker.javaOptions(),
                        worker.initLimit()),
                mpi,
                read.storage());
    }

    private Block make(EngineConfig engine) throws Exception {
        return new BlockMaker(
                        folder.resolve("blocks"),
                        new BlockTerms(
                                engine,
                                new NodeCommand(Path.of("java"), "x.jar"),
                                () -> "10.1.2.3:50123",
                                () -> "PEM",
                                folder.resolve("work"),
                                Map.of("xpcs", Path.of("/eagle/xpcs"), "raw", Path.of("/raw"))))
                .make(7);
    }

    @Test
    void everyKeyIsReadAsItWasWritten() throws Exception {
        EngineConfig engine = engine(Optional.empty());

        Block block = make(engine);
        BlockFile read = BlockFile.read(block.file());

        assertThat(read.blockId()).isEqualTo(block.id()).startsWith("block-7-");
        assertThat(read.agents()).containsExactly("10.1.2.3:50123");
        assertThat(read.secret()).isEqualTo(block.secret()).isNotEmpty();
        assertThat(read.caCertificate()).isEqualTo("PEM");
        assertThat(read.slots()).isEqualTo(4);
        assertThat(read.prefetch()).isEqualTo(9);
        assertThat(read.workerJavaOptions()).isEmpty();
        assertThat(read.workDir()).isEqualTo(folder.resolve("work").resolve(block.id()).toString());
        assertThat(read.walltimeS()).isEqualTo(5400);
        assertThat(read.dataRoots()).isEqualTo(Map.of("xpcs", "/eagle/xpcs", "raw", "/raw"));
        assertThat(read.limits())
                .isEqualTo(
                        new WorkerLimits(
                                1200,
                                2_500_000_000L,
                                50,
                                WorkerLimits.NONE.outputBytes(),
                                WorkerLimits.NONE.processes()));
        assertThat(read.pinning())
                .isEqualTo(new Pinning(List.of("a", "b", "c", "d"), "list:0-3:4:5:6,7"));
        assertThat(read.counted()).isFalse();
        assertThat(read.unchecked()).isTrue();
        assertThat(read.sandbox()).isTrue();
        assertThat(read.mpiLauncher()).isNull();
        assertThat(read.resultMethods())
                .isNotEmpty()
                .isEqualTo(engine.taskRules().serializers().resultMethods());
        assertThat(read.container())
                .isEqualTo(
                        new Container(
                                "apptainer",
                                "site.sif",
                                "-B /data",
                                List.of("/eagle/xpcs", "/raw")));
    }

    @Test
    void aBlockOnAnotherHostHasItsFilesAndItsProgramThere() throws Exception {
        EngineConfig engine =
                ConfigReader.parse(
                                CONFIG
                                        + """
                                            channel:
                                              type: SSHChannel
                                              hostname: login1
                                              script_dir: /home/ada/beamlet
                                              program: /soft/beamlet
                                              java: /soft/jdk/bin/java
                                        """,
                                "config.yaml")
                        .engine();

        BlockFile read = BlockFile.read(make(engine).file());
        String before = System.setProperty("beamlet.app", "/opt/here");
        BlockRequest request;
        try {
            request =
                    BlockMaker.request(
                            "block-7",
                            folder,
                            engine,
                            new NodeCommand(
                                    Path.of("/jdk/java"), "/opt/here/w.jar:/opt/here/lib/*"));
        } finally {
            if (before == null) {
                System.clearProperty("beamlet.app");
            } else {
                System.setProperty("beamlet.app", before);
            }
        }

        assertThat(read.workDir()).startsWith("/home/ada/beamlet/tasks_working_dir/block-7-");
        assertThat(folder.resolve("work")).doesNotExist();
        assertThat(request.folder()).isEqualTo(Path.of("/home/ada/beamlet/blocks/block-7"));
        assertThat(request.command())
                .contains("\nexec /soft/jdk/bin/java ")
                .contains(" -cp '/soft/beamlet/w.jar:/soft/beamlet/lib/*' ")
                .endsWith(" --block-file /home/ada/beamlet/blocks/block-7/block.json");
    }

    @Test
    void soItIsWhereTasksTakeNodesOfTheBlock() throws Exception {
        EngineConfig mpi = engine(Optional.of(new MpiConfig("srun", 5)));

        BlockFile read = BlockFile.read(make(mpi).file());

        assertThat(read.mpiLauncher()).isEqualTo("srun");
        assertThat(read.slots()).isEqualTo(5);
    }

    @Test
    void nothingIsWrittenThatNobodyReads() throws Exception {
        EngineConfig engine = engine(Optional.empty());
        JsonNode written = Json.read(Files.readString(make(engine).file()));

        // Where one is added, it belongs into the tests above as well.
        assertThat(written.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "block_id",
                        "agents",
                        "secret",
                        "ca_certificate",
                        "slots",
                        "prefetch",
                        "worker_java_options",
                        "work_dir",
                        "data_roots",
                        "walltime",
                        "run_in_sandbox",
                        "pinning",
                        "limits",
                        "result_methods",
                        "container");
        assertThat(written.path("limits").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("task_seconds", "memory_bytes", "tasks");
    }
}
