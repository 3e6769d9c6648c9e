package org.beamlet.client.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows in aligned columns; the last column is as long as it likes. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final boolean headed;

    private TextTable(boolean headed) {
        this.headed = headed;
    }

    public static TextTable headed(String... columns) {
        TextTable table = new TextTable(true);
        table.rows.add(List.of(columns));
        return table;
    }

    public static TextTable bare() {
        return new TextTable(false);
    }

    public TextTable row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** {@return the lines, the head in bold} */
    public List<String> lines(Ink ink) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths =
                IntStream.range(0, columns)
                        .map(column ->
                                rows.stream().mapToInt(row -> width(row, column)).max().orElse(0))
                        .toArray();
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                boolean last = column == row.size() - 1;
                String cell = row.get(column);
                line.append(cell);
                if (!last) {
                    line.append(" ".repeat(widths[column] - cell.length())).append(GAP);
                }
            }
            String text = line.toString().stripTrailing();
            lines.add(headed && lines.isEmpty() ? ink.bold(text) : text);
        }
        return lines;
    }

    private static int width(List<String> row, int column) {
        return column < row.size() ? row.get(column).length() : 0;
    }
}
