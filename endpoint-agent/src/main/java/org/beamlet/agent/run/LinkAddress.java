package org.beamlet.agent.run;

import java.util.function.Supplier;

/** Where node managers find the agent; known once it listens. */
final class LinkAddress implements Supplier<String> {
    private volatile String value = "";

    void set(String address) {
        value = address;
    }

    @Override
    public String get() {
        return value;
    }
}
