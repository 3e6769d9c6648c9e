package org.beamlet.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.util.List;
import java.util.Random;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What surely fits a schema has no fault in the eyes of the library either. */
class PlainFitTest {
    private static final JsonSchemaFactory LIBRARY =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private static final int TRIALS = 20_000;
    private static final List<String> NAMES = List.of("a", "b", "c");

    private static final List<String> VALUES =
            List.of(
                    "0",
                    "1",
                    "-1",
                    "5",
                    "2.5",
                    "5.0",
                    "1e300",
                    "9007199254740993",
                    "\"\"",
                    "\"a\"",
                    "\"x\"",
                    "true",
                    "null",
                    "[]",
                    "[1]",
                    "[\"a\",2]",
                    "{}",
                    "{\"a\":1}");

    private static JsonNode value(Random random) {
        return Json.read(VALUES.get(random.nextInt(VALUES.size())));
    }

    private static ObjectNode rule(Random random, int depth) {
        ObjectNode rule = Json.NODES.objectNode();
        List<String> types =
                List.of("object", "array", "string", "boolean", "integer", "number", "null");
        if (random.nextInt(3) > 0) {
            rule.put("type", types.get(random.nextInt(types.size())));
        }
        if (random.nextInt(4) == 0) {
            List<String> bounds =
                    List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
            rule.put(bounds.get(random.nextInt(bounds.size())), random.nextInt(7) - 1.0);
        }
        if (random.nextInt(6) == 0) {
            ArrayNode known = rule.putArray("enum");
            known.add(value(random)).add("x");
        }
        if (random.nextInt(10) == 0) {
            rule.put("minLength", 1);
        }
        if (depth > 0 && random.nextInt(3) == 0) {
            rule.set("items", rule(random, depth - 1));
        }
        if (depth > 0 && random.nextInt(2) == 0) {
            ObjectNode properties = rule.putObject("properties");
            NAMES.forEach(name -> properties.set(name, rule(random, depth - 1)));
            if (random.nextBoolean()) {
                rule.put("additionalProperties", random.nextInt(4) == 0);
            }
            if (random.nextBoolean()) {
                rule.putArray("required").add(NAMES.get(random.nextInt(NAMES.size())));
            }
        }
        return rule;
    }

    private static JsonNode given(Random random) {
        if (random.nextInt(3) == 0) {
            return value(random);
        }
        ObjectNode object = Json.NODES.objectNode();
        for (String name : List.of("a", "b", "c", "d")) {
            if (random.nextInt(3) == 0) {
                object.set(name, value(random));
            }
        }
        return object;
    }

    @Test
    void theLibraryFindsNoFaultInWhatSurelyFits() {
        Random random = new Random(11);
        int sure = 0;
        for (int i = 0; i < TRIALS; i++) {
            JsonNode schema = rule(random, 2);
            JsonNode given = given(random);
            if (PlainFit.sure(schema, given)) {
                sure++;
                assertThat(LIBRARY.getSchema(schema).validate(given))
                        .as("%s for %s", given, schema)
                        .isEmpty();
            }
        }
        assertThat(sure).isGreaterThan(TRIALS / 20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"seconds\": 2}    | true",
                "{\"seconds\": 0.5}  | true",
                "{}                  | true",
                "{\"seconds\": 3600} | true",
                "{\"seconds\": 3601} | false",
                "{\"seconds\": -1}   | false",
                "{\"seconds\": \"2\"}| false",
                "{\"second\": 2}     | false",
                "[]                  | false"
            })
    void argumentsOfAShortFunctionNeedNoLibrary(String arguments, boolean sure) {
        CatalogFunction sleep = Catalog.load().find("diagnostics.sleep").orElseThrow();
        assertThat(PlainFit.sure(sleep.schema(), Json.read(arguments))).isEqualTo(sure);
    }

    @Test
    void wordsItDoesNotKnowAreLeftToTheLibrary() {
        JsonNode schema = Json.read("{\"type\": \"string\", \"pattern\": \"^a\"}");
        assertThat(PlainFit.sure(schema, Json.NODES.textNode("abc"))).isFalse();
        assertThat(PlainFit.sure(Json.NODES.booleanNode(true), Json.NODES.textNode("a"))).isFalse();
    }
}
