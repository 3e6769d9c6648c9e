package org.beamlet.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.beamlet.protocol.error.BeamletException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is read or written quickly is what Jackson reads or writes. */
class QuickTextTest {
    private static final int MUTANTS = 20_000;

    private static final List<String> SEEDS =
            List.of(
                    "{\"type\":\"run\",\"task_id\":\"t-1\",\"attempt\":2,\"list\":[\"a\",\"b\"]}",
                    "{\"a\": 1.5e3, \"b\": -0.0, \"c\": 12345678901234567, \"d\": [true, null]}",
                    "[{\"ü😀\": \"\\u00e9\\n\\\"\\\\\"}, {}, [], [[1], [2, [3]]], false]",
                    " { \"n\" : 2147483648 , \"m\" : -2147483648 } ",
                    "\"text\"",
                    "-17");

    private static @Nullable JsonNode jackson(String text) {
        try {
            return Json.mapper().readValue(text, JsonNode.class);
        } catch (JsonProcessingException _) {
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "true",
                "\"\"",
                "0",
                "-0",
                "-1",
                "2147483647",
                "2147483648",
                "-2147483648",
                "-2147483649",
                "999999999999999999",
                "9223372036854775807",
                "-9223372036854775808",
                "1795473096477659693",
                "1.0",
                "-0.0",
                "1e5",
                "1E-7",
                "1e999",
                "4.9e-324",
                "\"\\u0000\\/\\b\"",
                "\"\\ud83d\\ude00\"",
                "[1,2,3]",
                " [ 1 , { \"a\" : [ ] } ] ",
                "{\"a\":{\"b\":{\"c\":null}}}"
            })
    void whatIsPlainIsReadQuicklyAndTheSame(String text) {
        assertThat(QuickText.read(text)).isNotNull().isEqualTo(jackson(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "[1 2]",
                "nul",
                "NaN",
                "[Infinity]",
                "01",
                "+1",
                "1.",
                ".5",
                "-",
                "1e",
                "\"\\x\"",
                "\"a",
                "\"\t\"",
                "{\"a\":1,\"a\":2}",
                "1 2",
                "{} x",
                "\uFEFF{}",
                "[1;2]",
                "{\"a\"=1}",
                "//c\n1",
                "TRUE",
                "12345678901234567890",
                "-9223372036854775809"
            })
    void whatIsNotPlainIsLeftToJackson(String text) {
        assertThat(QuickText.read(text)).isNull();
    }

    @Test
    void whatIsDeepOrLongIsLeftToJackson() {
        String deep = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
        assertThat(Json.read(deep)).isEqualTo(jackson(deep));
        assertThat(QuickText.read("[" + deep + "]")).isNull();
        assertThatThrownBy(() -> Json.read("[" + deep + "]")).isInstanceOf(BeamletException.class);
        String digits = "0." + "1".repeat(2000);
        assertThat(QuickText.read(digits)).isNull();
        assertThatThrownBy(() -> Json.read(digits)).isInstanceOf(BeamletException.class);
        String longer = "\"" + "x".repeat(QuickText.MAX_LENGTH) + "\"";
        assertThat(QuickText.read(longer)).isNull();
        assertThat(Json.read(longer).textValue()).hasSize(QuickText.MAX_LENGTH);
    }

    /** Texts that almost are JSON: what is read at all is read as Jackson reads it. */
    @Test
    void neitherReaderTakesWhatTheOtherDoesNot() {
        Random random = new Random(7);
        String alphabet = "{}[]\",:\\ \n0123456789.eE+-truefalsn/*#'ü\u0001";
        int quick = 0;
        for (int i = 0; i < MUTANTS; i++) {
            StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(text.length());
                char one = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, one);
                    case 1 -> text.insert(at, one);
                    default -> text.deleteCharAt(at);
                }
                if (text.isEmpty()) {
                    break;
                }
            }
            JsonNode read = QuickText.read(text.toString());
            if (read != null) {
                quick++;
                assertThat(read).as(text.toString()).isEqualTo(jackson(text.toString()));
            }
        }
        assertThat(quick).isGreaterThan(MUTANTS / 20);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] text = "{\"a\":\"xx\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(Json.read(text).path("a").textValue()).isEqualTo("xx");
        text[6] = (byte) 0xC3;
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(BeamletException.class);
        byte[] honest = "\"\uFFFD\"".getBytes(StandardCharsets.UTF_8);
        assertThat(Json.read(honest).textValue()).isEqualTo("\uFFFD");
    }

    @Test
    void treesAreWrittenAsTheMapperWritesThem() throws IOException {
        for (String seed : SEEDS) {
            JsonNode tree = Json.read(seed);
            assertThat(Json.write(tree)).isEqualTo(Json.mapper().writeValueAsString(tree));
            assertThat(Json.writeBytes(tree)).isEqualTo(Json.mapper().writeValueAsBytes(tree));
        }
        ObjectNode odd = Json.NODES.objectNode();
        odd.put("nan", Double.NaN).put("inf", Double.NEGATIVE_INFINITY).put("f", 1.1f);
        odd.put("s", (short) 3).put("big", BigInteger.TWO.pow(80));
        odd.put("decimal", new BigDecimal("1.10")).put("bytes", new byte[] {1, 2});
        odd.putPOJO("object", List.of(1, 2));
        odd.put("controls", "\u0000\u001f\u007f\u2028\"\\/");
        assertThat(QuickText.write(odd)).isNull();
        assertThat(Json.write(odd)).isEqualTo(Json.mapper().writeValueAsString(odd));
        odd.remove(List.of("f", "s", "big", "decimal", "bytes", "object"));
        assertThat(QuickText.write(odd)).isEqualTo(Json.mapper().writeValueAsString(odd));
        assertThat(Json.writeBytes(odd)).isEqualTo(Json.mapper().writeValueAsBytes(odd));
    }

    @Test
    void halfACharacterIsWrittenAsTheMapperWritesIt() throws IOException {
        for (String text : List.of("\ud83d", "a\ud83d", "\ud83da", "\ude00\ud83d")) {
            JsonNode half = Json.NODES.textNode(text);
            byte @Nullable [] mappers = null;
            try {
                mappers = Json.mapper().writeValueAsBytes(half);
            } catch (JsonProcessingException _) {
                assertThatThrownBy(() -> Json.writeBytes(half))
                        .isInstanceOf(BeamletException.class);
            }
            if (mappers != null) {
                assertThat(Json.writeBytes(half)).isEqualTo(mappers);
            }
        }
    }
}
