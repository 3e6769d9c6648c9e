package org.beamlet.catalog.hdf5.filter;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A filter through which a dataset was stored and that is not read here. */
public final class UnknownFilter extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Those that a file may well have. */
    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(4, "SZIP"),
                    Map.entry(5, "N-bit"),
                    Map.entry(6, "scale-offset"),
                    Map.entry(305, "LZO"),
                    Map.entry(307, "bzip2"),
                    Map.entry(32006, "Snappy"),
                    Map.entry(32013, "ZFP"),
                    Map.entry(32017, "SZ"),
                    Map.entry(32018, "FCIDECOMP"),
                    Map.entry(32019, "JPEG"),
                    Map.entry(32024, "SZ3"));

    private static final Pattern NUMBER = Pattern.compile("id=(\\d{1,9})\\b");

    UnknownFilter(int id) {
        super(about(id));
    }

    /** {@return which filter is meant where jHDF says that it lacks one} */
    public static String about(String said) {
        Matcher number = NUMBER.matcher(said);
        return number.find() ? about(Integer.parseInt(number.group(1))) : said;
    }

    private static String about(int id) {
        return NAMES.containsKey(id)
                ? "the filter %s (number %d) is not read here".formatted(NAMES.get(id), id)
                : "filter %d is not known".formatted(id);
    }
}
