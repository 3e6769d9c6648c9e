package org.beamlet.protocol.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Goes along a chain, entry after entry, until one does not fit.
 *
 * <p>That entries at the end are gone cannot be seen from the others: for that the newest one has
 * to be known from elsewhere, see {@link #endsAt}.
 */
public final class ChainCheck {
    /** Longer than any entry: what is longer is not read into memory. */
    private static final int MOST = 1 << 20;

    private @Nullable ChainHead last;
    private @Nullable ChainHead before;
    private long entries;
    private @Nullable String fault;

    /** What was found. */
    public sealed interface Verdict {
        /**
         * Each entry follows the one before it.
         *
         * @param before the head that the first of them names; entries up to it were not looked at
         * @param last the newest
         */
        record Whole(long entries, ChainHead before, ChainHead last) implements Verdict {}

        /** {@code what} does not fit, after so many entries that do. */
        record Broken(long entries, String what) implements Verdict {}
    }

    /** Says after which entry the first one has to come. */
    public ChainCheck startsAfter(ChainHead head) {
        before = head;
        last = head;
        return this;
    }

    /** Looks at the next entry; after one that does not fit, at none. */
    public void next(JsonNode entry, String where) {
        if (fault == null) {
            fault = faultOf(entry, where).orElse(null);
            if (fault == null) {
                entries++;
            }
        }
    }

    private Optional<String> faultOf(JsonNode entry, String where) {
        if (!(entry instanceof ObjectNode json)
                || !json.path(ChainedEntry.SEQ).isIntegralNumber()
                || !json.path(ChainedEntry.HASH).isTextual()
                || !json.path(ChainedEntry.PREVIOUS).isTextual()) {
            return Optional.of("%s is no entry of a chain".formatted(where));
        }
        long seq = json.path(ChainedEntry.SEQ).asLong();
        String hash = json.path(ChainedEntry.HASH).asText();
        if (seq < 1 || !hash.equals(ChainedEntry.hashOf(json))) {
            return Optional.of(
                    "entry %d (%s) was changed: its hash does not fit what it says"
                            .formatted(seq, where));
        }
        String previous = json.path(ChainedEntry.PREVIOUS).asText();
        ChainHead expected = last;
        if (expected == null) {
            before = new ChainHead(seq - 1, previous);
        } else if (seq > expected.seq() + 1) {
            return Optional.of(
                    seq == expected.seq() + 2
                            ? "entry %d is missing before %s".formatted(seq - 1, where)
                            : "entries %d to %d are missing before %s"
                                    .formatted(expected.seq() + 1, seq - 1, where));
        } else if (seq <= expected.seq()) {
            return Optional.of(
                    "%s is entry %d and comes after entry %d"
                            .formatted(where, seq, expected.seq()));
        } else if (!previous.equals(expected.hash())) {
            return Optional.of(
                    "entry %d (%s) follows another entry %d than the one that is there"
                            .formatted(seq, where, seq - 1));
        }
        last = new ChainHead(seq, hash);
        return Optional.empty();
    }

    /** Says which entry must be the newest, where that is known from elsewhere. */
    public void endsAt(ChainHead head) {
        if (fault != null) {
            return;
        }
        ChainHead end = last == null ? ChainHead.START : last;
        if (end.seq() < head.seq()) {
            fault = "entries %d to %d are missing at the end".formatted(end.seq() + 1, head.seq());
        } else if (!end.equals(head)) {
            fault = "it ends with another entry than number %d".formatted(head.seq());
        }
    }

    public Verdict verdict() {
        String found = fault;
        if (found != null) {
            return new Verdict.Broken(entries, found);
        }
        ChainHead end = last == null ? ChainHead.START : last;
        return new Verdict.Whole(entries, before == null ? end : before, end);
    }

    /**
     * Goes along the lines of files, oldest first.
     *
     * @throws BeamletException with code INPUT_NOT_FOUND if one of them cannot be read
     */
    public static Verdict ofFiles(List<Path> files) {
        ChainCheck check = new ChainCheck();
        for (Path file : files) {
            try (BufferedReader in = Files.newBufferedReader(file)) {
                long number = 0;
                for (String line = line(in); line != null; line = line(in)) {
                    number++;
                    String where = "line %d of '%s'".formatted(number, file);
                    check.next(parsed(line), where);
                }
            } catch (IOException e) {
                throw new BeamletException(
                        ErrorCode.INPUT_NOT_FOUND,
                        "audit file '%s' cannot be read: %s".formatted(file, e),
                        "name files of lines that an audit log wrote, which you may read",
                        e);
            }
        }
        return check.verdict();
    }

    private static @Nullable String line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return line.isEmpty() ? null : line.toString();
            }
            if (line.length() < MOST) {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static JsonNode parsed(String line) {
        try {
            return Json.read(line);
        } catch (BeamletException _) {
            return Json.NODES.missingNode();
        }
    }
}
