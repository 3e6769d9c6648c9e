package org.beamlet.cloud.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.beamlet.cloud.news.OutputQuery;
import org.beamlet.cloud.news.Printed;
import org.beamlet.cloud.news.TaskNews;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.TaskNewsReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskNewsIT {
    @TempDir Path folder;
    RunningParts parts;
    String task;

    @BeforeEach
    void start() {
        parts = new RunningParts(folder);
        task = parts.submit(1).getFirst();
    }

    @AfterEach
    void stop() {
        parts.close();
    }

    private void tell(EndpointId endpoint, TaskNewsReport.Output... output) {
        parts.service.news().store(endpoint, new TaskNewsReport(List.of(), List.of(output)));
    }

    private TaskNewsReport.Output out(long offset, String text) {
        return new TaskNewsReport.Output(
                task, 1, "stdout", offset, text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Printed> printed(long from) {
        return parts.service
                .news()
                .output(TaskId.parse(task), new OutputQuery(1, Map.of("stdout", from)));
    }

    private String text(long from) {
        return printed(from).stream().map(Printed::text).collect(Collectors.joining());
    }

    @Test
    void outputThatFollowsIsJoinedAndCanBeReadFromAnywhere() {
        tell(parts.endpoint, out(0, "one\n"), out(4, "two\n"));
        tell(parts.endpoint, out(8, "three\n"));

        assertThat(text(0)).isEqualTo("one\ntwo\nthree\n");
        assertThat(text(4)).isEqualTo("two\nthree\n");
        assertThat(text(14)).isEmpty();
        assertThat(printed(0)).hasSize(1);
    }

    @Test
    void whatIsToldTwiceIsKeptOnce() {
        tell(parts.endpoint, out(0, "one\n"));
        tell(parts.endpoint, out(0, "one\n"));

        assertThat(text(0)).isEqualTo("one\n");
    }

    @Test
    void aGapStaysAGap() {
        tell(parts.endpoint, out(0, "one\n"), out(1000, "later\n"));

        assertThat(printed(0)).extracting(Printed::first).containsExactly(0L, 1000L);
    }

    @Test
    void onlyTheEndOfALongStreamIsKept() {
        String kilobytes = "x".repeat(64 * 1024);
        for (int i = 0; i < 40; i++) {
            tell(parts.endpoint, out((long) i * kilobytes.length(), kilobytes));
        }

        long kept = printed(0).stream().mapToLong(one -> one.bytes().length).sum();
        assertThat(kept).isBetween(1024L * 1024, 1024L * 1024 + 128 * 1024);
        assertThat(printed(0).getLast().end()).isEqualTo(40L * kilobytes.length());
    }

    @Test
    void anotherEndpointHasNoSay() {
        EndpointId other = EndpointId.parse(parts.register("other").endpointId());

        tell(other, out(0, "lies\n"));

        assertThat(printed(0)).isEmpty();
    }

    private void found(EndpointId endpoint, int attempt, long seq, JsonNode value) {
        parts.service
                .news()
                .store(
                        endpoint,
                        new TaskNewsReport(
                                List.of(),
                                List.of(),
                                List.of(new TaskNewsReport.Partial(task, attempt, seq, value))));
    }

    private Optional<TaskNews.Found> found() {
        return parts.service.news().partial(TaskId.parse(task));
    }

    private static ObjectNode frames(int number) {
        return Json.NODES.objectNode().put("frames", number);
    }

    @Test
    void theLatestPartialResultOfTheLatestAttemptCounts() {
        found(parts.endpoint, 1, 1, frames(10));
        found(parts.endpoint, 1, 3, frames(30));
        found(parts.endpoint, 1, 2, frames(20));
        assertThat(found().orElseThrow().value()).isEqualTo(frames(30));

        found(parts.endpoint, 1001, 1, frames(5));
        found(parts.endpoint, 1, 4, frames(40));

        assertThat(found().orElseThrow().attempt()).isEqualTo(1001);
        assertThat(found().orElseThrow().seq()).isEqualTo(1);
        assertThat(found().orElseThrow().value()).isEqualTo(frames(5));
    }

    @Test
    void aPartialResultThatIsTooLargeNoObjectOrAnothersIsNotKept() {
        found(parts.endpoint, 1, 1, frames(1).put("all", "x".repeat(64 * 1024)));
        found(parts.endpoint, 1, 2, Json.NODES.arrayNode());
        found(EndpointId.parse(parts.register("other").endpointId()), 1, 3, frames(3));

        assertThat(found()).isEmpty();
    }

    @Test
    void theLatestProgressCounts() {
        for (double fraction : new double[] {0.1, 0.6}) {
            parts.service
                    .news()
                    .store(
                            parts.endpoint,
                            new TaskNewsReport(
                                    List.of(
                                            new TaskNewsReport.Progress(
                                                    task, 1, fraction, "frame")),
                                    List.of()));
        }

        assertThat(parts.service.news().progress(TaskId.parse(task)))
                .hasValueSatisfying(reached -> assertThat(reached.fraction()).isEqualTo(0.6));
    }
}
