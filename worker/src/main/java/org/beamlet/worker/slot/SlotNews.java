package org.beamlet.worker.slot;

/** Who is told of the workers of slots; is called from any thread and must not hold it up. */
public interface SlotNews {
    /** Nobody. */
    SlotNews NONE =
            new SlotNews() {
                @Override
                public void ready(int slot, String worker, long pid) {}

                @Override
                public void lost(int slot) {}
            };

    /** The slot has a worker that takes tasks. */
    void ready(int slot, String worker, long pid);

    /** The slot's worker has died, for no task's sake. */
    void lost(int slot);
}
