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
 * <p>jHDF makes room for as many bytes as a file says that follow, before it reads them: a damaged
 * file would take all memory, and with it the process. It takes no storage but its own, unless by
 * reflection.
 */
record BoundedStorage(HdfBackingStorage file) implements HdfBackingStorage {
    /** Where it is bound, what would be mapped is read instead, into these arrays. */
    static final ScopedValue<SpareBytes> INTO = ScopedValue.newInstance();

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
        if (INTO.isBound() && length <= Integer.MAX_VALUE) {
            return read(address + getUserBlockSize(), INTO.get().take((int) length));
        }
        return file.map(address, length);
    }

    /** Mapped pages count as this process's own until they are collected, and may vanish. */
    private ByteBuffer read(long at, byte[] into) {
        ByteBuffer bytes = ByteBuffer.wrap(into);
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
    public ByteBuffer mapNoOffset(long address, long length) {
        require(address, length);
        return file.mapNoOffset(address, length);
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
