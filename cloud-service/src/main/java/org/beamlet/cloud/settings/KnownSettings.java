package org.beamlet.cloud.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * The settings that exist. They are read from the table of the reference, which is packed into the
 * program: what is not documented is not a setting.
 */
public final class KnownSettings {
    static final String PREFIX = "beamlet.";
    private static final String TABLE = "settings.md";
    private static final String FILE = "-file";
    private static final Pattern CELLS = Pattern.compile("(?<!\\\\)\\|");

    private final List<Row> rows;

    /** A row of the table; a part of its key may be {@code *}. */
    public record Row(String key, String standard, String meaning) {
        private boolean covers(String other) {
            if (!key.contains("*")) {
                return key.equals(other);
            }
            String pattern = Pattern.quote(key).replace("*", "\\E[a-z0-9-]+\\Q");
            return other.matches(pattern);
        }
    }

    private KnownSettings(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    public static KnownSettings load() {
        try (InputStream in =
                Objects.requireNonNull(KnownSettings.class.getResourceAsStream(TABLE), TABLE)) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "the table of settings cannot be read: " + e.getMessage(),
                    "install Beamlet again",
                    e);
        }
    }

    static KnownSettings parse(String markdown) {
        return new KnownSettings(
                markdown.lines()
                        .filter(line -> line.startsWith("| `" + PREFIX))
                        .map(KnownSettings::row)
                        .toList());
    }

    private static Row row(String line) {
        List<String> cells = Arrays.stream(CELLS.split(line)).skip(1).map(String::strip).toList();
        return new Row(
                cells.getFirst().replace("`", ""),
                cells.size() > 1 ? cells.get(1).replace("`", "") : "",
                cells.size() > 2 ? cells.get(2) : "");
    }

    public List<Row> rows() {
        return rows;
    }

    public boolean has(String key) {
        return rows.stream().anyMatch(row -> row.covers(key));
    }

    /**
     * {@return whether the value must not be seen: there is a setting that names a file with it}
     */
    public boolean isSecret(String key) {
        return has(key) && has(key + FILE);
    }

    /** Refuses a key that does not exist, with the one that was probably meant. */
    public void require(String key, String where) {
        if (has(key)) {
            return;
        }
        throw new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "%s sets '%s', which does not exist".formatted(where, key),
                nearest(key).map("did you mean '%s'?"::formatted).orElse("see")
                        + " `beamlet cloud settings` lists all");
    }

    /** {@return the key that is spelled most like this one} */
    Optional<String> nearest(String key) {
        return rows.stream()
                .map(Row::key)
                .min(Comparator.comparingInt(known -> distance(known, key)))
                .filter(known -> distance(known, key) <= Math.max(3, key.length() / 2));
    }

    /** How many letters must be added, dropped or changed to make one text of the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
