package org.beamlet.protocol.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Test;

class FunctionAliasTest {
    private static final List<String> ALL =
            List.of("0.1.0", "0.2.0", "1.0.0", "1.2.0", "1.10.1", "2.0.0-rc.1", "2.0.0");

    private static List<String> meant(String alias) {
        return ALL.stream().filter(FunctionAlias.parse(alias)::includes).toList();
    }

    @Test
    void aNameAloneMeansEveryVersion() {
        assertThat(meant("f")).isEqualTo(ALL);
        assertThat(meant("f@latest")).isEqualTo(ALL);
    }

    @Test
    void aFullVersionMeansThatOneAlone() {
        assertThat(meant("f@1.2.0")).containsExactly("1.2.0");
        assertThat(meant("f@2.0.0-rc.1")).containsExactly("2.0.0-rc.1");
        assertThat(meant("f@1.2.1")).isEmpty();
    }

    @Test
    void aBeginningMeansReleasesThatBeginSo() {
        assertThat(meant("f@1")).containsExactly("1.0.0", "1.2.0", "1.10.1");
        assertThat(meant("f@1.2")).containsExactly("1.2.0");
        assertThat(meant("f@2")).containsExactly("2.0.0");
    }

    @Test
    void aCaretMeansNotOlderAndCompatible() {
        assertThat(meant("f@^1.1")).containsExactly("1.2.0", "1.10.1");
        assertThat(meant("f@^0.1")).containsExactly("0.1.0");
        assertThat(meant("f@^2.0.0-rc.0")).containsExactly("2.0.0-rc.1", "2.0.0");
    }

    @Test
    void nonsenseMeansNothing() {
        assertThat(meant("f@>=1")).isEmpty();
        assertThat(meant("f@x")).isEmpty();
    }

    @Test
    void aVersionThatIsNoneIsFoundByItsOwnText() {
        assertThat(FunctionAlias.parse("f@tuesday").includes("tuesday")).isTrue();
        assertThat(FunctionAlias.parse("f@1").includes("tuesday")).isFalse();
    }

    @Test
    void theNamesOfPeopleMayHoldAnAt() {
        assertThat(FunctionAlias.parse("a@b@1.0.0")).isEqualTo(new FunctionAlias("a@b", "1.0.0"));
    }

    @Test
    void nothingIsNoName() {
        for (String text : List.of("", " ", "f@", "@1")) {
            assertThatThrownBy(() -> FunctionAlias.parse(text))
                    .isInstanceOf(BeamletException.class)
                    .hasMessageContaining("'" + text + "'");
        }
    }

    @Test
    void numbersAreComparedAsNumbersAndReleasesComeAfterWhatPrecedesThem() {
        List<String> ordered =
                Stream.of("1.10.0", "1.9.0", "2.0.0", "2.0.0-rc.10", "2.0.0-rc.9", "2.0.0-beta")
                        .sorted((a, b) ->
                                Version.parse(a)
                                        .orElseThrow()
                                        .compareTo(Version.parse(b).orElseThrow()))
                        .toList();

        assertThat(ordered)
                .containsExactly(
                        "1.9.0", "1.10.0", "2.0.0-beta", "2.0.0-rc.9", "2.0.0-rc.10", "2.0.0");
    }
}
