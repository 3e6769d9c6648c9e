package org.beamlet.conformance.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.beamlet.client.BeamletClient;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.TaskDocument;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever id a client was given exists and finishes, however often the service is killed. */
@Tag("durability")
class KilledServiceIT {
    private static final FunctionId NOOP = CatalogFunctionId.of("diagnostics.noop", "1.0.0");
    private static final int KILLS = Integer.getInteger("beamlet.kills", 20);

    @TempDir Path folder;

    @Test
    void everyIdThatWasGivenExistsAndFinishes() throws IOException, InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<TaskId> given = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean enough = new AtomicBoolean();
        try (BeamletStack stack = new BeamletStack(folder)) {
            stack.startCloud();
            stack.configureEndpoint(2);
            stack.startAgent();
            assertThat(stack.beamlet("function", "register", "--all").exit()).isZero();
            Thread submitting = Thread.ofPlatform().start(() -> submit(stack, given, enough::get));
            for (int kill = 0; kill < KILLS; kill++) {
                int before = given.size();
                Await.until(
                        Duration.ofMinutes(3),
                        "the client was given more ids",
                        () -> given.size() > before);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
                stack.killCloud();
                stack.startCloud();
            }
            enough.set(true);
            submitting.join();

            try (BeamletClient client = stack.client()) {
                Await.until(
                        Duration.ofMinutes(3),
                        "all tasks are done",
                        () -> open(client, List.copyOf(given)) == 0);
                Map<TaskId, TaskDocument> documents = client.batchStatus(List.copyOf(given));
                assertThat(documents).as("seed %d", seed).hasSameSizeAs(given);
                assertThat(documents)
                        .allSatisfy((id, task) ->
                                assertThat(task.status())
                                        .as("%s, seed %d", id, seed)
                                        .isEqualTo("success"));
            }
        }
        System.out.printf("%d kills, %d ids given, all finished%n", KILLS, given.size());
    }

    /** Goes on submitting while the service comes and goes; keeps exactly the ids it was given. */
    private static void submit(BeamletStack stack, List<TaskId> given, BooleanSupplier enough) {
        ObjectNode nothing = Json.NODES.objectNode();
        try (BeamletClient client = stack.client()) {
            while (!enough.getAsBoolean()) {
                try {
                    given.addAll(client.submit(stack.endpoint(), NOOP, List.of(nothing, nothing)));
                } catch (BeamletException away) {
                    // The service is down: nothing was promised for this one.
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long open(BeamletClient client, List<TaskId> tasks) {
        return tasks.size()
                - client.batchStatus(tasks).values().stream()
                        .filter(task -> task.completionT() != null)
                        .count();
    }
}
