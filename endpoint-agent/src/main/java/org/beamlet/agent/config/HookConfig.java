package org.beamlet.agent.config;

import java.util.Optional;

/** Shell text that runs on this machine around the life of the agent. */
public record HookConfig(Optional<String> setup, Optional<String> teardown) {
    static HookConfig read(Section top) {
        return new HookConfig(
                top.text("endpoint_setup").filter(text -> !text.isBlank()),
                top.text("endpoint_teardown").filter(text -> !text.isBlank()));
    }
}
