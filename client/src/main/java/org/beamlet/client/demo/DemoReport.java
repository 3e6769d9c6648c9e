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
import org.jspecify.annotations.Nullable;

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
                String.format(
                        Locale.ROOT,
                        "  g2 %s with the reference: largest deviation %.1e, allowed %.0e + %.0e g2",
                        verdict,
                        outcome.deviation(),
                        outcome.expectation().absolute(),
                        outcome.expectation().relative()));
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
        if (region >= outcome.expectation().curves().regions()) {
            return "-";
        }
        return number(
                format,
                contrast
                        ? outcome.expectation().curves().contrast(region)
                        : outcome.expectation().curves().decay(region));
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    void printJson() {
        ObjectNode object = Json.NODES.objectNode();
        object.put("agrees", outcome.agrees());
        object.put("largest_deviation", finite(outcome.deviation()));
        object.putObject("tolerance")
                .put("atol", outcome.expectation().absolute())
                .put("rtol", outcome.expectation().relative());
        object.put("function_id", outcome.function().toString());
        object.put("result_file", outcome.resultFile().toString());
        ArrayNode files = object.putArray("files");
        outcome.files().forEach(files::add);
        ArrayNode bins = object.putArray("bins");
        for (int region = 0; region < outcome.measured().regions(); region++) {
            bins.addObject()
                    .put("q_bin", region + 1)
                    .put("contrast", outcome.measured().contrast(region))
                    .put("expected_contrast", expectedContrast(region))
                    .put("decay_frames", finite(outcome.measured().decay(region)))
                    .put("expected_decay_frames", expectedDecay(region));
        }
        ObjectNode timings = object.putObject("timings");
        outcome.timings().forEach((leg, took) -> timings.put(leg, Seconds.of(took)));
        terminal.out().println(Json.write(object));
    }

    private @Nullable Double expectedContrast(int region) {
        G2Curves curves = outcome.expectation().curves();
        return region < curves.regions() ? finite(curves.contrast(region)) : null;
    }

    private @Nullable Double expectedDecay(int region) {
        G2Curves curves = outcome.expectation().curves();
        return region < curves.regions() ? finite(curves.decay(region)) : null;
    }

    /** Strict readers of JSON know no NaN. */
    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }

    private void indented(List<String> lines) {
        lines.forEach(text -> line("  " + text));
    }

    private void line(String text) {
        terminal.out().println(text);
    }
}
