package org.beamlet.agent.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes secrets out of texts: those that are known, and whatever looks like one. */
public final class Masked {
    static final String MASK = "*****";

    private static final int SHORTEST = 8;

    private static final String NAME =
            "[A-Za-z0-9_.-]*(?:token|secret|passw|passphrase|credential|private[_-]?key"
                    + "|api[_-]?key|access[_-]?key|authorization)[A-Za-z0-9_.-]*";

    /** A key on a line of its own, with its value or with nothing after it. */
    private static final Pattern KEY =
            Pattern.compile("^(\\s*(?:- +)?)[\"']?(?i:" + NAME + ")[\"']?\\s*:(\\s.*|)$");

    private static final List<Pattern> VALUES =
            List.of(
                    Pattern.compile(
                            "(?i)([\"']?"
                                    + NAME
                                    + "[\"']?\\s*[:=]\\s*)(\"[^\"]*\"|'[^']*'|[^\\s,;}\\]]+)"),
                    Pattern.compile("(?i)(--?" + NAME + "\\s+)([^\\s-]\\S*)"),
                    Pattern.compile("(?i)(\\b(?:bearer|basic)\\s+)([A-Za-z0-9._~+/=-]{8,})"),
                    Pattern.compile("([a-z][a-z0-9+.-]*://)([^/\\s@]+)(?=@)"),
                    // Of a proxy the scheme may be left out.
                    Pattern.compile(
                            "(?i)(\\b[a-z_]*proxy[\"']?\\s*[:=]\\s*[\"']?)([^/\\s@\"']+)(?=@)"));

    private static final Pattern BARE =
            Pattern.compile(
                    "\\bbl_[A-Za-z0-9_-]{16,}|\\beyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_.-]+|\\bAKIA[A-Z0-9]{16}\\b");

    private static final Pattern PEM =
            Pattern.compile(
                    "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\\z)",
                    Pattern.DOTALL);

    private final List<String> known;

    /**
     * Makes it.
     *
     * @param secrets that occur nowhere in what is written; very short ones are no secrets
     */
    public Masked(List<String> secrets) {
        this.known =
                secrets.stream()
                        .map(String::strip)
                        .filter(secret -> secret.length() >= SHORTEST)
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList();
    }

    public String text(String text) {
        String masked = text;
        for (String secret : known) {
            masked = masked.replace(secret, MASK);
        }
        masked = PEM.matcher(masked).replaceAll(MASK);
        List<String> lines = new ArrayList<>();
        int below = -1;
        for (String line : masked.split("\n", -1)) {
            int indent = line.length() - line.stripLeading().length();
            if (below >= 0 && (line.isBlank() || indent > below)) {
                // The rest of a value of several lines.
                continue;
            }
            below = -1;
            Matcher key = KEY.matcher(line);
            if (key.matches()) {
                lines.add(line.substring(0, line.indexOf(':') + 1) + " " + MASK);
                below = key.group(1).length();
            } else {
                lines.add(inLine(line));
            }
        }
        return String.join("\n", lines);
    }

    private static String inLine(String line) {
        String masked = line;
        for (Pattern pattern : VALUES) {
            masked = pattern.matcher(masked).replaceAll("$1" + MASK);
        }
        return BARE.matcher(masked).replaceAll(MASK);
    }
}
