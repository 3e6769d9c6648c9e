package org.beamlet.cloud.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jboss.logging.Logger;

/**
 * Refuses new work while the disk that it would be kept on has little room left: what was accepted
 * before needs that room to end, and whoever submits should learn of it at once.
 */
public final class DiskRoom {
    private static final Logger LOG = Logger.getLogger(DiskRoom.class);
    private static final long LOOK_AGAIN_NS = 500_000_000L;
    private static final long MEGABYTE = 1L << 20;

    private final String folder;
    private final long least;
    private final LongSupplier free;
    private long seen;
    private long seenAtNs;
    private boolean full;

    /**
     * @param folder what is said to have no room
     * @param least bytes that must be free; 0 for no bound
     * @param free asked for the bytes that are
     */
    DiskRoom(String folder, long least, LongSupplier free) {
        this.folder = folder;
        this.least = least;
        this.free = free;
        this.seenAtNs = System.nanoTime() - LOOK_AGAIN_NS;
    }

    /** The room of the disk that a folder is on. */
    public static DiskRoom of(Path folder, long least) {
        return new DiskRoom(folder.toString(), least, () -> free(folder));
    }

    /** What is kept elsewhere needs no room here. */
    public static DiskRoom boundless() {
        return new DiskRoom("", 0, () -> Long.MAX_VALUE);
    }

    private static long free(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            // Writing will show what is wrong with it.
            LOG.warnf("free space is not known folder=%s reason=%s", folder, e);
            return Long.MAX_VALUE;
        }
    }

    /**
     * Raises where there is too little.
     *
     * @throws BeamletException with DISK_FULL
     */
    public void require() {
        Optional<Long> left = lacking();
        if (left.isPresent()) {
            throw new BeamletException(
                    ErrorCode.DISK_FULL,
                    "the service's disk has %d MB left and keeps %d MB for what it has accepted"
                            .formatted(left.get() / MEGABYTE, least / MEGABYTE),
                    "nothing was accepted; have its operator free space on the disk of '%s', then"
                                    .formatted(folder)
                            + " send it again");
        }
    }

    /** {@return how many bytes are left, if those are too few} */
    public synchronized Optional<Long> lacking() {
        if (least <= 0) {
            return Optional.empty();
        }
        long now = System.nanoTime();
        if (now - seenAtNs >= LOOK_AGAIN_NS) {
            seen = free.getAsLong();
            seenAtNs = now;
            tell(seen < least);
        }
        return full ? Optional.of(seen) : Optional.empty();
    }

    private void tell(boolean nowFull) {
        if (nowFull && !full) {
            LOG.warnf(
                    "no new work is taken folder=%s free_mb=%d least_free_mb=%d",
                    folder, seen / MEGABYTE, least / MEGABYTE);
        } else if (full && !nowFull) {
            LOG.infof("new work is taken again folder=%s free_mb=%d", folder, seen / MEGABYTE);
        }
        full = nowFull;
    }
}
