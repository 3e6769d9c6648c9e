package org.beamlet.worker.mpi;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Slurm's short way to write names of hosts: {@code nid[001-003,007],login1}. */
final class HostList {
    private static final int MOST = 65_536;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

    private final String text;

    private HostList(String text) {
        this.text = text;
    }

    /**
     * Spells a list out, in its order.
     *
     * @throws BeamletException with code CONFIG_INVALID quoting what cannot be read
     */
    static List<String> expand(String text) {
        HostList list = new HostList(text);
        List<String> hosts = new ArrayList<>();
        for (String part : list.parts()) {
            hosts.addAll(list.expanded(part));
            list.requireFew(hosts.size());
        }
        if (hosts.isEmpty() || !hosts.stream().allMatch(host -> HOST.matcher(host).matches())) {
            throw list.unreadable("names no hosts");
        }
        return List.copyOf(hosts);
    }

    /** What stands between the commas that are in no brackets. */
    private List<String> parts() {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '[' -> depth++;
                case ']' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        parts.add(text.substring(start, i).strip());
                        start = i + 1;
                    }
                }
                default -> {}
            }
            if (depth < 0 || depth > 1) {
                throw unreadable("has brackets that do not match");
            }
        }
        if (depth != 0) {
            throw unreadable("has brackets that do not match");
        }
        parts.add(text.substring(start).strip());
        return parts;
    }

    /** From left to right, for a name may have several pairs of brackets. */
    private List<String> expanded(String part) {
        List<String> names = List.of("");
        int at = 0;
        while (at < part.length()) {
            int open = part.indexOf('[', at);
            if (open < 0) {
                names = times(names, List.of(part.substring(at)));
                break;
            }
            int close = part.indexOf(']', open);
            names = times(names, List.of(part.substring(at, open)));
            names = times(names, numbers(part.substring(open + 1, close)));
            at = close + 1;
        }
        return names;
    }

    private List<String> times(List<String> heads, List<String> tails) {
        requireFew((long) heads.size() * tails.size());
        return heads.stream().flatMap(head -> tails.stream().map(tail -> head + tail)).toList();
    }

    /** As wide as the first number of each range is written. */
    private List<String> numbers(String ranges) {
        List<String> numbers = new ArrayList<>();
        for (String range : ranges.split(",", -1)) {
            Matcher ends = RANGE.matcher(range.strip());
            if (!ends.matches()) {
                throw unreadable("has '%s' in brackets".formatted(range));
            }
            int first = Integer.parseInt(ends.group(1));
            int last = ends.group(2) == null ? first : Integer.parseInt(ends.group(2));
            if (last < first) {
                throw unreadable("has '%s' in brackets".formatted(range));
            }
            requireFew((long) last - first + numbers.size());
            String form = "%0" + ends.group(1).length() + "d";
            for (int number = first; number <= last; number++) {
                numbers.add(form.formatted(number));
            }
        }
        return numbers;
    }

    private void requireFew(long hosts) {
        if (hosts > MOST) {
            throw unreadable("names more than %d hosts".formatted(MOST));
        }
    }

    private BeamletException unreadable(String why) {
        String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
        return new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "the list of the block's nodes '%s' %s".formatted(shown, why),
                "start the endpoint's blocks within a job of Slurm, and set SLURM_JOB_NODELIST to"
                        + " nothing else than Slurm does");
    }
}
