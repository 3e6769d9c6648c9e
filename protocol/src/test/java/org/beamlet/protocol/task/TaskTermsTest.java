package org.beamlet.protocol.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTermsTest {
    @Test
    void theyTravelAsText() {
        TaskTerms terms = TaskTerms.ofPython("3.11.4");

        assertThat(TaskTerms.parse(terms.text())).isEqualTo(terms);
        assertThat(terms.text()).isEqualTo("{\"python_version\":\"3.11.4\"}");
        assertThat(TaskTerms.NONE.text()).isEmpty();
    }

    @Test
    void onlyWhatSaysSoMayRunAgain() {
        TaskTerms terms = new TaskTerms(null, null, null, true);

        assertThat(terms.text()).isEqualTo("{\"idempotent\":true}");
        assertThat(TaskTerms.parse(terms.text()).mayRunAgain()).isTrue();
        assertThat(TaskTerms.parse("{\"idempotent\":false}").mayRunAgain()).isFalse();
        assertThat(TaskTerms.NONE.mayRunAgain()).isFalse();
    }

    @Test
    void allFieldsTravelAsTheBindingWritesThem() {
        TaskTerms all =
                new TaskTerms(
                        "3.12",
                        1.5,
                        -2,
                        true,
                        "1".repeat(64),
                        new TaskTerms.Bundle("2".repeat(64), 10),
                        "use another",
                        new Confinement(List.of(new Confinement.Root("/a", "g", null))),
                        true);
        assertThat(all.text()).isEqualTo(Json.write(all));
        assertThat(TaskTerms.parse(all.text()))
                .isEqualTo(all)
                .isEqualTo(Json.read(all.text(), TaskTerms.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"priority\":\"3\"}",
                "{\"priority\":2.0}",
                "{\"task_seconds\":\"60\"}",
                "{\"idempotent\":\"true\"}",
                "{\"python_version\":3.12}",
                "{\"tell_paths\":null}"
            })
    void fieldsOfAnotherKindAreAsTheBindingTakesThem(String text) {
        assertThat(TaskTerms.parse(text)).isEqualTo(Json.read(text, TaskTerms.class));
    }

    @Test
    void whatALaterVersionAddsIsPassedOver() {
        assertThat(TaskTerms.parse("{\"python_version\": \"3.12.1\", \"later\": {\"a\": [1]}}"))
                .isEqualTo(TaskTerms.ofPython("3.12.1"));
    }

    @Test
    void aTasksOwnTermsComeBeforeThoseOfItsFunction() {
        TaskTerms asked = new TaskTerms(null, 60.0, 3);

        TaskTerms both = asked.or(TaskTerms.ofPython("3.12.1"));

        assertThat(both.text())
                .isEqualTo("{\"python_version\":\"3.12.1\",\"task_seconds\":60.0,\"priority\":3}");
        assertThat(TaskTerms.parse(both.text())).isEqualTo(both);
        assertThat(new TaskTerms("3.9", 1.0, 1).or(both)).isEqualTo(new TaskTerms("3.9", 1.0, 1));
        assertThat(TaskTerms.NONE.or(TaskTerms.NONE).text()).isEmpty();
    }

    @Test
    void aNoticeComesBesideWhatIsAskedAndStaysForWhoHasTheFunction() {
        TaskTerms.Bundle bundle = new TaskTerms.Bundle("2".repeat(64), 1000);
        TaskTerms terms =
                new TaskTerms(null, 60.0, null, true, "1".repeat(64), bundle).noted("use another");

        assertThat(TaskTerms.parse(terms.text())).isEqualTo(terms);
        assertThat(terms.taskSeconds()).isEqualTo(60);
        assertThat(terms.installed().notice()).isEqualTo("use another");
        assertThat(new TaskTerms(null, 1.0, null).or(terms).notice()).isEqualTo("use another");
        assertThat(TaskTerms.NONE.noted("x").text()).isEqualTo("{\"notice\":\"x\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "3", "{\"python_version\": []}"})
    void whatNobodyCanReadAsksForNothing(String text) {
        assertThat(TaskTerms.parse(text)).isEqualTo(TaskTerms.NONE);
    }
}
