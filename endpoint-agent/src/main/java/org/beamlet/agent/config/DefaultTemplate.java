package org.beamlet.agent.config;

import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** The files of a new manager endpoint, which work as they are. */
public final class DefaultTemplate {
    private DefaultTemplate() {}

    /**
     * Writes its config.yaml.
     *
     * @param displayName null for the endpoint's own name
     */
    public static String config(@Nullable String displayName) {
        return """
        # A manager endpoint of Beamlet: without an engine, it runs no tasks itself. For each user and
        # user_endpoint_config it starts a user endpoint from user_config_template.yaml.j2.

        # The name that users see; null shows the endpoint's own name.
        display_name: %s

        # User endpoints that run at once.
        # max_user_endpoints: 20

        # Whom users may ask.
        # email: admin@example.org

        # Only these functions may run here, whoever submits them.
        # allowed_functions:
        #   - 0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69
        """
                .formatted(displayName == null ? "null" : Json.write(displayName));
    }

    /**
     * Writes user_config_template.yaml.j2.
     *
     * @param workers per node, where a user says nothing
     */
    public static String template(int workers) {
        return """
        # What users choose stands in double braces; user_config_schema.json says what they may choose.
        # `beamlet endpoint check NAME --user-config FILE` shows what comes out of it.

        # Heartbeats without a task after which a user endpoint ends.
        idle_heartbeats_soft: 10

        engine:
          type: GlobusComputeEngine
          max_workers_per_node: {{ workers|default(%d) }}

          # Where the nodes reach this machine. This machine itself is 127.0.0.1.
          address: 127.0.0.1

          provider:
            type: LocalProvider
            init_blocks: 0
            min_blocks: 0
            max_blocks: {{ max_blocks|default(1) }}
            worker_init: {{ worker_init|default() }}
        """
                .formatted(workers);
    }

    /**
     * Writes user_config_schema.json.
     *
     * @param workers per node, at most
     */
    public static String schema(int workers) {
        return """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "workers": {"type": "integer", "minimum": 1, "maximum": %d},
            "max_blocks": {"type": "integer", "minimum": 1, "maximum": 1},
            "worker_init": {"type": "string", "maxLength": 4096}
          }
        }
        """
                .formatted(workers);
    }

    /** Writes user_environment.yaml. */
    public static String environment() {
        return """
        # Variables of the user endpoints, one `NAME: value` a line.
        # SCRATCH: /scratch
        """;
    }
}
