package org.beamlet.agent.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a journal's folder. Each agent writes one of its own, named by its epoch: one that
 * goes on writing although its lease is another's writes what nobody reads.
 */
final class JournalParts {
    private static final Pattern NAME = Pattern.compile("journal-(\\d{1,18})-(\\d{1,9})\\.log");

    /** What earlier versions wrote, whoever they were. */
    private static final String FIRST = "journal.log";

    private JournalParts() {}

    /**
     * One file.
     *
     * @param epoch of the agent that wrote it; -1 of earlier versions
     * @param number of the file in that epoch
     */
    record Part(Path file, long epoch, int number) implements Comparable<Part> {
        private static final Comparator<Part> AGE =
                Comparator.comparingLong(Part::epoch).thenComparingInt(Part::number);

        static Part of(Path folder, long epoch, int number) {
            return new Part(
                    folder.resolve("journal-%d-%d.log".formatted(epoch, number)), epoch, number);
        }

        /** {@return the one after this, in a folder that need not be this one's} */
        Part next(Path folder, long inEpoch) {
            return inEpoch > epoch ? of(folder, inEpoch, 0) : of(folder, epoch, number + 1);
        }

        String name() {
            return file.getFileName().toString();
        }

        boolean newerThan(Part other) {
            return compareTo(other) > 0;
        }

        @Override
        public int compareTo(Part other) {
            return AGE.compare(this, other);
        }
    }

    /** {@return all, the oldest first} */
    static List<Part> in(Path folder) throws IOException {
        List<Part> parts = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return parts;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "journal*.log")) {
            for (Path file : files) {
                of(file).ifPresent(parts::add);
            }
        }
        parts.sort(null);
        return parts;
    }

    private static Optional<Part> of(Path file) {
        String name = file.getFileName().toString();
        if (name.equals(FIRST)) {
            return Optional.of(new Part(file, -1, 0));
        }
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? Optional.of(
                        new Part(
                                file,
                                Long.parseLong(matcher.group(1)),
                                Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }
}
