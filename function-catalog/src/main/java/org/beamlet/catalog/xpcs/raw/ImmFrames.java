package org.beamlet.catalog.xpcs.raw;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.beamlet.protocol.error.BeamletException;

/** Where the frames of an IMM file lie, found by going from header to header. */
final class ImmFrames {
    private final RawFile file;
    private final ImmHeader first;

    /** Where each frame's payload begins. */
    private long[] starts = new long[1024];

    private int[] entries = new int[1024];
    private int count;

    private ImmFrames(RawFile file) {
        this.file = file;
        this.first = header(0, 0);
        if (!first.plausible()) {
            throw file.wrong(
                    "does not begin with an IMM header: rows %d, columns %d, bytes %d, entries %d"
                            .formatted(
                                    first.rows(), first.columns(), first.bytes(), first.entries()),
                    "give an IMM file of 16-bit counts, or HDF5");
        }
        long at = 0;
        while (at < file.size()) {
            ImmHeader header = header(count, at);
            require(header, at);
            add(at + ImmHeader.BYTES, header.entries());
            at += ImmHeader.BYTES + header.payload();
        }
    }

    /** Finds the frames of a file. */
    static ImmFrames of(RawFile file) {
        return new ImmFrames(file);
    }

    private ImmHeader header(int frame, long at) {
        if (at + ImmHeader.BYTES > file.size()) {
            throw cut(frame, "header", ImmHeader.BYTES, file.size() - at);
        }
        ByteBuffer header = ByteBuffer.allocate(ImmHeader.READ);
        file.read(header, at);
        return ImmHeader.of(header);
    }

    private void require(ImmHeader header, long at) {
        if (!header.sameDetector(first)) {
            throw file.wrong(
                    ("changes at frame %d, byte %d: %d x %d with compression %d after %d x %d with"
                                    + " compression %d")
                            .formatted(
                                    count,
                                    at,
                                    header.rows(),
                                    header.columns(),
                                    header.compression(),
                                    first.rows(),
                                    first.columns(),
                                    first.compression()),
                    "give one series of one detector; if it should be one, the file is damaged");
        }
        if (!header.plausible()) {
            throw file.wrong(
                    "has a header that cannot be at frame %d, byte %d: %d counts of %d bytes"
                            .formatted(count, at, header.entries(), header.bytes()),
                    "the file is damaged or of another kind of IMM: copy it again");
        }
        long left = file.size() - at - ImmHeader.BYTES;
        if (left < header.payload()) {
            throw cut(count, "counts", header.payload(), left);
        }
    }

    private BeamletException cut(int frame, String part, long wanted, long found) {
        return file.wrong(
                "ends early: frame %d has %d of %d bytes of its %s"
                        .formatted(frame, found, wanted, part),
                "copy it again once the detector has closed it");
    }

    private void add(long start, int size) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            entries = Arrays.copyOf(entries, 2 * count);
        }
        starts[count] = start;
        entries[count++] = size;
    }

    RawFile file() {
        return file;
    }

    ImmHeader first() {
        return first;
    }

    int count() {
        return count;
    }

    long start(long frame) {
        return starts[(int) frame];
    }

    int entries(long frame) {
        return entries[(int) frame];
    }
}
