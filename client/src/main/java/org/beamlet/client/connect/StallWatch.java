package org.beamlet.client.connect;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Closes streams on which nothing has moved for too long: a read of them has no limit itself. */
final class StallWatch implements AutoCloseable {
    private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
    private final Duration limit;
    private final Thread watching;

    StallWatch(Duration limit) {
        this.limit = limit;
        this.watching = Thread.ofVirtual().name("stall-watch").start(this::watch);
    }

    /** Watches a stream until the entry is closed. */
    Entry watch(Closeable stream) {
        Entry entry = new Entry(stream);
        entries.add(entry);
        return entry;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(limit.dividedBy(4));
                long now = System.nanoTime();
                entries.stream()
                        .filter(entry -> now - entry.moved > limit.toNanos())
                        .forEach(Entry::giveUp);
            }
        } catch (InterruptedException _) {
            // The forwarder ends.
        }
    }

    @Override
    public void close() {
        watching.interrupt();
    }

    /** One stream. */
    final class Entry implements AutoCloseable {
        private final Closeable stream;
        private volatile long moved = System.nanoTime();

        private Entry(Closeable stream) {
            this.stream = stream;
        }

        void progress() {
            moved = System.nanoTime();
        }

        private void giveUp() {
            close();
            try {
                stream.close();
            } catch (IOException _) {
                // Whoever reads it is told.
            }
        }

        @Override
        public void close() {
            entries.remove(this);
        }
    }
}
