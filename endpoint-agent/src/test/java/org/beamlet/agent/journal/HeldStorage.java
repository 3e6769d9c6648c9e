package org.beamlet.agent.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk that counts fsyncs, holds the first one up as long as the test wants, and may be full. */
final class HeldStorage implements Storage {
    /** What the test says and sees of it. */
    static final class Disk {
        final AtomicInteger forces = new AtomicInteger();
        final CountDownLatch forcing = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        final AtomicBoolean full = new AtomicBoolean();
    }

    private final Storage real;
    private final Disk disk;

    HeldStorage(Storage real, Disk disk) {
        this.real = real;
        this.disk = disk;
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
        if (disk.full.get()) {
            throw new IOException("no space left");
        }
        real.append(bytes);
    }

    @Override
    public void truncate(long size) throws IOException {
        real.truncate(size);
    }

    @Override
    public void force() throws IOException {
        disk.forces.incrementAndGet();
        disk.forcing.countDown();
        try {
            disk.go.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        real.force();
    }

    @Override
    public void close() throws IOException {
        real.close();
    }
}
