package org.beamlet.cloud.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.cloud.group.EndpointGroup;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.Payloads;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints that stand in for each other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailoverIT {
    private static final String WITH_DATA =
            Payloads.pack("11\n[]", "11\n{\"raw\": \"data://xpcs/run1/raw.h5\"}");

    @SuppressWarnings("NullAway.Init")
    private Lab lab;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        lab = new Lab(folder);
    }

    @AfterAll
    void stop() {
        lab.close();
    }

    @Test
    void queuedTasksMoveWhenTheirEndpointIsOfflineAndRunningOnesAfterTheLease() throws Exception {
        Lab.Node a = lab.node("a1");
        try (Lab.Node b = lab.node("b1")) {
            EndpointGroup group = lab.group(EndpointGroup.Running.AFTER_LEASE, a, b);
            String runs = lab.submit(group.id(), lab.idempotent, 1).getFirst();
            lab.beat(a, List.of(runs), lab.running(List.of(runs)));
            String waits = lab.submit(group.id(), lab.parts.function, 1).getFirst();
            assertThat(lab.task(waits).endpoint()).isEqualTo(a.id());
            a.close();

            lab.parts.clock.advance(Duration.ofSeconds(100));
            lab.beat(b, List.of(), Map.of());
            lab.look();
            assertThat(lab.task(waits).endpoint()).isEqualTo(b.id());
            assertThat(lab.attempt(waits)).isEqualTo(1001);
            assertThat(lab.task(runs).endpoint()).isEqualTo(a.id());

            lab.parts.clock.advance(Lab.LEASE);
            lab.beat(b, List.of(waits), Map.of());
            lab.look();
            assertThat(lab.task(runs).endpoint()).isEqualTo(b.id());

            long rejected = lab.parts.service.rejected().count();
            try (PlayedAgent back = PlayedAgent.connect(lab.register(a.id(), "back", "a1"))) {
                back.result(PlayedAgent.success(UUID.fromString(runs), "11\n1"), 1);
                Await.until(
                        "it is put aside", () -> lab.parts.service.rejected().count() > rejected);
            }
            assertThat(lab.task(runs).completedMs()).isNull();
            b.agent().result(PlayedAgent.success(UUID.fromString(runs), "11\n2"), 1001);
            Await.until("it ended at b", () -> lab.task(runs).state(), "success"::equals);
        }
    }

    @Test
    void aTaskIsNotMovedToAnEndpointWithoutItsData() throws Exception {
        Lab.Node a = lab.node("a2", "xpcs");
        try (Lab.Node b = lab.node("b2", "tomography")) {
            EndpointGroup group = lab.group(EndpointGroup.Running.AFTER_LEASE, a, b);
            String task = lab.submit(group.id(), lab.idempotent, 1, WITH_DATA).getFirst();
            assertThat(lab.task(task).endpoint()).isEqualTo(a.id());
            a.close();

            lab.parts.clock.advance(Duration.ofSeconds(100));
            lab.beat(b, List.of(), Map.of());
            lab.look();
            assertThat(lab.task(task).endpoint()).isEqualTo(a.id());
            assertThat(lab.task(task).waitsFor())
                    .contains("'b2' has no data root xpcs")
                    .contains("'a2' is offline");
        }
    }

    /** {@return a task that waits because its group's one endpoint has gone silent} */
    private String parked(EndpointGroup group, String endpoint) throws Exception {
        lab.pass(Duration.ofSeconds(100));
        String task = lab.submit(group.id(), lab.idempotent, 1).getFirst();
        assertThat(lab.task(task).endpoint()).isEqualTo(group.id());
        assertThat(lab.task(task).waitsFor()).contains("'%s' is offline".formatted(endpoint));
        return task;
    }

    @Test
    void aTaskThatNobodyCanTakeWaitsAndGoesToTheFirstThatCan() throws Exception {
        try (Lab.Node a = lab.node("a3")) {
            EndpointGroup group = lab.group(EndpointGroup.Running.AFTER_LEASE, a);
            String task = parked(group, "a3");

            lab.beat(a, List.of(), Map.of());
            lab.look();
            assertThat(lab.task(task).endpoint()).isEqualTo(a.id());
            assertThat(lab.attempt(task)).isEqualTo(1);
            assertThat(lab.task(task).waitsFor()).isNull();
        }
    }

    @Test
    void aTaskWhoseGroupIsDeletedWhileItWaitsSaysSo() throws Exception {
        try (Lab.Node a = lab.node("a6")) {
            EndpointGroup group = lab.group(EndpointGroup.Running.AFTER_LEASE, a);
            String task = parked(group, "a6");

            lab.parts.service.endpointGroups().delete(lab.parts.alice, group.id());
            assertThat(lab.task(task).waitsFor()).contains("group was deleted");

            lab.beat(a, List.of(), Map.of());
            lab.look();
            assertThat(lab.task(task).endpoint()).isEqualTo(group.id());
            assertThat(lab.task(task).waitsFor()).contains("group was deleted");
        }
    }

    @Test
    void theLeastLoadedOfAGroupIsPreferred() throws Exception {
        try (Lab.Node a = lab.node("a4");
                Lab.Node b = lab.node("b4")) {
            EndpointGroup group =
                    lab.parts
                            .service
                            .endpointGroups()
                            .create(
                                    lab.parts.alice,
                                    "balanced",
                                    EndpointGroup.Policy.LEAST_LOADED,
                                    EndpointGroup.Running.AFTER_LEASE,
                                    List.of(a.id(), b.id()));
            List<String> tasks = lab.submit(group.id(), lab.idempotent, 10);
            assertThat(tasks.stream().filter(id -> lab.task(id).endpoint().equals(a.id())))
                    .hasSize(5);
        }
    }

    @Test
    void dataOfAnUnknownRootIsRefusedAtOnceByAnEndpoint() throws Exception {
        try (Lab.Node a = lab.node("a5", "tomography")) {
            assertThatThrownBy(() -> lab.submit(a.id(), lab.idempotent, 1, WITH_DATA))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(ErrorCode.SEMANTICALLY_INVALID);
                                assertThat(e.remedy()).contains("tomography");
                            });
        }
    }
}
