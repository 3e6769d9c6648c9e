package org.beamlet.catalog.xpcs.twotime;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Which dynamic bins are correlated, as the argument {@code dq_selection} says it.
 *
 * @param text as it was given
 * @param ranges of labels, both ends included; none for all bins
 */
public record DqSelection(String text, List<Range> ranges) {
    private static final Pattern RANGE =
            Pattern.compile("\\s*(\\d{1,9})(?:\\s*-\\s*(\\d{1,9}))?\\s*");

    /** So many labels that the qmap lacks are named. */
    private static final int NAMED = 8;

    public DqSelection {
        ranges = List.copyOf(ranges);
    }

    /** Labels from {@code first} to {@code last}. */
    public record Range(int first, int last) {
        boolean has(int label) {
            return first <= label && label <= last;
        }
    }

    /**
     * Reads {@code all}, or labels and ranges such as {@code 1,3,5-7}.
     *
     * @throws BeamletException with ARGUMENTS_INVALID that quotes what cannot be read, and where
     */
    public static DqSelection parse(String text) {
        List<Range> ranges = new ArrayList<>();
        if (text.strip().equals("all")) {
            return new DqSelection(text, ranges);
        }
        int start = 0;
        for (String part : text.split(",", -1)) {
            Matcher matcher = RANGE.matcher(part);
            if (!matcher.matches()) {
                throw wrong(text, part, start, "is no bin and no range of bins");
            }
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (first == 0) {
                throw wrong(text, part, start, "begins below 1, the lowest bin");
            }
            if (last < first) {
                throw wrong(text, part, start, "ends before it begins");
            }
            ranges.add(new Range(first, last));
            start += part.length() + 1;
        }
        return new DqSelection(text, ranges);
    }

    private static BeamletException wrong(String text, String part, int start, String why) {
        return new BeamletException(
                ErrorCode.ARGUMENTS_INVALID,
                "dq_selection '%s': '%s' at character %d %s"
                        .formatted(text, part.strip(), start + 1, why),
                "write all, or labels of dynamic bins from 1 and ranges of them, such as 1,3,5-7");
    }

    /**
     * {@return the bins that are meant, by label}
     *
     * @param warn told of labels that no bin has
     * @throws BeamletException with ARGUMENTS_INVALID if none is left
     */
    public List<DynamicBin> of(Roi roi, Consumer<String> warn) {
        if (ranges.isEmpty()) {
            return roi.bins();
        }
        List<DynamicBin> chosen =
                roi.bins().stream()
                        .filter(bin -> ranges.stream().anyMatch(range -> range.has(bin.label())))
                        .toList();
        if (chosen.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "dq_selection '%s' names no dynamic bin that has good pixels".formatted(text),
                    "choose among " + labels(roi.bins()));
        }
        List<Integer> absent = absent(chosen);
        if (!absent.isEmpty()) {
            warn.accept(
                    "dq_selection '%s': no good pixel lies in dynamic bin %s; skipped"
                            .formatted(text, listed(absent)));
        }
        return chosen;
    }

    private List<Integer> absent(List<DynamicBin> chosen) {
        Set<Integer> present =
                chosen.stream().map(DynamicBin::label).collect(Collectors.toUnmodifiableSet());
        List<Integer> absent = new ArrayList<>();
        for (Range range : ranges) {
            for (int label = range.first();
                    label <= range.last() && absent.size() <= NAMED;
                    label++) {
                if (!present.contains(label) && !absent.contains(label)) {
                    absent.add(label);
                }
            }
        }
        return absent;
    }

    private static String labels(List<DynamicBin> bins) {
        return listed(bins.stream().map(DynamicBin::label).toList());
    }

    private static String listed(List<Integer> labels) {
        String named =
                labels.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
        return labels.size() > NAMED ? named + " …" : named;
    }
}
