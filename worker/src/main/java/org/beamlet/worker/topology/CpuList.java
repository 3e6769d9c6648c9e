package org.beamlet.worker.topology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Numbers of CPUs as Linux writes them: {@code 0-3,8}. */
public final class CpuList {
    private static final Pattern RANGE = Pattern.compile("\\d{1,6}(-\\d{1,6})?");

    private CpuList() {}

    /** {@return the numbers; none for what is no such list} */
    public static List<Integer> parse(String list) {
        List<Integer> all = new ArrayList<>();
        for (String range : list.strip().split(",", -1)) {
            if (!RANGE.matcher(range).matches()) {
                return List.of();
            }
            String[] ends = range.split("-", 2);
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int cpu = Integer.parseInt(ends[0]); cpu <= last; cpu++) {
                all.add(cpu);
            }
        }
        return all;
    }

    /** {@return the numbers, each once and in order, in as few ranges as will do} */
    public static String text(Collection<Integer> cpus) {
        StringBuilder text = new StringBuilder();
        int first = -1;
        int last = -1;
        for (int cpu : new TreeSet<>(cpus)) {
            if (first >= 0 && cpu == last + 1) {
                last = cpu;
                continue;
            }
            add(text, first, last);
            first = cpu;
            last = cpu;
        }
        add(text, first, last);
        return text.toString();
    }

    private static void add(StringBuilder text, int first, int last) {
        if (first < 0) {
            return;
        }
        if (!text.isEmpty()) {
            text.append(',');
        }
        text.append(first);
        if (last > first) {
            text.append('-').append(last);
        }
    }
}
