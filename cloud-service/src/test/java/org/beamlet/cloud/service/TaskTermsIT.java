package org.beamlet.cloud.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Delivery;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.cloud.function.Notice;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.beamlet.protocol.rest.SubmitRequest;
import org.beamlet.protocol.rest.SubmitResponse;
import org.beamlet.protocol.task.TaskTerms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a submission asks for its tasks, on its way to the agent, which the test plays. */
class TaskTermsIT {
    @TempDir Path folder;

    private static EndpointRegistration.Answer registered(RunningParts parts, String version) {
        return parts.service
                .registrations()
                .register(
                        parts.alice,
                        parts.endpoint,
                        new EndpointRegistration(
                                "ws",
                                null,
                                null,
                                null,
                                null,
                                Json.NODES.objectNode().put("endpoint_version", version)));
    }

    private static void submit(RunningParts parts, String resources, String terms) {
        SubmitRequest plain = parts.request(1, false, null);
        var _ =
                parts.service
                        .submissions()
                        .submit(
                                parts.alice,
                                parts.endpoint.toString(),
                                new SubmitRequest(
                                        plain.tasks(),
                                        false,
                                        null,
                                        Json.read(resources),
                                        null,
                                        null,
                                        null,
                                        Json.read(terms)));
    }

    private static TaskTerms terms(Delivery delivery) {
        Object said = delivery.getProperties().getHeaders().get(AmqpNames.TERMS);
        return said == null ? TaskTerms.NONE : TaskTerms.parse(said.toString());
    }

    @Test
    void whatTheOwnerSaysOfADeprecatedFunctionComesWithItsTasksAlone() throws Exception {
        try (RunningParts parts = new RunningParts(folder);
                PlayedAgent agent =
                        PlayedAgent.connect(registered(parts, "beamlet-0.1.0")).consume()) {
            FunctionId other =
                    parts.service
                            .functions()
                            .register(parts.alice, RunningParts.registration("g", Rest.code("g")));
            parts.service
                    .functions()
                    .notices()
                    .put(
                            parts.alice,
                            parts.service.functions().find(parts.alice, other),
                            new Notice(false, "slow", "h", "alice", 1));
            SubmitRequest plain = parts.request(1, false, null);
            Map<String, List<String>> tasks = new LinkedHashMap<>(plain.tasks());
            tasks.put(other.toString(), List.of(RunningParts.PAYLOAD));
            SubmitResponse answer =
                    parts.service
                            .submissions()
                            .submit(
                                    parts.alice,
                                    parts.endpoint.toString(),
                                    new SubmitRequest(
                                            tasks,
                                            false,
                                            null,
                                            null,
                                            null,
                                            null,
                                            null,
                                            Json.read("{\"task_seconds\": 90}")));

            assertThat(answer.warning()).contains("deprecated: slow; use h");
            TaskTerms asked = new TaskTerms(null, 90.0, null);
            assertThat(List.of(terms(agent.next()), terms(agent.next())))
                    .containsExactlyInAnyOrder(
                            asked, asked.noted(String.valueOf(answer.warning())));
        }
    }

    @Test
    void theyComeWithTheTaskAndOnlyToBeamletsAgents() throws Exception {
        try (RunningParts parts = new RunningParts(folder)) {
            try (PlayedAgent agent =
                    PlayedAgent.connect(registered(parts, "beamlet-0.1.0")).consume()) {
                submit(parts, "{\"priority\": 4, \"num_nodes\": 2}", "{\"task_seconds\": 90}");

                Delivery asking = agent.next();
                assertThat(terms(asking)).isEqualTo(new TaskTerms(null, 90.0, 4));
                assertThat(
                                String.valueOf(
                                        asking.getProperties()
                                                .getHeaders()
                                                .get(AmqpNames.RESOURCE_SPECIFICATION)))
                        .contains("num_nodes", "priority");
                submit(parts, "{}", "{}");
                assertThat(terms(agent.next())).isEqualTo(TaskTerms.NONE);
            }
            EndpointRegistration.Answer other = registered(parts, "4.19.0");
            assertThat(other.endpointId()).isEqualTo(parts.endpoint.toString());

            assertThatThrownBy(() -> submit(parts, "{}", "{\"task_seconds\": 90}"))
                    .isInstanceOf(BeamletException.class)
                    .hasMessageContaining("not Beamlet's");
        }
    }
}
