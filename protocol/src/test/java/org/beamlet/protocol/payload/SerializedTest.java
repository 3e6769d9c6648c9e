package org.beamlet.protocol.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;

class SerializedTest {
    @Test
    void jsonIsWrittenUnderItsWireName() {
        assertThat(Serialized.json(Map.of("a", 1)).text()).isEqualTo("11\n{\"a\":1}");
    }

    @Test
    void pythonsNonFiniteNumbersAreReadAndWritten() {
        assertThat(Serialized.parse("11\n[NaN, Infinity, -Infinity]").asJson().get(1).asDouble())
                .isInfinite();
        assertThat(Serialized.json(new double[] {Double.NaN}).text()).isEqualTo("11\n[NaN]");
    }

    @Test
    void theJsonAmongSeveralStrategiesIsTaken() {
        String both = Payloads.pack("00\ngASVBQ==\n", "11\n42");

        assertThat(new Serialized(Serialized.ALL_DATA, both).asJson().asInt()).isEqualTo(42);
    }

    @Test
    void plainPickledDataIsReadToo() {
        assertThat(Serialized.parse("00\ngAR9lIwBYZRLAXMu\n").asJson())
                .isEqualTo(Json.read("{\"a\":1}"));
        String pickled = Payloads.pack("00\ngAR9lIwBYZRLAXMu\n");
        assertThat(new Serialized(Serialized.ALL_DATA, pickled).asJson().path("a").asInt())
                .isEqualTo(1);
    }

    @Test
    void otherPickledDataIsRefusedWithTheWayOut() {
        assertThatThrownBy(() -> Serialized.parse("00\ngASVBQ==\n").asJson())
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("JSONData");
        assertThatThrownBy(() -> Serialized.parse("00\n%%%\n").asJson())
                .isInstanceOf(BeamletException.class);
        assertThatThrownBy(() -> Serialized.parse("02\nx").asJson())
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("'02'");
    }

    @Test
    void aBufferWithoutANameIsRefused() {
        assertThatThrownBy(() -> Serialized.parse("{}")).isInstanceOf(BeamletException.class);
        assertThatThrownBy(() -> Serialized.parse("11{}")).isInstanceOf(BeamletException.class);
    }

    @Test
    void nestingBeyondTheBoundIsRefusedNotOverflown() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);

        assertThatThrownBy(() -> Serialized.parse("11\n" + deep).asJson())
                .isInstanceOf(BeamletException.class);
    }

    @Test
    void catalogCodeIsRecognisedAndOtherCodeIsNot() {
        FunctionCode code = new FunctionCode("xpcs.correlate", "1.0.0");

        String buffer = Payloads.unpack(code.packed()).getFirst();

        assertThat(buffer).isEqualTo("st\nxpcs_correlate:java:catalog:xpcs.correlate@1.0.0");
        assertThat(FunctionCode.parse(buffer)).contains(code);
        assertThat(FunctionCode.parse("st\nf:def f(): return 1")).isEmpty();
        assertThat(FunctionCode.parse("01\ngASV")).isEmpty();
    }
}
