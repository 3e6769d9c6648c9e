package org.beamlet.worker.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One accelerator as a configuration or a batch system calls it.
 *
 * @param text such as {@code 0}, {@code 0.1}, {@code GPU-5c89852c} or {@code MIG-e07a497d-…}
 */
public record DeviceName(String text, Kind kind) {
    /** What a name counts. */
    public enum Kind {
        /** The number of a device, or of a part of one: {@code 3}, {@code 3.1}. */
        NUMBER("numbers"),
        /** A UUID of a whole device, which may be cut short. */
        GPU("UUIDs of GPUs"),
        /** A UUID of a part of a device. */
        MIG("UUIDs of MIG devices"),
        /** Whatever else some maker's software understands. */
        OTHER("other names");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private static final Pattern NUMBER = Pattern.compile("-?(\\d+)(\\.\\d+)?");

    public static DeviceName of(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        if (NUMBER.matcher(text).matches()) {
            return new DeviceName(text, Kind.NUMBER);
        }
        if (upper.startsWith("MIG-")) {
            return new DeviceName(text, Kind.MIG);
        }
        return new DeviceName(text, upper.startsWith("GPU-") ? Kind.GPU : Kind.OTHER);
    }

    /** {@return the names that stand together, for a worker that has several devices} */
    public static List<DeviceName> group(String names) {
        return Arrays.stream(names.split(",", -1)).map(DeviceName::of).toList();
    }

    /** {@return the number of the whole device; none for what is no number} */
    Optional<Integer> index() {
        Matcher number = NUMBER.matcher(text);
        return number.matches() && number.group(1).length() <= 6
                ? Optional.of(Integer.valueOf(number.group(1)))
                : Optional.empty();
    }

    /** {@return whether it is a part of a device that has a number} */
    boolean part() {
        return kind == Kind.NUMBER && text.contains(".");
    }

    /**
     * Looks at what stands in a configuration.
     *
     * @param groups one for each worker
     * @return what is wrong, each with what to do
     */
    public static List<String> faults(List<String> groups) {
        List<String> faults = new ArrayList<>();
        Set<Kind> kinds = new HashSet<>();
        for (String group : groups) {
            List<DeviceName> names = group(group);
            names.forEach(name -> kinds.add(name.kind));
            if (names.stream().anyMatch(name -> name.text.startsWith("-"))) {
                faults.add(
                        "holds '%s', which is negative; devices are counted from 0"
                                .formatted(group));
            }
            if (names.stream().anyMatch(name -> name.text.isEmpty())) {
                faults.add("holds '%s'; write names with commas between them".formatted(group));
            }
            if (names.stream().map(name -> name.text).distinct().count() < names.size()) {
                faults.add(
                        "holds '%s', which gives a worker one device twice; name it once"
                                .formatted(group));
            }
            if (names.size() > 1 && names.stream().anyMatch(name -> name.kind == Kind.MIG)) {
                faults.add(
                        "holds '%s', and a process can use only one MIG device; give each worker one"
                                .formatted(group));
            }
        }
        if (kinds.size() > 1) {
            faults.add(
                    "mixes %s; use names of one kind"
                            .formatted(
                                    String.join(
                                            " and ",
                                            kinds.stream()
                                                    .sorted()
                                                    .map(one -> one.words)
                                                    .toList())));
        }
        return faults;
    }
}
