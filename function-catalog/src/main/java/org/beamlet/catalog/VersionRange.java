package org.beamlet.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Versions of a function, as semver.org understands them: {@code ^1} is any that keeps what 1
 * promised, {@code ~1.2} any 1.2, {@code 1.2.3} that one. No range holds what comes before a
 * release.
 *
 * @param name of the function, all of it
 */
public record VersionRange(String name, char kind, List<Integer> given) {
    private static final Pattern TEXT =
            Pattern.compile(
                    "([a-z][a-z0-9_]*(?:\\.[a-z0-9_]+)*)@([\\^~]?)(\\d{1,6})(?:\\.(\\d{1,6}))?(?:\\.(\\d{1,6}))?");
    private static final Pattern RELEASE =
            Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})(?:\\+.*)?");
    private static final char EXACT = '=';

    public VersionRange {
        given = List.copyOf(given);
    }

    /**
     * {@return the range that a text such as {@code xpcs.correlate@^1} means; empty if it is none}
     */
    public static Optional<VersionRange> parse(String text) {
        Matcher found = TEXT.matcher(text);
        if (!found.matches()) {
            return Optional.empty();
        }
        int parts = found.group(5) != null ? 3 : found.group(4) != null ? 2 : 1;
        char kind = found.group(2).isEmpty() ? EXACT : found.group(2).charAt(0);
        // A version that is not whole would be a range that nobody has asked for.
        if (kind == EXACT && parts < 3) {
            return Optional.empty();
        }
        List<Integer> given = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            given.add(Integer.valueOf(found.group(3 + i)));
        }
        return Optional.of(new VersionRange(found.group(1), kind, given));
    }

    /** {@return whether a function is one of the range} */
    public boolean holds(CatalogFunction function) {
        return function.name().equals(name) && holds(function.version());
    }

    boolean holds(String version) {
        Matcher found = RELEASE.matcher(version);
        if (!found.matches()) {
            return false;
        }
        int[] parts = new int[3];
        for (int i = 0; i < 3; i++) {
            parts[i] = Integer.parseInt(found.group(1 + i));
        }
        int fixed = fixed();
        for (int i = 0; i < 3; i++) {
            int least = i < given.size() ? given.get(i) : 0;
            if (parts[i] != least) {
                return i >= fixed && parts[i] > least;
            }
        }
        return true;
    }

    /** {@return how many leading numbers must be as they were given} */
    private int fixed() {
        if (kind == EXACT) {
            return 3;
        }
        if (kind == '~') {
            return Math.min(2, given.size());
        }
        // Before 1.0 the first number that is not 0 is what promises are kept by.
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i) != 0) {
                return i + 1;
            }
        }
        return given.size();
    }
}
