package org.beamlet.agent.schedule;

/**
 * How much there is to do and who can do it.
 *
 * @param waiting tasks with no node manager
 * @param placed tasks with one
 * @param slots of all connected node managers
 * @param idle of these slots
 * @param managers that are connected
 */
public record Load(int waiting, int placed, int slots, int idle, int managers) {
    public int unfinished() {
        return waiting + placed;
    }
}
