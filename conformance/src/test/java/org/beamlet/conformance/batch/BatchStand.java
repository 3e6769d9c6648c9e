package org.beamlet.conformance.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.beamlet.client.BeamletClient;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.Lines;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.rest.TaskDocument;

/**
 * A service, and a batch system for the endpoints that tests make; each endpoint has its own lines.
 */
final class BatchStand implements AutoCloseable {
    final BatchSite site = BatchSite.here();
    final BeamletStack stack;
    final BeamletClient client;
    private final Path home;

    BatchStand(Path home) throws IOException, InterruptedException {
        this.home = home;
        stack = new BeamletStack(home);
        try {
            stack.startCloud();
            client = stack.client();
            // A line is written as a task ends: one that was cut off has left none, and may run
            // again.
            Lines.register(client, true);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            stack.close();
            throw e;
        }
    }

    BatchEndpoint endpoint(String name) {
        return new BatchEndpoint(stack, home, name, site.environment());
    }

    /** {@return a file for the tasks of a test} */
    Lines lines(String name) {
        return new Lines(home.resolve(name + ".lines"));
    }

    /**
     * {@return tasks that each take so long and then write their line; one that is cut off leaves
     * none}
     */
    List<TaskId> submit(BatchEndpoint endpoint, Lines lines, double seconds, String... tasks) {
        List<ObjectNode> calls = new ArrayList<>();
        for (String task : tasks) {
            calls.add(lines.task(task, seconds));
        }
        return client.submit(endpoint.id(), Lines.APPEND, calls);
    }

    static String[] numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "task " + i).toArray(String[]::new);
    }

    String state(TaskId task) {
        return client.task(task).status();
    }

    void awaitRunning(List<TaskId> tasks) throws InterruptedException {
        Await.until(
                Duration.ofMinutes(2),
                "all tasks run",
                () -> tasks.stream().allMatch(task -> state(task).equals("running")));
    }

    /** All have succeeded, and each has run to its end once. */
    void succeedOnce(List<TaskId> tasks, Lines lines, Duration limit) throws InterruptedException {
        Await.until(limit, "all tasks are done", () -> Lines.open(client, tasks) == 0);
        Map<TaskId, TaskDocument> documents = client.batchStatus(tasks);
        assertThat(documents.values())
                .allSatisfy(task -> assertThat(task.status()).isEqualTo("success"));
        assertThat(lines.counts().values()).as("runs of each task").containsOnly(1L);
        assertThat(lines.counts()).hasSameSizeAs(tasks);
    }

    /** Nothing of ours is left with the batch system. */
    void noJobIsLeft() throws InterruptedException {
        Await.until(Duration.ofMinutes(1), "no job is left", () -> site.jobs().isEmpty());
    }

    @Override
    public void close() {
        client.close();
        stack.close();
    }
}
