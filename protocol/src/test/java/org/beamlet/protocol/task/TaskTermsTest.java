package org.beamlet.protocol.task;

import static org.assertj.core.api.Assertions.assertThat;

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
        TaskTerms terms = new TaskTerms(null, null, true);

        assertThat(terms.text()).isEqualTo("{\"idempotent\":true}");
        assertThat(TaskTerms.parse(terms.text()).mayRunAgain()).isTrue();
        assertThat(TaskTerms.parse("{\"idempotent\":false}").mayRunAgain()).isFalse();
        assertThat(TaskTerms.NONE.mayRunAgain()).isFalse();
    }

    @Test
    void whatALaterVersionAddsIsPassedOver() {
        assertThat(TaskTerms.parse("{\"python_version\": \"3.12.1\", \"later\": {\"a\": [1]}}"))
                .isEqualTo(TaskTerms.ofPython("3.12.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "3", "{\"python_version\": []}"})
    void whatNobodyCanReadAsksForNothing(String text) {
        assertThat(TaskTerms.parse(text)).isEqualTo(TaskTerms.NONE);
    }
}
