package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.beamlet.worker.container.Container;
import org.beamlet.worker.slot.Pinning;
import org.beamlet.worker.slot.WorkerLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockFileTest {
    private static final Clock NOW = Clock.fixed(Instant.ofEpochSecond(1000), ZoneOffset.UTC);

    @TempDir private Path folder;

    @Test
    void whatIsLeftOutHasADefault() throws Exception {
        BlockFile block = read("");

        assertThat(block.prefetch()).isZero();
        assertThat(block.caCertificate()).isNull();
        assertThat(block.workerJavaOptions()).isEmpty();
        assertThat(block.agentLostAfter()).isEqualTo(Duration.ofMinutes(30));
        assertThat(block.walltimeS()).isZero();
    }

    @Test
    void everyKeyIsRead() throws Exception {
        BlockFile block =
                read(
                        """
                        , "ca_certificate": "PEM", "prefetch": 3, "agent_lost_after": 60,
                        "walltime": 600, "worker_java_options": ["-Xmx1g"], "unknown": 1
                        """);

        assertThat(block.caCertificate()).isEqualTo("PEM");
        assertThat(block.prefetch()).isEqualTo(3);
        assertThat(block.agentLostAfter()).isEqualTo(Duration.ofMinutes(1));
        assertThat(block.walltimeS()).isEqualTo(600);
        assertThat(block.workerJavaOptions()).containsExactly("-Xmx1g");
    }

    @Test
    void partsAreReadAsTheAgentWritesThem() throws Exception {
        WorkerLimits limits = new WorkerLimits(60, 1L << 33, 7, 1L << 20, 12);
        Pinning pinning = new Pinning(List.of("0", "GPU-8a"), "list:0-3:4-7");
        Container container = new Container("apptainer", "a.sif", "--nv", List.of("/data"));
        BlockFile block =
                read(
                        """
                        , "limits": %s, "pinning": %s, "container": %s, "run_in_sandbox": true,
                        "mpi_launcher": null, "result_methods": ["00"],
                        "data_roots": {"xpcs": "/data/xpcs"}
                        """
                                .formatted(
                                        Json.write(limits),
                                        Json.write(pinning),
                                        Json.write(container)));

        assertThat(block.limits()).isEqualTo(limits);
        assertThat(block.pinning()).isEqualTo(pinning);
        assertThat(block.container()).isEqualTo(container);
        assertThat(block.sandbox()).isTrue();
        assertThat(block.mpiLauncher()).isNull();
        assertThat(block.resultMethods()).containsExactly("00");
        assertThat(block.dataRoots()).containsExactly(Map.entry("xpcs", "/data/xpcs"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"prefetch\": \"3\"",
                "\"prefetch\": 3000000000",
                "\"prefetch\": 1.5",
                "\"worker_java_options\": \"-Xmx1g\"",
                "\"worker_java_options\": [1]",
                "\"data_roots\": []",
                "\"limits\": {\"tasks\": true}",
                "\"run_in_sandbox\": 1"
            })
    void whatIsOfAnotherKindIsNamed(String text) {
        String key = text.contains("tasks") ? "tasks" : text.split("\"", -1)[1];

        assertThatThrownBy(() -> read(", " + text))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining(key + " is not");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"slots\": }",
                "null",
                "{} {}",
                "{\"slots\": 1, \"slots\": 2}"
            })
    void whatIsNoObjectIsRefused(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("block.json"), text);

        assertThatThrownBy(() -> BlockFile.read(file))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("start the block through the endpoint");
    }

    @Test
    void itsTextShowsNoSecret() throws Exception {
        BlockFile block = read("");

        assertThat(block.secret()).isEqualTo("hush");
        assertThat(block).asString().contains("b-1").doesNotContain("hush");
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = folder.resolve("gone.json");

        assertThatThrownBy(() -> BlockFile.read(file))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining(file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"host:1", "10.0.0.1:65535", "[::1]:5000", "nid-0001.hsn.cm:8443"})
    void addressesAreHostAndPort(String text) {
        assertThat(AgentAddress.valid(text)).isTrue();
        assertThat(AgentAddress.parse(text).port()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host:", ":1", "host:port", "::1:5000", "http://h:1"})
    void anythingElseIsNoAddress(String text) {
        assertThat(AgentAddress.valid(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:1", "127.0.0.1:1", "127.3.2.1:1", "[::1]:1"})
    void someAddressesAreThisMachine(String text) {
        assertThat(AgentAddress.parse(text).loopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.evil.org:1", "localhost.evil.org:1", "10.0.0.1:1", "[::11]:1"})
    void othersAreNot(String text) {
        assertThat(AgentAddress.parse(text).loopback()).isFalse();
    }

    @Test
    void theEndOfTheBlockIsWhatTheBatchSystemSays() throws Exception {
        BlockFile block = read(", \"walltime\": 600");

        Map<String, String> slurm =
                Map.of(
                        "SLURM_JOB_END_TIME", "1100",
                        "SLURM_RESTART_COUNT", "2",
                        "SLURMD_NODENAME", "nid0001");
        NodeFacts told = NodeFacts.ofThisProcess(block, slurm, NOW);
        assertThat(told.walltimeLeft(NOW)).isEqualTo(100);
        assertThat(told.jobRestart()).isEqualTo(2);
        assertThat(told.node()).isEqualTo("nid0001");
    }

    @Test
    void elseItIsCountedFromTheStart() throws Exception {
        NodeFacts counted = NodeFacts.ofThisProcess(read(", \"walltime\": 600"), Map.of(), NOW);
        NodeFacts endless = NodeFacts.ofThisProcess(read(""), Map.of(), NOW);

        assertThat(counted.walltimeLeft(Clock.offset(NOW, Duration.ofSeconds(200)))).isEqualTo(400);
        assertThat(counted.walltimeLeft(Clock.offset(NOW, Duration.ofMinutes(15)))).isEqualTo(1);
        assertThat(endless.walltimeLeft(NOW)).isZero();
    }

    private BlockFile read(String more) throws Exception {
        Path file = folder.resolve("block.json");
        return BlockFile.read(
                Files.writeString(
                        file,
                        """
                        {"block_id": "b-1", "agents": ["login01:5000"], "secret": "hush",
                         "slots": 2, "work_dir": "/w"%s}
                        """
                                .formatted(more)));
    }
}
