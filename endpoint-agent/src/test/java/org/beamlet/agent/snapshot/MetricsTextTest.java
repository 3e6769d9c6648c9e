package org.beamlet.agent.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.beamlet.agent.block.BlockView;
import org.beamlet.agent.schedule.ManagerView;
import org.beamlet.agent.schedule.TaskCounts;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    private static final Pattern SAMPLE =
            Pattern.compile(
                    "([a-z_]+)\\{[a-z_]+=\"(?:[^\"\\\\]|\\\\.)*\"(?:,[a-z_]+=\"(?:[^\"\\\\]|\\\\.)*\")*} -?\\d+");

    static final BlockView RUNNING = new BlockView("block-1", "17", "running", "", "", 2, 500, 60L);
    static final BlockView HELD = new BlockView("block-2", "18", "held", "", "", 2, 700, null);

    static AgentSnapshot snapshot(String name, List<String> warnings) {
        return new AgentSnapshot(
                "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69",
                name,
                "0.1.0",
                "host",
                4711,
                1.5,
                90,
                AgentPhase.RUNNING,
                new AgentSnapshot.Slots(8, 3, 5),
                new TaskCounts(2, 4, 3, 100, 90, 3, 1, 7, 12),
                new AgentSnapshot.Results(5, 6),
                new AgentSnapshot.Reports(4L, 30),
                new AgentSnapshot.Scale(2, 0, 4),
                "amqp://127.0.0.1:5672",
                List.of(RUNNING, HELD),
                List.of(
                        new ManagerView("m-1", "block-1", "n1", true, 4, 3, 1, false, 0),
                        new ManagerView("m-2", "block-1", "n2", false, 4, 0, 0, false, 45)),
                warnings);
    }

    @Test
    void everyLineIsOfTheTextFormatAndEverySampleHasItsType() {
        String text = MetricsText.of(snapshot("a\"b\\c", List.of()));

        Set<String> typed = new HashSet<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                assertThat(typed.add(line.split(" ", -1)[2])).as(line).isTrue();
            } else if (!line.startsWith("# HELP ")) {
                var sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(typed).contains(sample.group(1));
            }
        }
        assertThat(text)
                .endsWith("\n")
                .contains(
                        "beamlet_agent_tasks{endpoint=\"a\\\"b\\\\c\",state=\"waiting\"} 2\n",
                        "beamlet_agent_tasks{endpoint=\"a\\\"b\\\\c\",state=\"queued\"} 1\n",
                        "outcome=\"failed\"} 3\n",
                        "beamlet_agent_managers{endpoint=\"a\\\"b\\\\c\"} 1\n",
                        "beamlet_agent_blocks{endpoint=\"a\\\"b\\\\c\",state=\"held\"} 1\n");
    }

    @Test
    void theListenerAnswersOnLoopbackAndOnlyThatPath() throws Exception {
        try (MetricsListener listener = MetricsListener.open(0, () -> "a 1\n");
                HttpClient http = HttpClient.newHttpClient()) {
            String at = "http://127.0.0.1:" + listener.port();
            HttpResponse<String> metrics = get(http, at + "/metrics");
            assertThat(metrics.body()).isEqualTo("a 1\n");
            assertThat(metrics.headers().firstValue("content-type"))
                    .hasValue(MetricsText.CONTENT_TYPE);
            assertThat(get(http, at + "/").statusCode()).isEqualTo(404);
            assertThat(get(http, at + "/metrics/x").statusCode()).isEqualTo(404);
        }
    }

    private static HttpResponse<String> get(HttpClient http, String uri) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(uri)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void warningsSayWhatToDo() {
        AgentSnapshot now = snapshot("lab", List.of());
        List<String> warnings =
                new Warnings()
                        .heartbeat(new AgentSnapshot.Reports(100L, 30))
                        .blocks(now.blocks(), Optional.of("block block-0 failed (exit status 1)"))
                        .managers(now.managers(), now.blocks())
                        .disk(Path.of("/"))
                        .all();

        assertThat(warnings)
                .anyMatch(one -> one.startsWith("the broker has taken no report for 100 s"))
                .anyMatch(one -> one.startsWith("block block-0 failed (exit status 1); see"))
                .anyMatch(one -> one.startsWith("block block-1 ends in 60 s"))
                .anyMatch(one -> one.startsWith("block block-2 is held"))
                .anyMatch(one -> one.startsWith("node manager m-2 on n2 is silent for 45 s"));
        assertThat(
                        new Warnings()
                                .heartbeat(new AgentSnapshot.Reports(80L, 30))
                                .heartbeat(new AgentSnapshot.Reports(null, 30))
                                .managers(now.managers().subList(0, 1), List.of(RUNNING))
                                .all())
                .isEmpty();
    }
}
