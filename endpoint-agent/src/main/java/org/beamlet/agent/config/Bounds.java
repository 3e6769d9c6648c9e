package org.beamlet.agent.config;

/**
 * From where to where something is allowed.
 *
 * @param least 0 where nothing is known
 * @param most 0 where nothing is known
 */
public record Bounds(long least, long most) {
    static final Bounds NONE = new Bounds(0, 0);

    boolean allow(long value) {
        return value >= least && (most == 0 || value <= most);
    }
}
