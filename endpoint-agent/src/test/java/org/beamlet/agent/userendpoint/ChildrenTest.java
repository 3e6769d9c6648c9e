package org.beamlet.agent.userendpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.beamlet.agent.access.Attempt;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.agent.registration.EndpointIdentity;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.EndpointRegistration.QueueInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a manager does with orders, with processes that merely sleep or fail. */
class ChildrenTest {
    private static final String CONFIG = "max_user_endpoints: 2\nmu_child_ep_grace_period_s: 20\n";

    private final EndpointId manager = EndpointId.random();
    private final UUID owner = UUID.randomUUID();
    private final BlockingQueue<Process> started = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();
    private final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
    private volatile String script = "exec sleep 600";

    @SuppressWarnings("NullAway.Init")
    private Children children;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        EndpointFolder folder = new EndpointFolder(home.resolve("lab"), new EndpointName("lab"));
        Files.createDirectories(folder.path());
        Files.writeString(folder.config(), CONFIG);
        EndpointIdentity.write(folder.identity(), manager, Optional.of(owner));
        Files.writeString(
                folder.path().resolve("user_config_template.yaml.j2"),
                "engine: {type: GlobusComputeEngine, max_workers_per_node: {{ n }}}\n");
        children =
                new Children(
                        folder,
                        ConfigReader.manager(CONFIG, "config.yaml"),
                        new OwnersHousehold(
                                folder,
                                CONFIG,
                                ConfigReader.manager(CONFIG, "config.yaml"),
                                false,
                                this::launch),
                        (_, why) -> refusals.add(why),
                        attempts::add);
        children.start();
    }

    private Process launch(
            EndpointFolder folder, Path ready, Path output, Map<String, String> environment)
            throws IOException {
        Process process =
                new ProcessBuilder("sh", "-c", script).redirectOutput(output.toFile()).start();
        started.add(process);
        return process;
    }

    @AfterEach
    void stop() throws Exception {
        children.stop();
        assertThat(started).noneMatch(Process::isAlive);
    }

    private EndpointId order(EndpointId child, UUID user, String options) {
        children.order(
                new StartOrder(
                        new EndpointName(StartOrder.name(manager, child)),
                        child,
                        user,
                        "somebody",
                        Json.mapper().convertValue(Json.read(options), ObjectNode.class),
                        Json.NODES.objectNode(),
                        Json.NODES.arrayNode(),
                        new QueueInfo("amqp://nowhere", null, "heartbeats", null)));
        return child;
    }

    private EndpointId order(String options) {
        return order(EndpointId.random(), owner, options);
    }

    private String refusal() throws InterruptedException {
        return String.valueOf(refusals.poll(1, TimeUnit.MINUTES));
    }

    private List<String> whys() {
        return attempts.stream()
                .flatMap(one -> one.refusal().stream())
                .map(Attempt.Refused::why)
                .toList();
    }

    @Test
    void whatRunsIsNotStartedAgainAndTheirNumberHasABound() throws Exception {
        EndpointId first = order("{\"n\": 1}");
        order(first, owner, "{\"n\": 1}");
        order("{\"n\": 2}");
        assertThat(started).hasSize(2);
        assertThat(children.count()).isEqualTo(2);

        EndpointId third = order("{\"n\": 3}");

        assertThat(attempts)
                .extracting(Attempt::refusal)
                .startsWith(Optional.empty(), Optional.empty())
                .last()
                .satisfies(why ->
                        assertThat(why.orElseThrow().code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED));
        assertThat(attempts)
                .hasSize(3)
                .anyMatch(one -> one.id().equals(third.toString()))
                .allMatch(one -> one.submitter().equals(owner + " somebody"))
                .allMatch(one -> one.account().equals(System.getProperty("user.name")));
        assertThat(refusal()).contains("runs 2 user endpoints", "max_user_endpoints", "; ");
        assertThat(started).hasSize(2);
    }

    @Test
    void whatIsAskedForWhileItEndsIsStartedOnceItHas() throws Exception {
        EndpointId child = order("{\"n\": 1}");
        Process process = started.element();
        order(child, owner, "{\"n\": 1}");

        process.destroyForcibly().waitFor();

        started.remove(process);
        Process again = started.poll(1, TimeUnit.MINUTES);
        assertThat(again).isNotNull();
        started.add(Objects.requireNonNull(again));
    }

    @Test
    void faultsOfTheUsersAndOfTheStartReachWhoeverSubmits() throws Exception {
        order("{}");
        assertThat(refusal())
                .contains("user_config_template.yaml.j2: ", "'n' is not given", "; ")
                .doesNotContain("lab/user_config");
        order("{\"n\": 0}");
        assertThat(refusal()).contains("max_workers_per_node");
        order("{\"n\": 1, \"_GC\": {}}");
        assertThat(refusal()).contains("_GC");
        order(EndpointId.random(), UUID.randomUUID(), "{\"n\": 1}");
        assertThat(refusal()).contains("owner's tasks alone", "--run-others-as-me");
        assertThat(started).isEmpty();
        // Three that were let in and then could not be started, and a stranger.
        assertThat(attempts).hasSize(7);
        assertThat(whys())
                .hasSize(4)
                .anyMatch(why -> why.contains("'n' is not given"))
                .anyMatch(why -> why.contains("owner's tasks alone"));

        script = "echo error: the disk is full\\; make room; exit 1";
        order("{\"n\": 1}");
        assertThat(refusal()).isEqualTo("the disk is full; make room");
        script = "exit 0";
        order("{\"n\": 1}");
        assertThat(refusal()).contains("its process ended; ask the endpoint's owner");
        assertThat(whys()).hasSize(6).contains("the disk is full; make room");
    }
}
