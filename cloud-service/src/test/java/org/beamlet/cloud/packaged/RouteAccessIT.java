package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.payload.Payloads;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route there is, asked by a stranger. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteAccessIT {
    private static final String PAYLOAD = Payloads.pack("11\n[]", "11\n{}");

    @SuppressWarnings("NullAway.Init")
    private ServiceProcess service;

    @SuppressWarnings("NullAway.Init")
    private Rest mallory;

    /** What is alice's, by the words of {@link RouteRules}. */
    private final Map<String, String> alices = new LinkedHashMap<>();

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        service = ServiceProcess.start(folder);
        Rest alice = service.user("alice");
        mallory = service.user("mallory");
        String function = alice.function("private");
        String endpoint = alice.endpoint(Map.of("endpoint_name", "mine")).endpointId();
        JsonNode submitted =
                alice.post(
                                "/v3/endpoints/" + endpoint + "/submit",
                                Map.of("tasks", Map.of(function, List.of(PAYLOAD))))
                        .ok();
        alices.put("function", function);
        alices.put("endpoint", endpoint);
        alices.put("task", submitted.path("tasks").path(function).path(0).asText());
        alices.put("group", submitted.path("task_group_id").asText());
        alices.put(
                "users",
                alice.post("/beamlet/v1/groups", Map.of("name", "lab"))
                        .ok()
                        .path("group_id")
                        .asText());
        alices.put(
                "stands",
                alice.post(
                                "/beamlet/v1/endpoint-groups",
                                Map.of("name", "stands", "endpoints", List.of(endpoint)))
                        .ok()
                        .path("endpoint_group_id")
                        .asText());
        alices.put("token", alice.get("/beamlet/v1/tokens").ok().path(0).path("token_id").asText());
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private Rest.Answer call(Rest caller, RouteRules.Rule rule) throws Exception {
        return caller.call(rule.method(), filled(rule.path()), body(rule), Map.of());
    }

    private @Nullable String body(RouteRules.Rule rule) {
        String body = rule.body();
        if (body != null) {
            return filled(body);
        }
        return rule.method().startsWith("P") ? "{}" : null;
    }

    private String filled(String text) {
        String filled = text.replace("{none}", "0".repeat(64));
        for (Map.Entry<String, String> one : alices.entrySet()) {
            filled = filled.replace("{" + one.getKey() + "}", one.getValue());
        }
        return filled;
    }

    @Test
    void everyRouteHasARuleAndEveryRuleARoute() throws Exception {
        List<String> ruleless = new ArrayList<>();
        List<RouteRules.Rule> unused = new ArrayList<>(RouteRules.all());
        for (String route : RouteScan.routes()) {
            if (RouteRules.all().stream().noneMatch(rule -> rule.covers(route))) {
                ruleless.add(route);
            }
            unused.removeIf(rule -> rule.covers(route));
        }
        assertThat(RouteScan.routes()).hasSizeGreaterThan(20);
        assertThat(ruleless).as("routes that RouteRules says nothing about: add a row").isEmpty();
        assertThat(unused).as("rows of RouteRules without a route").isEmpty();
    }

    static Stream<RouteRules.Rule> rules() {
        return RouteRules.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void withoutATokenNothingIsAnsweredButWhatIsOpen(RouteRules.Rule rule) throws Exception {
        Rest.Answer answer = call(service.nobody(), rule);

        if (rule.code().equals("open")) {
            answer.ok();
            return;
        }
        if (rule.code().equals("secret")) {
            assertThat(answer.status()).isIn(400, 401, 404, 415);
            return;
        }
        assertThat(answer.status()).as(answer.text()).isEqualTo(401);
        assertThat(call(service.nobody().as("bl_wrong"), rule).status()).isEqualTo(401);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void aStrangerGetsWhatTheRuleSays(RouteRules.Rule rule) throws Exception {
        if (!rule.needsToken()) {
            return;
        }
        Rest.Answer answer = call(mallory, rule);

        if (rule.code().equals("own")) {
            assertThat(answer.status()).as(answer.text()).isLessThan(500).isNotEqualTo(403);
            alices.values().forEach(id -> assertThat(answer.text()).doesNotContain(id));
            return;
        }
        boolean operators = rule.code().equals("operators");
        assertThat(answer.status()).as(answer.text()).isEqualTo(operators ? 403 : rule.status());
        if (rule.method().equals("HEAD")) {
            return;
        }
        assertThat(answer.json().path("code").asText())
                .isEqualTo(operators ? "OPERATOR_REQUIRED" : rule.code());
    }
}
