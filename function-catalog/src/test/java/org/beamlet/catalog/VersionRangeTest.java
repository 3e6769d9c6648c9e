package org.beamlet.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRangeTest {
    private static boolean holds(String range, String version) {
        return VersionRange.parse("xpcs.correlate@" + range).orElseThrow().holds(version);
    }

    @ParameterizedTest
    @CsvSource({
        "^1, 1.0.0", "^1, 1.9.3", "^1.2, 1.2.0", "^1.2, 1.10.0", "^1.2.3, 1.2.3", "^1.2.3, 1.3.0",
        "^0.2, 0.2.9", "^0.2.3, 0.2.4", "^0.0.3, 0.0.3", "^0, 0.9.0", "~1.2, 1.2.9",
                "~1.2.3, 1.2.4",
        "~1, 1.7.0", "1.2.3, 1.2.3", "^1, 1.4.0+build7"
    })
    void whatKeepsThePromiseIsHeld(String range, String version) {
        assertThat(holds(range, version)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "^1, 2.0.0", "^1, 0.9.0", "^1.2, 1.1.9", "^1.2.3, 1.2.2", "^0.2, 0.3.0", "^0.2.3, 0.2.2",
        "^0.0.3, 0.0.4", "^0, 1.0.0", "~1.2, 1.3.0", "~1.2.3, 1.2.2", "~1, 2.0.0", "1.2.3, 1.2.4",
        "^1, 1.0.0-rc1", "^1, 2.0.0-rc1", "1.2.3, 1.2.3-rc1", "^1, 10.0.0", "^1, 1", "^1, 1.0.x"
    })
    void whatDoesNotIsNot(String range, String version) {
        assertThat(holds(range, version)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xpcs.correlate", "xpcs.correlate@", "xpcs.correlate@1", "xpcs.correlate@1.2",
                "xpcs.correlate@>1", "xpcs.correlate@^1 ", "Xpcs.correlate@^1",
                        "xpcs.correlate@^1.x",
                "@^1", "xpcs..correlate@^1", "xpcs.correlate@*", "xpcs.correl\u0430te@^1",
                "873249a1-9a2a-5d45-a204-88b7e4cf208a"
            })
    void whatIsNoRangeIsNone(String text) {
        assertThat(VersionRange.parse(text)).isEmpty();
    }

    /** A name that looks like an allowed one is another. */
    @Test
    void theNameIsAllOfIt() {
        VersionRange noop = VersionRange.parse("diagnostics.noop@^1").orElseThrow();
        assertThat(
                        Catalog.load().functions().stream()
                                .filter(noop::holds)
                                .map(CatalogFunction::name))
                .isNotEmpty()
                .containsOnly("diagnostics.noop");
        assertThat(VersionRange.parse("diagnostics@^1").orElseThrow())
                .satisfies(part ->
                        assertThat(Catalog.load().functions().stream().filter(part::holds))
                                .isEmpty());
    }
}
