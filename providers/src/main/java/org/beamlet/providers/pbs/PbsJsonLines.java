package org.beamlet.providers.pbs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads PBS's JSON where no parser does, by how PBS lays it out: one value on each line, which is
 * indented as deep as it stands. A value that breaks the rules of JSON then spoils its own line
 * only.
 */
final class PbsJsonLines {
    private static final Pattern LINE = Pattern.compile("(\\s*)\"([^\"]*)\"\\s*:\\s*(.*)");
    private static final int SPACES = 4;
    private static final int OF_ANSWER = 1;
    private static final int OF_JOBS = 2;
    private static final int OF_JOB = 3;
    private static final int OF_GROUP = 4;

    private final List<PbsJob> jobs = new ArrayList<>();
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private boolean inJobs;
    private String id = "";
    private String group = "";

    private PbsJsonLines() {}

    /** {@return all jobs of the answer; empty if it is cut off, or laid out in another way} */
    static Optional<List<PbsJob>> jobs(String text) {
        if (!text.stripTrailing().endsWith("\n}")) {
            return Optional.empty();
        }
        PbsJsonLines lines = new PbsJsonLines();
        text.lines().map(LINE::matcher).filter(Matcher::matches).forEach(lines::line);
        lines.ends();
        return lines.jobs.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(lines.jobs));
    }

    private void line(Matcher line) {
        String name = line.group(2);
        String value = line.group(3).stripTrailing();
        boolean opens = value.equals("{");
        switch (depth(line.group(1))) {
            case OF_ANSWER -> inJobs = name.equals("Jobs");
            case OF_JOBS -> {
                if (inJobs && opens) {
                    ends();
                    id = name;
                }
            }
            case OF_JOB -> {
                group = opens ? name + "." : "";
                if (!opens) {
                    attributes.putIfAbsent(name, plain(value));
                }
            }
            case OF_GROUP -> attributes.putIfAbsent(group + name, plain(value));
            default -> {
                // PBS nests no deeper.
            }
        }
    }

    /** By tabs, or by spaces before PBS Pro 19. */
    private static int depth(String indent) {
        return indent.startsWith("\t") ? indent.length() : indent.length() / SPACES;
    }

    private static String plain(String value) {
        String text = value.endsWith(",") ? value.substring(0, value.length() - 1) : value;
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1).replace("\\\"", "\"")
                : text;
    }

    private void ends() {
        if (!id.isEmpty()) {
            jobs.add(new PbsJob(id, attributes));
        }
        attributes.clear();
        id = "";
        group = "";
    }
}
