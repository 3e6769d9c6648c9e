package org.beamlet.agent.queue;

/** Lets tasks in, or holds them in their queue. */
public final class Gate {
    private boolean open = true;
    private int inside;

    /** Held while tasks may be taken. */
    @FunctionalInterface
    interface Passage extends AutoCloseable {
        @Override
        void close();
    }

    public synchronized void set(boolean toOpen) {
        open = toOpen;
        notifyAll();
    }

    public synchronized boolean isOpen() {
        return open;
    }

    /** {@return whether it is shut and whoever was inside has left: nothing more comes} */
    public synchronized boolean isQuiet() {
        return !open && inside == 0;
    }

    synchronized void awaitOpen() throws InterruptedException {
        while (!open) {
            wait();
        }
    }

    synchronized Passage enter() {
        inside++;
        return this::leave;
    }

    private synchronized void leave() {
        inside--;
    }
}
