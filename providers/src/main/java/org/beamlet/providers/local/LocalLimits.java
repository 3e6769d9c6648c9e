package org.beamlet.providers.local;

/**
 * What a block may use of this machine.
 *
 * @param cores how many of them; 0 for all
 * @param memory GB; 0 for all
 */
public record LocalLimits(int cores, int memory) {
    public static final LocalLimits NONE = new LocalLimits(0, 0);

    boolean any() {
        return cores > 0 || memory > 0;
    }
}
