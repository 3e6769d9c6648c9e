package org.beamlet.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.beamlet.catalog.descriptor.Deprecation;
import org.beamlet.catalog.descriptor.Descriptors;
import org.beamlet.catalog.descriptor.FlowArguments;
import org.beamlet.catalog.descriptor.FunctionDescriptor;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.task.TaskTerms;
import org.junit.jupiter.api.Test;

/** What a call adds to a function: how its arguments come, and what its result says of it. */
class CatalogCallTest {
    private static final JsonNode SCHEMA =
            Json.read(
                    """
                    {"type":"object","properties":{
                      "bins":{"type":"integer","description":"bins"},
                      "smooth":{"type":"boolean","default":false,"description":"smooth"}},
                     "required":["bins"],"additionalProperties":false}
                    """);

    /** Answers with what it was given. */
    private record Fit(Optional<Deprecation> deprecation, Function<FunctionCall, ObjectNode> work)
            implements CatalogFunction {
        @Override
        public String name() {
            return "fit.peaks";
        }

        @Override
        public String version() {
            return "1.2.0";
        }

        @Override
        public String description() {
            return "Fits";
        }

        @Override
        public JsonNode schema() {
            return SCHEMA;
        }

        @Override
        public FunctionDescriptor descriptor() {
            FunctionDescriptor plain = Descriptors.beside(this);
            return new FunctionDescriptor(
                    plain.publisher(),
                    plain.name(),
                    plain.version(),
                    plain.summary(),
                    plain.documentation(),
                    plain.arguments(),
                    plain.result(),
                    plain.example(),
                    plain.resources(),
                    plain.implementation(),
                    new FlowArguments(List.of("fit"), Map.of("n_bins", "bins"), List.of("verbose")),
                    deprecation,
                    true);
        }

        @Override
        public ObjectNode run(FunctionCall call) {
            return work.apply(call);
        }
    }

    private static ObjectNode answer() {
        ObjectNode answer = Json.NODES.objectNode().putNull("result_file");
        answer.putArray("files");
        return answer;
    }

    private static final Fit FIT =
            new Fit(
                    Optional.empty(),
                    call -> {
                        ObjectNode answer = answer();
                        answer.set("given", call.arguments());
                        return answer;
                    });

    private static ObjectNode call(CatalogFunction function, String arguments) {
        return Catalog.call(
                function, new FunctionCall(Json.read(arguments), "t", 1, Progress.NONE));
    }

    private static List<String> warnings(ObjectNode result) {
        return result.path("provenance")
                .path("warnings")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void aFlowsWholeInputGivesWhatTheFunctionDeclares() {
        ObjectNode result =
                call(
                        FIT,
                        """
                        {"compute_endpoint":"e","fit_function_id":"f","smooth":true,
                         "fit":{"n_bins":7,"verbose":true}}
                        """);

        assertThat(result.path("given")).isEqualTo(Json.read("{\"smooth\":true,\"bins\":7}"));
        assertThat(warnings(result))
                .containsExactly(
                        "the flow's input has more than this function takes: compute_endpoint,"
                                + " fit_function_id",
                        "without effect here, in fit: verbose");
    }

    @Test
    void whatStandsUnderTheFunctionsOwnKeyCountsBeforeTheRest() {
        ObjectNode result = call(FIT, "{\"bins\":1,\"fit\":{\"bins\":2}}");

        assertThat(result.path("given")).isEqualTo(Json.read("{\"bins\":2}"));
        assertThat(warnings(result)).isEmpty();
    }

    @Test
    void directCallsStayStrict() {
        assertThatThrownBy(() -> call(FIT, "{\"bins\":1,\"compute_endpoint\":\"e\"}"))
                .hasMessageContaining("there is no argument 'compute_endpoint'");
        assertThatThrownBy(() -> call(FIT, "{\"bins\":1,\"fit\":3}"))
                .hasMessageContaining("there is no argument 'fit'");
    }

    @Test
    void aSlipUnderTheFunctionsOwnKeyIsRefused() {
        assertThatThrownBy(() -> call(FIT, "{\"fit\":{\"bin\":1}}"))
                .hasMessageContaining("there is no argument 'bin' (in fit)");
        assertThatThrownBy(() -> call(FIT, "{\"fit\":{}}"))
                .hasMessageContaining("argument 'bins' is missing");
    }

    @Test
    void aResultThatSaysFailedFailsTheTask() {
        Fit failing = new Fit(Optional.empty(), _ -> answer().put("result", "FAILED"));

        assertThatThrownBy(() -> call(failing, "{\"bins\":1}"))
                .hasMessageContaining("returned result FAILED");
    }

    @Test
    void theProvenanceSaysWhatRanWithWhat() {
        Fit telling =
                new Fit(
                        Optional.of(new Deprecation("1.3.0", "fit.peaks@^1.3")),
                        call -> {
                            call.provenance().warn("the detector was dark");
                            call.provenance().ranOn("cuda:0");
                            ObjectNode answer = answer();
                            answer.set("inside", call.provenance().json());
                            answer.putArray("warnings").add("of its own");
                            return answer;
                        });
        ObjectNode result = call(telling, "{\"bins\":1}");
        JsonNode provenance = result.path("provenance");

        assertThat(provenance.path("function").asText()).isEqualTo("fit.peaks");
        assertThat(provenance.path("version").asText()).isEqualTo("1.2.0");
        assertThat(provenance.path("id").asText()).isEqualTo(telling.id().toString());
        assertThat(provenance.path("sha256").asText()).matches("[0-9a-f]{64}");
        assertThat(provenance.path("parameters"))
                .isEqualTo(Json.read("{\"bins\":1,\"smooth\":false}"));
        assertThat(provenance.path("host").asText()).isNotBlank();
        assertThat(provenance.path("device").asText()).isEqualTo("cuda:0");
        assertThat(provenance.path("seconds").asDouble(-1)).isNotNegative();
        assertThat(warnings(result))
                .containsExactly(
                        "fit.peaks@1.2.0 is deprecated since 1.3.0: use fit.peaks@^1.3",
                        "the detector was dark",
                        "of its own");
        assertThat(result.path("inside").path("parameters"))
                .isEqualTo(provenance.path("parameters"));
    }

    @Test
    void otherContentThanWasPublishedIsAWarning() {
        FunctionCall call = new FunctionCall(Json.read("{\"bins\":1}"), "t", 1, Progress.NONE);

        TaskTerms terms = new TaskTerms(null, null, null, null, "0".repeat(64), null);

        assertThat(warnings(Catalog.call(FIT, call, terms)))
                .singleElement()
                .asString()
                .contains("0".repeat(64), "here ran");
        assertThat(warnings(Catalog.call(FIT, call, terms.noted("it is slow"))))
                .hasSize(2)
                .contains("it is slow");
    }

    @Test
    void largeParametersAreCutShort() {
        FunctionCall call =
                new FunctionCall(
                        Json.NODES.objectNode().put("echo", "x".repeat(5_000_000)),
                        "t",
                        1,
                        Progress.NONE);
        CatalogFunction noop = Catalog.load().find("diagnostics.noop").orElseThrow();
        ObjectNode result = Catalog.call(noop, call);
        String many = "{\"echo\":[" + "\"0123456789\",".repeat(99_999) + "1]}";

        assertThat(result.path("provenance").toString().length()).isLessThan(3000);
        assertThat(call(noop, many).path("provenance").toString()).hasSizeLessThan(40_000);
        assertThat(call(noop, many).path("provenance").toString()).contains("100,000 in all");
    }
}
