package org.beamlet.cloud.messaging;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Lets work through, piece by piece, or holds all of it up between two pieces. */
final class Gate {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

    /** A piece of work; done when it is closed. */
    interface Pass extends AutoCloseable {
        @Override
        void close();
    }

    Pass pass() {
        lock.readLock().lock();
        return lock.readLock()::unlock;
    }

    /** Waits for all pieces that are under way and runs something while no other begins. */
    void shut(Runnable meanwhile) {
        lock.writeLock().lock();
        try {
            meanwhile.run();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
