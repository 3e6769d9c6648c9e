package org.beamlet.configs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.LimitsReader;
import org.beamlet.agent.config.ProviderConfig;
import org.beamlet.agent.config.QueueLimits;
import org.beamlet.agent.config.SiteLimits;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The limits beside the configurations of sites. */
class SiteLimitsTest {
    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("."))) {
            return all.filter(file -> file.endsWith("limits.yaml"))
                    .filter(file -> !file.startsWith("./target"))
                    .toList();
        }
    }

    private static String site(Path file) {
        return String.valueOf(file.getParent().getFileName());
    }

    @Test
    void everyFileIsOfASiteThatCanBeNamed() throws IOException {
        assertThat(files().stream().map(SiteLimitsTest::site))
                .containsExactlyInAnyOrderElementsOf(LimitsReader.SITES);
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFactHasASourceAndTheConfigurationOfTheSiteNamesTheFile(Path file) throws IOException {
        SiteLimits limits = LimitsReader.parse(Files.readString(file), file.toString());

        assertThat(limits).isEqualTo(LimitsReader.ofSite(site(file)));
        assertThat(limits.queues())
                .isNotEmpty()
                .allSatisfy(queue -> assertThat(queue.source()).startsWith("https://"));
        ProviderConfig.Batch provider =
                (ProviderConfig.Batch)
                        ConfigReader.read(file.resolveSibling("config.yaml")).engine().provider();
        assertThat(provider.site()).contains(limits);
        assertThat(provider.queues()).allSatisfy(queue -> assertThat(queue.limits()).isPresent());
    }

    private static EndpointConfig changed(String site, String... lines) throws IOException {
        String text = Files.readString(Path.of(site, "config.yaml"));
        for (String line : lines) {
            String key = line.substring(0, line.indexOf(':'));
            text = text.replaceAll("(?m)^    " + key + ":.*$", "    " + line);
        }
        return ConfigReader.parse(text, "config.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    polaris | nodes_per_block: 5   | queue: debug    | debug of Polaris takes 1 to 2 nodes
                    polaris | walltime: 02:00:00   | queue: debug    | takes 00:05:00 to 01:00:00
                    polaris | walltime: 02:00:00   | queue: debug    | or ask for preemptable or capacity;
                    polaris | nodes_per_block: 4   | queue: prod     | prod of Polaris takes 10 to 496 nodes
                    polaris | nodes_per_block: 12  | queue: small    | but those that prod moves there; write prod
                    aurora  | nodes_per_block: 3   | queue: debug    | or ask for debug-scaling or capacity
                    swing   | walltime: 30:00:00   | queue: gpu      | takes at most 24:00:00
                    """)
    void whatBreaksALimitThatWasCheckedIsRefusedWithWhatToDo(
            String site, String line, String queue, String said) {
        assertThatThrownBy(() -> changed(site, line, queue))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining(said);
    }

    /** Ten nodes go to small, which has 3 h, though prod has 24 h. */
    @Test
    void aRoutingQueueAllowsWhatTheQueuesBehindItDo() throws IOException {
        assertThatThrownBy(() ->
                        changed(
                                "polaris",
                                "queue: prod",
                                "nodes_per_block: 10",
                                "walltime: 06:00:00"))
                .hasMessageContaining("00:05:00 to 03:00:00 for blocks of 10 nodes");
        assertThat(
                        changed(
                                        "polaris",
                                        "queue: prod",
                                        "nodes_per_block: 25",
                                        "walltime: 06:00:00")
                                .notes())
                .isEmpty();
    }

    @Test
    void whatBreaksALimitThatNobodyCouldCheckIsTold() throws IOException {
        assertThat(changed("perlmutter-gpu", "walltime: 02:00:00").notes())
                .singleElement()
                .asString()
                .contains("takes at most 00:30:00", "could not be checked", "regular or preempt");
    }

    @Test
    void moreBlocksThanThereMayBeAreTold() throws IOException {
        assertThat(changed("aurora", "max_blocks: 3").notes())
                .singleElement()
                .asString()
                .contains("max_blocks is 3", "Aurora takes 1 such jobs", "in debug");
        assertThat(changed("bebop", "max_blocks: 40").notes())
                .singleElement()
                .asString()
                .contains("Bebop takes 32");
    }

    @Test
    void aQueueOnRequestOrOneThatIsNotKnownIsTold() throws IOException {
        assertThat(changed("polaris", "queue: demand").notes())
                .singleElement()
                .asString()
                .contains("opens on request alone");
        assertThat(changed("polaris", "queue: debug-scalin").notes())
                .singleElement()
                .asString()
                .contains("did you mean 'debug-scaling'?");
    }

    @Test
    void routedQueuesArePartOfTheData() {
        assertThat(LimitsReader.ofSite("polaris").queues())
                .filteredOn(QueueLimits::isRouting)
                .singleElement()
                .satisfies(prod ->
                        assertThat(prod.routes())
                                .extracting(QueueLimits::name)
                                .contains("small", "medium", "large", "backfill-small"));
    }
}
