package org.beamlet.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalInt;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossRulesTest {
    /** Counts how often it is asked. */
    private static final class Function implements CatalogFunction {
        private final boolean idempotent;
        private int asked;

        Function(boolean idempotent) {
            this.idempotent = idempotent;
        }

        @Override
        public String name() {
            return "test.function";
        }

        @Override
        public String version() {
            return "1.0.0";
        }

        @Override
        public String description() {
            return "Does nothing.";
        }

        @Override
        public JsonNode schema() {
            return Json.NODES.objectNode();
        }

        @Override
        public boolean idempotent() {
            asked++;
            return idempotent;
        }

        @Override
        public ObjectNode run(FunctionCall call) {
            return Json.NODES.objectNode();
        }
    }

    private static AcceptedTask task(String arguments) {
        String code = new FunctionCode("test.function", "1.0.0").packed();
        return new AcceptedTask(TaskId.random(), "f", 1, code + arguments, List.of(), "");
    }

    private static LossRules rules(int setting, Function function) {
        return new LossRules(
                setting < 0 ? OptionalInt.empty() : OptionalInt.of(setting),
                new Catalog(List.of(function)));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, true, true, 1",
        "-1, false, false, 1",
        "0, true, true, 1",
        "0, false, false, 1",
        "3, true, true, 0",
        "3, false, true, 0"
    })
    void aTasksCodeIsLookedAtOnceAtMost(
            int setting, boolean idempotent, boolean mayRunAgain, int asked) {
        Function function = new Function(idempotent);

        assertThat(rules(setting, function).mayRunAgain(task(Payloads.pack("11\n[]", "11\n{}"))))
                .isEqualTo(mayRunAgain);

        assertThat(function.asked).isEqualTo(asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "999999\nnot so long", "no length"})
    void itsArgumentsAreNotLookedAt(String arguments) {
        assertThat(rules(-1, new Function(true)).idempotent(task(arguments))).isTrue();
    }
}
