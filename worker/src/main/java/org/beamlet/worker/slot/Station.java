package org.beamlet.worker.slot;

import java.util.List;

/**
 * Where a process belongs, and so how its files are called and what it sees of its node.
 *
 * @param slot whose tasks it runs, from 1
 * @param devices that its only task has for itself; empty for a process that stays and sees its
 *     slot's own
 */
record Station(int slot, Language language, List<String> devices) {
    Station {
        devices = List.copyOf(devices);
    }

    Station(int slot, Language language) {
        this(slot, language, List.of());
    }

    boolean forOneTask() {
        return !devices.isEmpty();
    }

    /** {@return what its files are called by: others of its slot may live beside it} */
    String label() {
        return language.label(forOneTask() ? slot + "-gpus" : Integer.toString(slot));
    }
}
