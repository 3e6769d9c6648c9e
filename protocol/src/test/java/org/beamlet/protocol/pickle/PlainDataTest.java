package org.beamlet.protocol.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against what CPython 3.11 and dill 0.3.9 write, with protocols 2 to 5. */
class PlainDataTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("plain")
    void plainDataIsReadAsPythonWouldWriteItInJson(String name, String pickle, String json) {
        JsonNode read = PlainData.read(bytes(pickle), "the value");

        assertThat(Json.read(Json.write(read))).isEqualTo(Json.read(json));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("foreign")
    void anythingElseIsRefusedByTheNameOfTheArgument(String name, String pickle, String why) {
        assertThatThrownBy(() -> PlainData.readArguments(bytes(pickle)))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGUMENTS_INVALID))
                .hasMessageContaining(why)
                .hasMessageNotContainingAny("pickl", "dill", "serializ");
    }

    @ParameterizedTest
    @CsvSource({
        "'', cut short",
        "80, cut short",
        "8004, cut short",
        "80042e, takes more",
        "80044e, cut short",
        "80064e2e, protocol 6",
        "80014e2e, protocol 1",
        "4e2e, does not begin",
        "8004ff2e, instruction 0xff",
        "8004288c, cut short",
        "80048c05616263, cut short",
        "800458ffffffff2e, cut short",
        "80048dffffffffffffffff2e, cut short",
        "80048b00000001ff2e, more than 1000 bytes",
        "800468002e, refers to what",
        "80045d4b01732e, takes more",
        "80044b014b02612e, no list",
        "80045d284b01752e, no value",
        "80045d284b014b02752e, no dictionary",
        "80044b0129522e, no function",
        "80048c016161932e, takes more"
    })
    void brokenPicklesAreRefused(String hex, String why) {
        byte[] pickle = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> PlainData.read(pickle, "the value"))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.PAYLOAD_INVALID))
                .hasMessageContaining(why);
    }

    @Test
    void halfASurrogatePairIsNoText() {
        assertThatThrownBy(() ->
                        PlainData.read(HexFormat.of().parseHex("80048c03eda0802e"), "the value"))
                .hasMessageContaining("surrogate");
    }

    /** Whatever the bytes say, the answer is a value or an error of Beamlet's, and soon. */
    @Test
    void damagedPicklesDoNoHarm() {
        Random random = new Random(4);
        plain().forEach(row -> {
            byte[] whole = bytes(Objects.requireNonNull((String) row.get()[1]));
            for (int i = 0; i < 20; i++) {
                byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
                for (int k = 0; k < 3; k++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                try {
                    var _ = PlainData.read(damaged, "the value");
                } catch (BeamletException e) {
                    assertThat(e.code())
                            .isIn(ErrorCode.PAYLOAD_INVALID, ErrorCode.ARGUMENTS_INVALID);
                }
            }
        });
    }

    static Stream<Arguments> plain() {
        return rows("plain.tsv");
    }

    static Stream<Arguments> foreign() {
        return rows("foreign.tsv");
    }

    private static Stream<Arguments> rows(String file) {
        try (InputStream in =
                Objects.requireNonNull(PlainDataTest.class.getResourceAsStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> Arguments.of((Object[]) line.split("\t", -1)))
                            .toList()
                            .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}
