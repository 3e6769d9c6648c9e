package org.beamlet.agent.config;

import java.util.OptionalInt;

/**
 * How the agent lets itself be watched.
 *
 * @param metricsPort on loopback, for Prometheus; empty: none
 * @param jsonLog whether agent.log has one JSON object a line
 */
public record ObservationConfig(OptionalInt metricsPort, boolean jsonLog) {
    static ObservationConfig read(Section top) {
        OptionalInt port =
                top.has("metrics_port")
                        ? OptionalInt.of(top.integer("metrics_port", 0, 1, 65_535))
                        : OptionalInt.empty();
        String format = top.text("log_format").orElse("text");
        if (!format.equals("text") && !format.equals("json")) {
            top.fault("log_format", "is '%s'; use text or json".formatted(format));
        }
        return new ObservationConfig(port, format.equals("json"));
    }
}
