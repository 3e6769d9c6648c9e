package org.beamlet.agent.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.ResultReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskRulesTest {
    private static final String JSON_TASK = Payloads.pack("st\nf:x", "11\n[]", "11\n{}");

    @Nested
    class Resources {
        private final TaskRules nodes =
                new TaskRules("GlobusMPIEngine", true, AllowedSerializers.ALL);
        private final TaskRules pool =
                new TaskRules("ThreadPoolEngine", false, AllowedSerializers.ALL);

        private static String refusal(TaskRules rules, String resources) {
            return rules.refusal(resources, JSON_TASK, List.of())
                    .map(one -> one.code() + " " + one.text())
                    .orElse("");
        }

        @Test
        void overNodesATaskSaysHowMany() {
            assertThat(refusal(nodes, "{\"num_nodes\":2}")).isEmpty();
            assertThat(refusal(nodes, "")).startsWith("RESOURCES_INVALID").contains("say how many");
            assertThat(refusal(nodes, "{\"cores\":2}")).contains("'cores'", "use num_nodes");
        }

        @Test
        void onOneNodeItHasAPriorityAtMost() {
            assertThat(refusal(TaskRules.USUAL, "")).isEmpty();
            assertThat(refusal(TaskRules.USUAL, "{\"priority\":2}")).isEmpty();
            assertThat(refusal(TaskRules.USUAL, "{\"num_nodes\":2}"))
                    .contains("'num_nodes'", "GlobusComputeEngine", "GlobusMPIEngine");
            assertThat(refusal(pool, "{\"num_nodes\":2}")).contains("ThreadPoolEngine");
        }

        @Test
        void itHasAsManyAcceleratorsAsANodeHas() {
            TaskRules four = new TaskRules("GlobusComputeEngine", false, AllowedSerializers.ALL, 4);

            assertThat(refusal(four, "{\"num_gpus\":4,\"priority\":2}")).isEmpty();
            assertThat(refusal(four, "{\"num_gpus\":\"1\"}")).isEmpty();
            assertThat(refusal(four, "{\"num_gpus\":5}"))
                    .startsWith("RESOURCES_INVALID")
                    .contains("asks for 5 GPUs", "has 4", "at most 4");
            assertThat(refusal(four, "{\"num_gpus\":0}")).contains("num_gpus is 0");
            assertThat(refusal(four, "{\"gpus\":2}")).contains("'gpus'");
            assertThat(refusal(TaskRules.USUAL, "{\"num_gpus\":1}"))
                    .startsWith("RESOURCES_INVALID")
                    .contains("names none", "available_accelerators");
        }

        @Test
        void overNodesItHasAllAcceleratorsOfThem() {
            assertThat(refusal(nodes, "{\"num_nodes\":2,\"num_gpus\":2}"))
                    .startsWith("RESOURCES_INVALID")
                    .contains("whole nodes", "launcher_options");
        }

        @Test
        void whatIsNoObjectIsRefused() {
            assertThat(refusal(TaskRules.USUAL, "[]")).contains("no object");
            assertThat(refusal(TaskRules.USUAL, "{")).contains("PAYLOAD_INVALID");
        }
    }

    @Nested
    class Serializers {
        private final AllowedSerializers allowed =
                AllowedSerializers.of(
                        List.of(
                                "globus_compute_sdk.serialize.PureSourceTextInspect",
                                "globus_compute_sdk.serialize.AllCodeStrategies",
                                "globus_compute_sdk.serialize.CombinedCode",
                                "globus_compute_sdk.serialize.AllDataStrategies",
                                "globus_compute_sdk.serialize.JSONData"));
        private final TaskRules rules = new TaskRules("GlobusComputeEngine", false, allowed);

        private String refusal(String function, String positional, String... results) {
            return rules.refusal(
                            "", Payloads.pack(function, positional, "11\n{}"), List.of(results))
                    .map(one -> one.code() + " " + one.text())
                    .orElse("");
        }

        @Test
        void whatIsAllowedPasses() {
            assertThat(refusal("st\nf:x", "11\n[]")).isEmpty();
            assertThat(refusal("st\nf:x", "13\n" + Payloads.pack("11\n[]"))).isEmpty();
            assertThat(refusal("st\nf:x", "")).isEmpty();
            assertThat(refusal("st\nf:x", "11\n[]", "globus_compute_sdk.serialize.JSONData"))
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"01\nx", "02\nx", "12\n4\n01\nx", "10\nst:x:01:y", "zz\nx"})
        void codeInAnotherFormIsRefused(String function) {
            assertThat(refusal(function, "11\n[]"))
                    .startsWith(ErrorCode.SERIALIZER_NOT_ALLOWED.name())
                    .contains(
                            "the function came",
                            "allows CombinedCode, AllCodeStrategies, PureSourceTextInspect",
                            "strategy_code=");
        }

        @Test
        void dataInAnotherFormIsRefusedAlsoWithinAnother() {
            assertThat(refusal("st\nf:x", "00\nx"))
                    .contains(
                            "the positional arguments came in DillDataBase64",
                            "strategy_data=JSONData()");
            assertThat(refusal("st\nf:x", "13\n" + Payloads.pack("11\n[]", "00\nx")))
                    .contains("within several, in DillDataBase64");
            assertThat(refusal("st\nf:x", "13\n" + Payloads.pack("13\n4\n00\nx")))
                    .contains("twice within several");
        }

        @Test
        void aNameOfTheCatalogIsNoCode() {
            TaskRules data =
                    new TaskRules(
                            "GlobusComputeEngine",
                            false,
                            AllowedSerializers.of(
                                    List.of(
                                            "globus_compute_sdk.serialize.DillCode",
                                            "globus_compute_sdk.*Data")));
            String noop = new FunctionCode("diagnostics.noop", "1.0.0").packed();

            assertThat(data.refusal("", noop + Payloads.pack("11\n[]", "00\nx"), List.of()))
                    .isEmpty();
            assertThat(data.refusal("", JSON_TASK, List.of())).isPresent();
        }

        @Test
        void resultsAreWrittenAsAllowed() {
            assertThat(refusal("st\nf:x", "11\n[]", "globus_compute_sdk.serialize.DillDataBase64"))
                    .contains("the result is wanted in", "Executor.result_serializers");
            assertThat(allowed.forResults(List.of()))
                    .containsExactly(
                            "globus_compute_sdk.serialize.JSONData",
                            "globus_compute_sdk.serialize.AllDataStrategies");
            assertThat(
                            allowed.forResults(
                                    List.of(
                                            "globus_compute_sdk.serialize.DillDataBase64",
                                            "globus_compute_sdk.serialize.JSONData")))
                    .containsExactly("globus_compute_sdk.serialize.JSONData");
            assertThat(allowed.forResults(List.of(ResultReference.WANTED))).hasSize(3);
            assertThat(allowed.resultMethods()).containsExactly("11", "13");
            assertThat(AllowedSerializers.ALL.resultMethods()).isEmpty();
            assertThat(AllowedSerializers.ALL.forResults(List.of())).isEmpty();
        }
    }
}
