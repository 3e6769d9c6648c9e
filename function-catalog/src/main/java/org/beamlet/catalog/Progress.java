package org.beamlet.catalog;

/** Told by a function of how far it is; cheap enough to be told often. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (_, _) -> {};

    /**
     * Takes note of a step.
     *
     * @param fraction of the whole work that is done, 0 to 1
     * @param what is being done, a few words such as {@code correlating 1200 of 5000 frames}
     */
    void at(double fraction, String what);
}
