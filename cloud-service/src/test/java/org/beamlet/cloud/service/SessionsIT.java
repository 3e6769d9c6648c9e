package org.beamlet.cloud.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.AgentSession;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.beamlet.protocol.rest.TaskNewsReport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Which agent may follow another, where several hosts share the folder and locks prove nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionsIT {
    private static final AgentSession.HostProcess FIRST =
            new AgentSession.HostProcess(4711, "boot-1");

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

    private EndpointRegistration.Answer register(
            EndpointId id,
            String session,
            String host,
            AgentSession.@Nullable HostProcess process,
            @Nullable String follows) {
        ObjectNode metadata = Json.NODES.objectNode();
        new AgentSession(
                        session,
                        host,
                        host + ":/home/x",
                        Lab.LEASE.toSeconds(),
                        List.of(),
                        process,
                        follows)
                .addTo(metadata);
        return lab.parts
                .service
                .registrations()
                .register(
                        lab.parts.alice,
                        id,
                        new EndpointRegistration("lab", null, null, null, null, metadata));
    }

    /** {@return an endpoint that the first session serves} */
    private EndpointId served() {
        EndpointId id = EndpointId.random();
        assertThat(register(id, "first", "login07", FIRST, null).epoch()).isEqualTo(1);
        return id;
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_CONFLICT);
                            assertThat(e.what())
                                    .contains("'lab'")
                                    .contains("serves on login07 since ")
                                    .contains(", pid 4711");
                            assertThat(e.remedy()).contains("`beamlet endpoint stop lab`");
                        });
    }

    @Test
    void anAgentOnAnotherHostIsRefusedByName() {
        EndpointId id = served();

        assertRefused(() ->
                register(id, "second", "login08", new AgentSession.HostProcess(7, "boot-8"), null));
        assertRefused(() ->
                register(
                        id,
                        "second",
                        "login08",
                        new AgentSession.HostProcess(7, "boot-8"),
                        "first"));
    }

    @Test
    void onTheSameHostOnlyWhoHasSeenTheFirstEndMayFollowIt() {
        EndpointId id = served();
        AgentSession.HostProcess second = new AgentSession.HostProcess(7, "boot-1");

        assertRefused(() -> register(id, "second", "login07", second, null));
        assertRefused(() -> register(id, "second", "login07", second, "another"));
        assertThat(register(id, "second", "login07", second, "first").epoch()).isEqualTo(2);
    }

    @Test
    void noProcessOutlivesTheBootOfItsHost() {
        EndpointId id = served();

        assertThat(
                        register(
                                        id,
                                        "second",
                                        "login07",
                                        new AgentSession.HostProcess(7, "boot-2"),
                                        null)
                                .epoch())
                .isEqualTo(2);
    }

    @Test
    void anAgentThatDoesNotSayWhichProcessItIsFollowsAtOnceAsBefore() {
        EndpointId id = served();

        assertThat(register(id, "second", "login07", null, null).epoch()).isEqualTo(2);
    }

    @Test
    void ofASessionThatIsOverNoNewsAreTaken() {
        EndpointId id = served();
        TaskNewsReport news = new TaskNewsReport(List.of(), List.of());

        lab.parts.service.news().store(id, news.of("first"));
        register(id, "second", "login07", FIRST, null);

        assertThatThrownBy(() -> lab.parts.service.news().store(id, news.of("first")))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_CONFLICT));
        lab.parts.service.news().store(id, news.of("second"));
        lab.parts.service.news().store(id, news);
    }
}
