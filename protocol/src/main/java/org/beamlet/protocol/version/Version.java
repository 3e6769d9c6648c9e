package org.beamlet.protocol.version;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A semantic version; a later one is larger.
 *
 * @param preRelease such as {@code rc.1}; empty for a release
 */
public record Version(int major, int minor, int patch, String preRelease)
        implements Comparable<Version> {
    private static final Pattern TEXT =
            Pattern.compile(
                    "(\\d{1,8})(?:\\.(\\d{1,8}))?(?:\\.(\\d{1,8}))?"
                            + "(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?");

    private static final Comparator<Version> ORDER =
            Comparator.comparingInt(Version::major)
                    .thenComparingInt(Version::minor)
                    .thenComparingInt(Version::patch)
                    .thenComparing(Version::isRelease)
                    .thenComparing(Version::preRelease, Version::comparePreReleases);

    /** {@return the version, if the text is one; missing numbers count as 0} */
    public static Optional<Version> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new Version(
                        number(matcher.group(1)),
                        number(matcher.group(2)),
                        number(matcher.group(3)),
                        matcher.group(4) == null ? "" : matcher.group(4)));
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    public boolean isRelease() {
        return preRelease.isEmpty();
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    /** Part by part; numbers by value and before words. */
    private static int comparePreReleases(String a, String b) {
        String[] left = a.split("\\.", -1);
        String[] right = b.split("\\.", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int order = comparePart(left[i], right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }

    private static int comparePart(String a, String b) {
        boolean left = a.matches("\\d{1,9}");
        boolean right = b.matches("\\d{1,9}");
        if (left && right) {
            return Integer.compare(Integer.parseInt(a), Integer.parseInt(b));
        }
        return left == right ? a.compareTo(b) : left ? -1 : 1;
    }
}
