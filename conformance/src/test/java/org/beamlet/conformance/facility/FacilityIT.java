package org.beamlet.conformance.facility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.jhdf.HdfFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.Host;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first day at a facility: an archive in a folder that cannot be written, Slurm, a proxy that
 * allows port 443 alone, and nothing else.
 */
@Tag("facility")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FacilityIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Stays open until its input ends. */
    private static final String LISTEN =
            "my @l = map { IO::Socket::INET->new(LocalAddr => '10.87.2.1', LocalPort => $_,"
                    + " Listen => 9) or die $! } (53999, 54003); $| = 1; print 'open'; <STDIN>";

    @TempDir static Path outside;
    private static Site site;

    @BeforeAll
    static void configure() throws IOException, InterruptedException {
        site = Site.here();
        site.beamlet("endpoint", "configure", "cluster");
        Files.writeString(
                site.shared(site.home() + "/.beamlet/endpoints/cluster/config.yaml"),
                """
                heartbeat_period: 5
                engine:
                  type: GlobusComputeEngine
                  address: %s
                  worker_port_range: [%s]
                  max_workers_per_node: 1
                  provider:
                    type: SlurmProvider
                    partition: debug
                    walltime: 00:10:00
                    nodes_per_block: 2
                    init_blocks: 0
                    max_blocks: 1
                    launcher: {type: SrunLauncher}
                """
                        .formatted(site.value("address"), site.value("ports").replace("-", ", ")));
    }

    @Test
    @Order(1)
    void theMachinesHaveSlurmAndNothingThatBeamletIsMadeOf() throws Exception {
        String look =
                "for tool in java javac jlink mvn git python3; do command -v $tool; done;"
                        + " find / -xdev -type f -name 'java*' -perm /111;"
                        + " find / -xdev -name 'libjvm*';"
                        + " touch %s/new 2>/dev/null && echo written; true"
                                .formatted(site.program());
        for (String machine : List.of("login", "n1", "n2", "n3")) {
            assertThat(site.root(machine, look)).as(machine).isEmpty();
            assertThat(site.root(machine, "hostname").strip()).isEqualTo(machine);
        }
        assertThat(site.user("sinfo", "-h", "-o", "%D %t").strip()).isEqualTo("3 idle");
    }

    @Test
    @Order(2)
    void theLoginNodeHasTheProxyAndTheNodesHaveThePortsOfTheAgent() throws Exception {
        Host login = site.machine("login", false);
        assertThat(login.reaches("10.87.1.1", 3128)).isTrue();
        assertThat(login.reaches("10.87.9.1", 443)).isFalse();
        assertThat(login.reaches("beamlet.lab.test", 443)).isFalse();

        Process open = login.start(List.of("perl", "-MIO::Socket::INET", "-e", LISTEN));
        try {
            byte[] said = open.getInputStream().readNBytes("open".length());
            assertThat(new String(said, StandardCharsets.US_ASCII)).isEqualTo("open");
            assertThat(login.reaches("10.87.2.1", 53999)).isTrue();
            for (String name : Site.NODES) {
                Host node = site.machine(name, false);
                assertThat(node.reaches("10.87.2.1", 54003)).as(name).isTrue();
                assertThat(node.reaches("10.87.2.1", 53999)).as(name).isFalse();
                assertThat(node.reaches("10.87.1.1", 3128)).as(name).isFalse();
                assertThat(node.reaches("10.87.9.1", 443)).as(name).isFalse();
            }
        } finally {
            open.getOutputStream().close();
        }
        open.waitFor();
    }

    @Test
    @Order(3)
    void anEndpointStartsFromTheArchiveAndFindsAllHopsFree() throws Exception {
        site.beamlet("endpoint", "start", "cluster", "--detach");

        JsonNode check = Json.read(site.beamlet("endpoint", "check", "cluster", "--json"));

        List<String> hops = new ArrayList<>();
        check.path("hops").forEach(hop -> hops.add(hop.path("check").asText()));
        assertThat(hops).contains("nodes", "scheduler", "proxy", "connect", "tls", "broker");
        assertThat(site.javas("login"))
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line).startsWith(site.value("user") + " " + site.java()));
    }

    @Test
    @Order(4)
    void aMeasurementIsCorrelatedInAJobOfSlurm() throws Exception {
        String example = site.program() + "/examples/xpcs/";
        JsonNode expected = Json.read(site.user("cat", example + "expected_g2.json"));
        List<String> words = new ArrayList<>(List.of("run", "xpcs.correlate"));
        words.addAll(List.of("--endpoint", "cluster", "--json"));
        words.addAll(List.of("--arg", "raw=" + example + "raw.h5"));
        words.addAll(List.of("--arg", "qmap=" + example + "qmap.h5"));
        words.addAll(List.of("--arg", "output=" + site.home() + "/results"));
        expected.path("options")
                .properties()
                .forEach(option ->
                        words.addAll(List.of("--arg", option.getKey() + "=" + option.getValue())));

        JsonNode run = Json.read(site.outside(outside, words.toArray(String[]::new)));

        JsonNode result = run.path("result");
        assertAgrees(site.shared(result.path("result_file").asText()), expected);
        result.path("files")
                .forEach(file -> assertThat(site.shared(file.asText())).isNotEmptyFile());
        JsonNode provenance = result.path("provenance");
        assertThat(provenance.path("host").asText()).isIn("n1", "n2");
        assertThat(provenance.path("function").asText()).isEqualTo("xpcs.correlate");
        assertThat(provenance.path("version").asText())
                .isEqualTo(run.at("/function/version").asText());
        assertThat(provenance.path("sha256").asText()).matches("[0-9a-f]{64}");

        String job = onlyJob();
        assertThat(site.user("squeue", "-h", "-o", "%u %T %D %N").strip())
                .isEqualTo("%s RUNNING 2 n[1-2]".formatted(site.value("user")));
        assertThat(site.user("scontrol", "show", "job", job))
                .contains("BatchHost=n1", "Command=" + site.home() + "/.beamlet/endpoints/");
        System.out.printf(
                "xpcs.correlate on %s, job %s of Slurm, %d files; %s%n",
                provenance.path("host").asText(),
                job,
                result.path("files").size(),
                run.path("timings"));
    }

    private static String onlyJob() throws IOException, InterruptedException {
        JsonNode status = Json.read(site.beamlet("endpoint", "status", "cluster", "--json"));
        List<JsonNode> blocks =
                StreamSupport.stream(status.at("/agent/blocks").spliterator(), false).toList();
        assertThat(blocks).hasSize(1);
        String job = blocks.getFirst().path("job_id").asText();
        assertThat(site.user("squeue", "-h", "-o", "%A").strip()).isEqualTo(job);
        return job;
    }

    /** As far off as the reference, which is in double precision, allows. */
    private static void assertAgrees(Path file, JsonNode expected) {
        double relative = expected.at("/tolerance/rtol").asDouble();
        double absolute = expected.at("/tolerance/atol").asDouble();
        JsonNode rows = expected.path("normalized_g2");
        try (HdfFile hdf = new HdfFile(file)) {
            Object g2 = hdf.getDatasetByPath("/xpcs/multitau/normalized_g2").getDataFlat();
            int bins = rows.path(0).size();
            assertThat(hdf.getDatasetByPath("/xpcs/multitau/normalized_g2").getDimensions())
                    .containsExactly(rows.size(), bins)
                    .containsExactly(31, 3);
            for (int i = 0; i < rows.size() * bins; i++) {
                double wanted = rows.path(i / bins).path(i % bins).asDouble();
                double measured = ((Number) Array.get(g2, i)).doubleValue();
                assertThat(measured)
                        .as("delay %d, bin %d", i / bins, i % bins)
                        .isCloseTo(wanted, within(absolute + relative * wanted));
            }
        }
    }

    @Test
    @Order(5)
    void aFunctionInSourceIsCompiledByTheJavaOfTheArchive() throws Exception {
        Path source =
                Files.writeString(
                        outside.resolve("Asked.java"),
                        """
                        public class Asked {
                            public static String property(String name) {
                                return System.getProperty(name);
                            }
                        }
                        """);
        site.outside(
                outside,
                "function",
                "register",
                "--source",
                source.toString(),
                "--name",
                "lab.asked@1.0.0");

        JsonNode run =
                Json.read(
                        site.outside(
                                outside,
                                "run",
                                "lab.asked",
                                "--endpoint",
                                "cluster",
                                "--arg",
                                "name=java.home",
                                "--json"));

        assertThat(run.path("result").asText()).isEqualTo(site.program() + "/runtime");
    }

    @Test
    @Order(6)
    void bothNodesOfTheJobRunTheJavaOfTheArchiveAsTheUser() throws Exception {
        for (String node : List.of("n1", "n2")) {
            assertThat(site.javas(node))
                    .as(node)
                    .isNotEmpty()
                    .allSatisfy(line ->
                            assertThat(line).startsWith(site.value("user") + " " + site.java()))
                    .anySatisfy(line -> assertThat(line).contains("NodeManagerMain"))
                    .anySatisfy(line -> assertThat(line).contains("WorkerMain"));
        }
        assertThat(site.javas("n3")).isEmpty();
    }

    @Test
    @Order(7)
    void theProxyWasAskedByTheLoginNodeForPort443Alone() throws Exception {
        List<String> log =
                Files.readAllLines(
                        Path.of(System.getProperty("beamlet.peer"), "proxied/tinyproxy.log"));
        List<String> asked =
                log.stream()
                        .filter(line -> line.contains(" Request ("))
                        .map(line -> line.replaceFirst(".*\\): ", ""))
                        .toList();
        assertThat(asked)
                .contains(
                        "CONNECT beamlet.lab.test:443 HTTP/1.1",
                        "CONNECT broker.lab.test:443 HTTP/1.1")
                .allMatch(line -> line.matches("CONNECT \\S+\\.lab\\.test:443 HTTP/1\\.1"));
        assertThat(log.stream().filter(line -> line.contains(" Connect (")))
                .allMatch(line -> line.endsWith(": 10.87.1.2"));
    }

    @Test
    @Order(8)
    void whatIsStoppedLeavesNoJobAndNoProcess() throws Exception {
        site.beamlet("endpoint", "stop", "cluster");

        await("no job is left", () -> site.user("squeue", "-h").isBlank());
        for (String machine : List.of("login", "n1", "n2", "n3")) {
            await(machine + " is quiet", () -> site.javas(machine).isEmpty());
        }
    }

    /** Something that is asked of a machine. */
    private interface Question {
        boolean isSo() throws IOException, InterruptedException;
    }

    private static void await(String what, Question question) throws InterruptedException {
        Await.until(
                PATIENCE,
                what,
                () -> {
                    try {
                        return question.isSo();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }
}
