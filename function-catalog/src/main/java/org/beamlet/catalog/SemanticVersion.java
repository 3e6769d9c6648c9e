package org.beamlet.catalog;

import java.util.Comparator;

/** Orders versions as semver.org does; build metadata does not count. */
final class SemanticVersion {
    static final Comparator<String> ORDER = SemanticVersion::compare;

    private SemanticVersion() {}

    private static int compare(String left, String right) {
        String[] a = parts(left);
        String[] b = parts(right);
        int core = comparePart(a[0].split("\\."), b[0].split("\\."));
        if (core != 0) {
            return core;
        }
        if (a[1].isEmpty() || b[1].isEmpty()) {
            // A pre-release comes before the release it prepares.
            return Boolean.compare(a[1].isEmpty(), b[1].isEmpty());
        }
        return comparePart(a[1].split("\\."), b[1].split("\\."));
    }

    private static String[] parts(String version) {
        String[] withoutBuild = version.split("\\+", 2);
        String[] core = withoutBuild[0].split("-", 2);
        return new String[] {core[0], core.length > 1 ? core[1] : ""};
    }

    private static int comparePart(String[] a, String[] b) {
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            boolean numbers = a[i].matches("\\d{1,9}") && b[i].matches("\\d{1,9}");
            int order =
                    numbers
                            ? Integer.compare(Integer.parseInt(a[i]), Integer.parseInt(b[i]))
                            : a[i].compareTo(b[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.length, b.length);
    }
}
