package org.beamlet.catalog.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.Superblock;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;
import io.jhdf.storage.HdfFileChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file as jHDF reads it, but no more of it than there is.
 *
 * <p>Nothing is mapped into memory, whatever jHDF asks for: of a mapped file that another process
 * cuts, a page is gone while it is read, which ends the process or strikes at some later place.
 *
 * <p>jHDF makes room for as many bytes as a file says that follow, before it reads them: a damaged
 * file would take all memory, and with it the process. It takes no storage but its own, unless by
 * reflection.
 */
record BoundedStorage(HdfBackingStorage file) implements HdfBackingStorage {
    /** Where it is bound, what is asked for is read into these arrays. */
    static final ScopedValue<SpareBytes> INTO = ScopedValue.newInstance();

    /** Where it is bound, nothing is read: who asks wants to know whether there is something. */
    static final ScopedValue<Boolean> ONLY_WHETHER = ScopedValue.newInstance();

    /** Of an array. */
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private static final Constructor<HdfFile> MAKE;
    private static final Field PATH;

    static {
        try {
            MAKE = HdfFile.class.getDeclaredConstructor(HdfBackingStorage.class);
            MAKE.setAccessible(true);
            // Links to other files start from there.
            PATH = HdfFile.class.getDeclaredField("optionalFile");
            PATH.setAccessible(true);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this release of jHDF is not the one that is known", e);
        }
    }

    /** Opens a file that begins, somewhere, as HDF5 does. */
    static HdfFile open(Path path) {
        @Nullable FileChannel channel = null;
        try {
            channel = FileChannel.open(path);
            long start = Hdf5Signature.in(channel);
            Superblock superblock = Superblock.readSuperblock(channel, start);
            if (superblock.getBaseAddressByte() != start) {
                throw new HdfException(
                        "its addresses count from byte %d, it begins at byte %d"
                                .formatted(superblock.getBaseAddressByte(), start));
            }
            HdfFile opened =
                    MAKE.newInstance(new BoundedStorage(new HdfFileChannel(channel, superblock)));
            PATH.set(opened, Optional.of(path));
            channel = null;
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException told
                    ? told
                    : new HdfException("the root group cannot be read", e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this release of jHDF is not the one that is known", e);
        } finally {
            close(channel);
        }
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void require(long address, long length) {
        if (address < 0 || length < 0 || length > file.size() - address) {
            throw new HdfException(
                    "it tells of %d bytes at byte %d, and has %d in all"
                            .formatted(length, address, file.size()));
        }
    }

    @Override
    public ByteBuffer readBufferFromAddress(long address, int length) {
        require(address, length);
        return file.readBufferFromAddress(address, length);
    }

    @Override
    public ByteBuffer map(long address, long length) {
        require(address, length);
        return read(address + getUserBlockSize(), length);
    }

    @Override
    public ByteBuffer mapNoOffset(long address, long length) {
        require(address, length);
        return read(address, length);
    }

    private ByteBuffer read(long at, long length) {
        if (ONLY_WHETHER.isBound()) {
            return ByteBuffer.allocate(length > 0 ? 1 : 0);
        }
        if (length > LONGEST) {
            throw new HdfException("%d bytes in one piece are too many".formatted(length));
        }
        int count = (int) length;
        ByteBuffer bytes =
                ByteBuffer.wrap(INTO.isBound() ? INTO.get().take(count) : new byte[count]);
        try {
            while (bytes.hasRemaining()) {
                if (file.getFileChannel().read(bytes, at + bytes.position()) < 0) {
                    throw new HdfException("it has shrunk while it was read");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.flip();
    }

    @Override
    public long getUserBlockSize() {
        return file.getUserBlockSize();
    }

    @Override
    public Superblock getSuperblock() {
        return file.getSuperblock();
    }

    @Override
    public FileChannel getFileChannel() {
        return file.getFileChannel();
    }

    @Override
    public int getSizeOfOffsets() {
        return file.getSizeOfOffsets();
    }

    @Override
    public int getSizeOfLengths() {
        return file.getSizeOfLengths();
    }

    @Override
    public void close() {
        file.close();
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public boolean inMemory() {
        return file.inMemory();
    }
}
