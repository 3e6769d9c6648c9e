package org.beamlet.protocol.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserFunctionTest {
    private static final JavaEntry ENTRY = JavaEntry.parse("org.lab.Peaks$Fine#find");
    private static final UserFunction JAR = new UserFunction.Jar("0a".repeat(32), 1234, ENTRY);
    private static final UserFunction SOURCE =
            new UserFunction.Source(
                    "Peaks.java", "class Peaks { // \"é\" 😀\r\n\t'''\\n\n}\n", ENTRY);

    private static String buffer(UserFunction function) {
        List<String> buffers = Payloads.unpack(function.packed());
        assertThat(buffers).hasSize(1);
        return buffers.getFirst();
    }

    @Test
    void whatIsPackedIsReadBack() {
        for (UserFunction function : List.of(JAR, SOURCE)) {
            assertThat(UserFunction.isOne(buffer(function))).isTrue();
            assertThat(UserFunction.parse(buffer(function))).isEqualTo(Optional.of(function));
        }
    }

    @Test
    void theSameFunctionIsAlwaysTheSameTextSoThatItCanBePinned() {
        assertThat(JAR.packed())
                .isEqualTo(new UserFunction.Jar("0a".repeat(32), 1234, ENTRY).packed())
                .isNotEqualTo(new UserFunction.Jar("0b".repeat(32), 1234, ENTRY).packed())
                .contains("0a".repeat(32));
    }

    @Test
    void otherReadersFindAPythonFunctionThatSaysWhereItBelongs() {
        List<String> lines = buffer(SOURCE).lines().toList();

        assertThat(lines.get(0)).isEqualTo("st");
        assertThat(lines.get(1)).matches("(\\w+):def \\1\\(\\*arguments, \\*\\*named\\):");
        assertThat(lines.get(2))
                .startsWith("    raise RuntimeError(\"org.lab.Peaks$Fine#find is a Java function");
        assertThat(lines.subList(3, lines.size()))
                .as("whatever the source holds, the rest is a comment")
                .allMatch(line -> line.isEmpty() || line.startsWith("# "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "st\nf:def f(): return 1",
                "st\nf:java:catalog:f@1.0.0",
                "01\nabc",
                "st\nf:def f():\n    pass\n\n# beamlet.java/1 {}",
                "st\nf:def g(*arguments, **named):\n    raise RuntimeError(\"\")\n\n# beamlet.java/1 {}"
            })
    void otherCodeIsNone(String buffer) {
        assertThat(UserFunction.isOne(buffer)).isFalse();
        assertThat(UserFunction.parse(buffer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{",
                "{\"kind\":\"jar\",\"entry\":\"A#b\"}",
                "{\"kind\":\"jar\",\"entry\":\"A#b\",\"artifact\":\"../x\",\"size\":1}",
                "{\"kind\":\"source\",\"entry\":\"A#b\",\"file\":\"../A.java\",\"source\":\"\"}",
                "{\"kind\":\"spell\",\"entry\":\"A#b\"}"
            })
    void whatIsOfThisKindAndMalformedIsRefused(String json) {
        String buffer = buffer(JAR).replaceFirst("\\{.*", "") + json;

        assertThat(UserFunction.isOne(buffer)).isTrue();
        assertThatThrownBy(() -> UserFunction.parse(buffer))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.PAYLOAD_INVALID));
    }

    @Test
    void aSourceThatIsTooLargeToTravelWithEveryTaskIsRefused() {
        String large = " ".repeat(UserFunction.LARGEST_SOURCE + 1);

        assertThatThrownBy(() -> new UserFunction.Source("A.java", large, ENTRY))
                .hasMessageContaining("--jar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Peaks",
                "Peaks.find",
                "org/lab/Peaks#find",
                "P#",
                "#f",
                "P#f g",
                "P#f\""
            })
    void whatNamesNoMethodIsRefused(String text) {
        assertThatThrownBy(() -> JavaEntry.parse(text)).hasMessageContaining("org.lab.Peaks#find");
    }
}
