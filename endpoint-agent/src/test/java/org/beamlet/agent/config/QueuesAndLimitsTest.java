package org.beamlet.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.providers.Verdict;
import org.beamlet.providers.batch.QueuePlace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys {@code queues} and {@code site_limits}, and the file that the latter names. */
class QueuesAndLimitsTest {
    private static final String SLURM =
            """
            engine:
              type: GlobusComputeEngine
              provider:
                type: SlurmProvider
                account: m1
                walltime: 01:00:00
            """;

    private static EndpointConfig parse(String text) {
        return ConfigReader.parse(text, "config.yaml");
    }

    private static List<QueuePlace> places(String text) {
        return ((ProviderConfig.Batch) parse(text).engine().provider())
                .queues().stream().map(one -> one.job().place()).toList();
    }

    @Test
    void eachQueueIsAskedAsTheSectionSaysUnlessItSaysOtherwise() {
        assertThat(
                        places(
                                SLURM
                                        + "    constraint: gpu\n"
                                        + "    queues:\n"
                                        + "      - debug\n"
                                        + "      - {qos: regular, walltime: 02:00:00}\n"
                                        + "      - {partition: spare, qos: preempt, account: m2}\n"))
                .containsExactly(
                        new QueuePlace("debug", "", "m1", Duration.ofHours(1)),
                        new QueuePlace("", "regular", "m1", Duration.ofHours(2)),
                        new QueuePlace("spare", "preempt", "m2", Duration.ofHours(1)));
    }

    @Test
    void withoutQueuesThereIsOne() {
        assertThat(places(SLURM))
                .containsExactly(new QueuePlace("", "", "m1", Duration.ofHours(1)));
        assertThat(
                        places(
                                SLURM.replace("SlurmProvider", "PBSProProvider")
                                        + "    queues: [debug, {queue: prod}]\n"))
                .extracting(QueuePlace::queue)
                .containsExactly("debug", "prod");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    queues: debug                    | is not a list
                    queues: []                       | names 0 queues
                    queues: [debug, debug]           | stands in queues twice
                    queues: [{walltime: 01:00:00}]   | partition and qos are missing
                    queues: [{queue: debug}]         | queues[0].queue is not a known key
                    queues: [debug, {qos: a b}]      | without blanks
                    queues: [{qos: x, walltime: 1}]  | queues[0].walltime is '1'; write HH:MM:SS
                    site_limits: nowhere             | name one of aurora
                    site_limits: /no/such/file       | cannot be read
                    """)
    void aFaultIsNamed(String line, String said) {
        assertThatThrownBy(() -> parse(SLURM + "    " + line + "\n"))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining(said);
    }

    @Test
    void aQueueBesideQueuesIsAFault() {
        assertThatThrownBy(() ->
                        parse(
                                SLURM.replace("SlurmProvider", "PBSProProvider")
                                        + "    queue: debug\n    queues: [prod]\n"))
                .hasMessageContaining("write queues alone");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    queues: {a: {nodes: x}}                       | write 2, or 1-2
                    queues: {a: {walltime: 90}}                   | write HH:MM:SS
                    queues: {a: {node: 2}}                        | did you mean 'nodes'?
                    usual_queue: b                                | is none of queues
                    queues: {a: {source: guide}}                  | name one of sources
                    sources: {guide: {url: x}}                    | lacks url or checked
                    words: [{says: no, means: perhaps}]           | write over limit, bad account
                    """)
    void aFaultOfAFileOfLimitsIsNamed(String line, String said) {
        assertThatThrownBy(() -> LimitsReader.parse("site: Here\n" + line + "\n", "limits.yaml"))
                .isInstanceOf(BeamletException.class)
                .hasMessageContainingAll("limits.yaml", said);
    }

    @Test
    void factsOfAnotherSourceMayBeUnchecked() {
        SiteLimits limits =
                LimitsReader.parse(
                        """
                        site: Here
                        sources:
                          guide: {url: https://here.example/guide, checked: 2026-11}
                          memory: {url: https://here.example/table, checked: no}
                        queues:
                          debug:
                            source: guide
                            from: {walltime: memory}
                            nodes: 1-2
                            walltime: 01:00:00
                        words:
                          - {says: Too bad, means: can never run, source: guide}
                        """,
                        "limits.yaml");

        QueueLimits debug = limits.queues().getFirst();
        assertThat(debug.unchecked()).containsExactly("walltime");
        assertThat(debug.nodes()).isEqualTo(new Bounds(1, 2));
        assertThat(debug.walltime()).isEqualTo(new Bounds(0, 3600));
        assertThat(limits.word("that is TOO BAD"))
                .hasValueSatisfying(word -> assertThat(word.verdict()).isEqualTo(Verdict.NEVER));
    }

    /** A site that has changed must not keep an endpoint from starting. */
    @Test
    void aFileOfOnesOwnTakesThePlaceOfTheSites(@TempDir Path folder) throws IOException {
        String tooLong =
                SLURM.replace("SlurmProvider", "PBSProProvider").replace("01:00", "02:00")
                        + "    queue: debug\n    site_limits: ";
        assertThatThrownBy(() -> parse(tooLong + "polaris\n"))
                .hasMessageContainingAll("takes 00:05:00 to 01:00:00", "name it in site_limits");
        Path own = folder.resolve("limits.yaml");
        Files.writeString(own, "site: Polaris\nqueues:\n  debug: {walltime: 02:00:00}\n");

        assertThat(parse(tooLong + own + "\n").notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, 1, 2147483647",
        "5, 2, 0, 0, 1, 2",
        "0, 0, 20, 0, 1, 20",
        "0, 0, 0, 40, 16, 2",
        "0, 0, 0, 2, 16, 1",
    })
    void theSmallestLimitCounts(
            int user, int running, int project, int nodes, int perBlock, int most) {
        assertThat(new JobLimits(user, running, project, nodes).most(perBlock)).isEqualTo(most);
    }
}
