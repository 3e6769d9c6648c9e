package org.beamlet.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.beamlet.protocol.json.Json;

/** Prints a list for people, as columns, or for programs, as JSON. */
final class Rows {
    private Rows() {}

    static void print(PrintWriter out, JsonNode list, boolean json, String... columns) {
        if (json) {
            out.println(Json.write(list));
            return;
        }
        List<List<String>> table = new ArrayList<>();
        List<String> head = new ArrayList<>();
        for (String column : columns) {
            head.add(column.replace('_', ' ').toUpperCase(Locale.ROOT));
        }
        table.add(head);
        for (JsonNode item : list) {
            List<String> row = new ArrayList<>();
            for (String column : columns) {
                row.add(item.path(column).asText("-"));
            }
            table.add(row);
        }
        for (List<String> row : table) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(("%-" + width(table, i) + "s  ").formatted(row.get(i)));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static int width(List<List<String>> table, int column) {
        return table.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
    }
}
