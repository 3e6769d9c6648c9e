package org.beamlet.client.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.beamlet.client.terminal.Ink;
import org.beamlet.client.terminal.Seconds;
import org.beamlet.client.terminal.Terminal;
import org.beamlet.client.terminal.TextTable;
import org.beamlet.protocol.json.Json;

/** Shows what a demo came to: numbers side by side, files, time of each leg. */
record DemoReport(Terminal terminal, DemoOutcome outcome) {
    void print() {
        Ink ink = terminal.outInk();
        TextTable table =
                TextTable.headed("q bin", "contrast", "expected", "decay (frames)", "expected");
        for (int region = 0; region < outcome.measured().regions(); region++) {
            table.row(
                    String.format(Locale.ROOT, "%5d", region + 1),
                    number("%8.4f", outcome.measured().contrast(region)),
                    expected("%8.4f", region, true),
                    number("%14.2f", outcome.measured().decay(region)),
                    expected("%8.2f", region, false));
        }
        line("");
        indented(table.lines(ink));
        line("");
        String verdict = outcome.agrees() ? ink.good("agrees") : ink.bad("does not agree");
        line(
                "  g2 %s with the expected values: largest deviation %.2e, tolerance %.0e"
                        .formatted(verdict, outcome.deviation(), outcome.tolerance()));
        line("");
        indented(files().lines(ink));
        line("");
        indented(legs().lines(ink));
    }

    private TextTable files() {
        TextTable table = TextTable.bare().row("result", outcome.resultFile().toString());
        String label = "plots";
        for (String file : outcome.files()) {
            if (file.endsWith(".png") || file.endsWith(".svg")) {
                table.row(label, file);
                label = "";
            }
        }
        return table;
    }

    private TextTable legs() {
        TextTable table = TextTable.bare();
        outcome.timings()
                .forEach((leg, took) ->
                        table.row(
                                leg.replace('_', ' '),
                                String.format(Locale.ROOT, "%10s", Seconds.text(took))));
        return table;
    }

    private String expected(String format, int region, boolean contrast) {
        if (region >= outcome.expected().regions()) {
            return "-";
        }
        return number(
                format,
                contrast ? outcome.expected().contrast(region) : outcome.expected().decay(region));
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    void printJson() {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("agrees", outcome.agrees());
        object.put("largest_deviation", outcome.deviation());
        object.put("tolerance", outcome.tolerance());
        object.put("function_id", outcome.function().toString());
        object.put("result_file", outcome.resultFile().toString());
        ArrayNode files = object.putArray("files");
        outcome.files().forEach(files::add);
        ArrayNode bins = object.putArray("bins");
        for (int region = 0; region < outcome.measured().regions(); region++) {
            bins.addObject()
                    .put("q_bin", region + 1)
                    .put("contrast", outcome.measured().contrast(region))
                    .put("decay_frames", outcome.measured().decay(region));
        }
        ObjectNode timings = object.putObject("timings");
        outcome.timings().forEach((leg, took) -> timings.put(leg, Seconds.of(took)));
        terminal.out().println(Json.write(object));
    }

    private void indented(List<String> lines) {
        lines.forEach(text -> line("  " + text));
    }

    private void line(String text) {
        terminal.out().println(text);
    }
}
