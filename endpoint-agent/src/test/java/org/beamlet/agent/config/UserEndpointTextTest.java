package org.beamlet.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.FunctionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserEndpointTextTest {
    private static final String MINE = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
    private static final String OTHER = "1d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
    private static final String ENGINE =
            """
            # a comment
            engine:
              type: GlobusComputeEngine
              provider:
                type: LocalProvider
                worker_init: "x: \\"y\\" # 'z' \\u2028 %s"
            """
                    .formatted("long ".repeat(40));

    private static EndpointConfig config(String filled, String manager) {
        return ConfigReader.parse(UserEndpointText.of(filled, manager), "c");
    }

    @Test
    void theManagersRulesAreItsUserEndpointsRules() {
        EndpointConfig config =
                config(
                        ENGINE + "allowed_functions: [%s]\n".formatted(OTHER),
                        "allowed_functions: [%s]\nagent_lost_after: 600\ndata: {raw: /data}\n"
                                .formatted(MINE));

        assertThat(config.allowedFunctions().orElseThrow()).containsExactly(FunctionId.parse(MINE));
        assertThat(config.agentLostAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.dataRoots()).containsOnlyKeys("raw");
    }

    @Test
    void whatTheTemplateSaysItselfStays() {
        EndpointConfig config =
                config(
                        ENGINE
                                + "allowed_functions: [%s]\nagent_lost_after: 900\n"
                                        .formatted(OTHER),
                        "agent_lost_after: 600\nallowed_functions:\n");

        assertThat(config.allowedFunctions().orElseThrow())
                .containsExactly(FunctionId.parse(OTHER));
        assertThat(config.agentLostAfter()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.engine()).isEqualTo(ConfigReader.parse(ENGINE, "c").engine());
    }

    @Test
    void aTemplateReadsTheManagersFileAsValues() {
        String text =
                """
                display_name: lab
                debug: true
                list: [1, 0x10, 2.5, ~]
                round: &a
                  x: *a
                """;

        JsonNode json = UserEndpointText.json(text);

        assertThat(json.path("list").toString()).isEqualTo("[1,\"0x10\",2.5,null]");
        assertThat(json.path("debug").booleanValue()).isTrue();
        assertThat(json.path("display_name").textValue()).isEqualTo("lab");
    }

    @Test
    void theEnvironmentOfUsersIsNamesAndTexts() {
        assertThat(UserEnvironment.parse("PATH: /usr/bin\nN: 3\nEMPTY: ''\n", "e"))
                .containsOnly(entry("PATH", "/usr/bin"), entry("N", "3"), entry("EMPTY", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A=B: x", "BEAMLET_TOKEN: x", "A: [x]", "- A", "1A: x", "A: \"x\\0\""})
    void whatIsNoVariableIsRefused(String text) {
        assertThatThrownBy(() -> UserEnvironment.parse(text, "user_environment.yaml"))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("user_environment.yaml: line 1");
    }
}
