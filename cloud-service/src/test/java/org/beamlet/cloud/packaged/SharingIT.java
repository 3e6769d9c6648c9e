package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Functions and endpoints shared with groups, with everybody and with nobody. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharingIT {
    private static final String PAYLOAD = Payloads.pack("11\n[]", "11\n{}");

    @SuppressWarnings("NullAway.Init")
    private ServiceProcess service;

    @SuppressWarnings("NullAway.Init")
    private Rest alice;

    @SuppressWarnings("NullAway.Init")
    private Rest bob;

    @SuppressWarnings("NullAway.Init")
    private Rest carol;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        service = ServiceProcess.start(folder);
        alice = service.user("alice");
        bob = service.user("bob");
        carol = service.user("carol");
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private String group(String... members) throws Exception {
        String id =
                alice.post("/beamlet/v1/groups", Map.of("name", "8-ID"))
                        .ok()
                        .path("group_id")
                        .asText();
        for (String member : members) {
            alice.put("/beamlet/v1/groups/%s/members/%s".formatted(id, member), Map.of()).ok();
        }
        return id;
    }

    private static Rest.Answer submit(Rest caller, String endpoint, String function)
            throws Exception {
        return caller.post(
                "/v3/endpoints/" + endpoint + "/submit",
                Map.of("tasks", Map.of(function, List.of(PAYLOAD))));
    }

    private static void refused(Rest.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
    }

    @Test
    void aFunctionOfAGroupIsItsMembersToRun() throws Exception {
        String group = group("bob");
        String function =
                alice.post(
                                "/v3/functions",
                                Map.of(
                                        "function_name",
                                        "shared",
                                        "function_code",
                                        Rest.code("shared"),
                                        "group",
                                        group))
                        .ok()
                        .path("function_uuid")
                        .asText();

        bob.get("/v2/functions/" + function).ok();
        assertThat(bob.get("/beamlet/v1/functions?name=shared").ok().path(0).path("group").asText())
                .isEqualTo(group);
        refused(carol.get("/v2/functions/" + function), 403, "FUNCTION_ACCESS_FORBIDDEN");
        refused(bob.delete("/v2/functions/" + function), 403, "FUNCTION_ACCESS_FORBIDDEN");

        alice.delete("/beamlet/v1/groups/%s/members/bob".formatted(group)).ok();
        refused(bob.get("/v2/functions/" + function), 403, "FUNCTION_ACCESS_FORBIDDEN");
    }

    @Test
    void sharingIsForThoseWhoBelongToTheGroup() throws Exception {
        String group = group("bob");
        String function = carol.function("carols");
        String unknown = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";

        refused(
                carol.put("/beamlet/v1/functions/" + function + "/sharing", Map.of("group", group)),
                403,
                "AUTH_GROUP_ACCESS_FORBIDDEN");
        refused(
                carol.put(
                        "/beamlet/v1/functions/" + function + "/sharing", Map.of("group", unknown)),
                404,
                "AUTH_GROUP_NOT_FOUND");
        refused(
                carol.post("/v3/endpoints", Map.of("endpoint_name", "e", "groups", List.of(group))),
                403,
                "AUTH_GROUP_ACCESS_FORBIDDEN");
        refused(
                bob.put("/beamlet/v1/groups/" + group + "/members/carol", Map.of()),
                403,
                "AUTH_GROUP_ACCESS_FORBIDDEN");
        bob.delete("/beamlet/v1/groups/" + group + "/members/bob").ok();
        refused(bob.get("/beamlet/v1/groups/" + group), 403, "AUTH_GROUP_ACCESS_FORBIDDEN");
    }

    @Test
    void aSharedEndpointRunsOthersTasksOnlyWhereItsOwnerAgreed() throws Exception {
        String group = group("bob");
        EndpointRegistration.Answer endpoint =
                alice.endpoint(Map.of("endpoint_name", "lab", "groups", List.of(group)));
        String id = endpoint.endpointId();
        String bobs = bob.function("bobs");

        bob.get("/v2/endpoints/" + id).ok();
        refused(submit(bob, id, bobs), 403, "ENDPOINT_ACCESS_FORBIDDEN");
        refused(submit(carol, id, carol.function("c")), 403, "ENDPOINT_ACCESS_FORBIDDEN");

        alice.put(
                        "/v3/endpoints/" + id,
                        Map.of(
                                "endpoint_name",
                                "lab",
                                "metadata",
                                Map.of(
                                        "beamlet",
                                        Map.of(
                                                "session",
                                                UUID.randomUUID().toString(),
                                                "host",
                                                "lab1",
                                                "place",
                                                "/home/alice/lab",
                                                "agent_lost_after",
                                                60,
                                                "run_others_as_me",
                                                true))))
                .ok();
        assertThat(submit(bob, id, bobs).status()).isEqualTo(200);
        assertThat(bob.get("/v2/endpoints?role=any").ok().findValuesAsText("uuid")).contains(id);
        refused(submit(carol, id, carol.function("c")), 403, "ENDPOINT_ACCESS_FORBIDDEN");

        alice.delete("/beamlet/v1/groups/" + group).ok();
        refused(bob.get("/v2/endpoints/" + id), 403, "ENDPOINT_ACCESS_FORBIDDEN");
        refused(submit(bob, id, bobs), 403, "ENDPOINT_ACCESS_FORBIDDEN");
    }

    @Test
    void aTaskTellsTheAgentWhoSubmittedIt() throws Exception {
        String self = bob.get("/beamlet/v1/whoami").ok().path("user_id").asText();
        String function = bob.function("f");
        EndpointRegistration.Answer endpoint =
                alice.endpoint(
                        Map.of(
                                "endpoint_name",
                                "open",
                                "public",
                                true,
                                "allowed_functions",
                                List.of(function)));
        try (PlayedAgent agent = PlayedAgent.connect(endpoint).consume()) {
            submit(bob, endpoint.endpointId(), function).ok();

            assertThat(agent.next().getProperties().getHeaders().get("beamlet_user"))
                    .hasToString(self);
        }
    }

    @Test
    void sharingAnEndpointLaterLastsThroughItsNextRegistration() throws Exception {
        String id = alice.endpoint(Map.of("endpoint_name", "later")).endpointId();
        refused(bob.get("/v2/endpoints/" + id), 403, "ENDPOINT_ACCESS_FORBIDDEN");

        alice.put("/beamlet/v1/endpoints/" + id + "/sharing", Map.of("public", true)).ok();
        alice.put("/v3/endpoints/" + id, Map.of("endpoint_name", "later")).ok();

        bob.get("/v2/endpoints/" + id).ok();
        assertThat(bob.get("/beamlet/v1/endpoints/" + id + "/sharing").ok().path("public"))
                .hasToString("true");
        refused(
                bob.put("/beamlet/v1/endpoints/" + id + "/sharing", Map.of("public", false)),
                403,
                "ENDPOINT_ACCESS_FORBIDDEN");
    }

    @Test
    void adminsLookAfterAnEndpointAndDoNotBecomeItsOwner() throws Exception {
        String bobsId = bob.get("/beamlet/v1/whoami").ok().path("user_id").asText();
        String id =
                alice.endpoint(Map.of("endpoint_name", "kept", "admins", List.of(bobsId)))
                        .endpointId();

        bob.put("/beamlet/v1/endpoints/" + id + "/sharing", Map.of("public", true)).ok();
        refused(
                bob.put("/v3/endpoints/" + id, Map.of("endpoint_name", "kept")),
                403,
                "ENDPOINT_ALREADY_REGISTERED");
        bob.delete("/v2/endpoints/" + id).ok();
        refused(alice.get("/v2/endpoints/" + id), 404, "ENDPOINT_NOT_FOUND");
    }
}
