package org.beamlet.providers.pbs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code qstat -f} prints: of each job a heading, and its attributes below. */
public final class PbsText {
    private static final Pattern HEADING = Pattern.compile("Job Id:\\s*(\\S+)");
    private static final Pattern ATTRIBUTE = Pattern.compile("(\\s+)([A-Za-z][\\w.]*) = (.*)");

    private final List<PbsJob> jobs = new ArrayList<>();
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private String id = "";
    private String indent = "";
    private String last = "";

    private PbsText() {}

    /** {@return all jobs of the answer} */
    public static List<PbsJob> jobs(String stdout) {
        PbsText text = new PbsText();
        stdout.lines().forEach(text::line);
        text.ends();
        return List.copyOf(text.jobs);
    }

    private void line(String line) {
        Matcher heading = HEADING.matcher(line);
        if (heading.lookingAt()) {
            ends();
            id = heading.group(1);
            return;
        }
        Matcher attribute = ATTRIBUTE.matcher(line);
        if (attribute.matches() && attribute.group(1).equals(indent(attribute.group(1)))) {
            last = attribute.group(2);
            attributes.put(last, attribute.group(3));
        } else if (!last.isEmpty() && !line.isBlank()) {
            // A long value goes on in the next line, which is indented in another way.
            attributes.merge(last, line.strip(), String::concat);
        }
    }

    private String indent(String first) {
        if (indent.isEmpty()) {
            indent = first;
        }
        return indent;
    }

    private void ends() {
        if (!id.isEmpty()) {
            jobs.add(new PbsJob(id, attributes));
        }
        attributes.clear();
        id = "";
        indent = "";
        last = "";
    }
}
