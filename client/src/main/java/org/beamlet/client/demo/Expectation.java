package org.beamlet.client.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/**
 * What the example's g2 must come to.
 *
 * @param options arguments with which the reference was made
 * @param absolute how far a value may be off, whatever it is
 * @param relative how far it may be off besides, as a share of it
 */
record Expectation(G2Curves curves, ObjectNode options, double absolute, double relative) {
    static Expectation read(Path file) {
        JsonNode document = document(file);
        JsonNode tolerance = document.path("tolerance");
        ObjectNode options =
                document.path("options") instanceof ObjectNode given
                        ? given
                        : Json.NODES.objectNode();
        return new Expectation(
                new G2Curves(
                        numbers(document.path("delay_list")),
                        table(document.path("normalized_g2"))),
                options,
                tolerance.path("atol").asDouble(),
                tolerance.path("rtol").asDouble());
    }

    private static JsonNode document(Path file) {
        try {
            return Json.read(Files.readString(file));
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "%s cannot be read: %s".formatted(file, e.getMessage()),
                    "install Beamlet again",
                    e);
        }
    }

    private static double[][] table(JsonNode rows) {
        double[][] table = new double[rows.size()][];
        for (int i = 0; i < table.length; i++) {
            table[i] = numbers(rows.get(i));
        }
        return table;
    }

    private static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).isNumber() ? array.get(i).asDouble() : Double.NaN;
        }
        return numbers;
    }
}
