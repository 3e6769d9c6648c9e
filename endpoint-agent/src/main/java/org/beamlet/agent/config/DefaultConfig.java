package org.beamlet.agent.config;

import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** The configuration of a new endpoint: works as it is, and says what may be changed. */
public final class DefaultConfig {
    private DefaultConfig() {}

    /**
     * Writes it.
     *
     * @param displayName null for the endpoint's own name
     * @param workers per node
     */
    public static String text(@Nullable String displayName, int workers) {
        // A JSON text is also a YAML one, whatever is in it.
        String name = displayName == null ? "null" : Json.write(displayName);
        return """
        # An endpoint of Beamlet, in the words of a Globus Compute endpoint.

        # The name that users see; null shows the endpoint's own name.
        display_name: %s

        # Only these functions may run here, whoever submits them. Remove the comment signs to
        # restrict the endpoint. `beamlet function pin NAME` prints an id with the hash of its code:
        # then nothing else runs under that id. Without the list only the owner's tasks run.
        # allowed_functions:
        #   - 0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69

        # Seconds between two reports to the service.
        heartbeat_period: 30

        # Seconds without a report after which the service takes this endpoint's tasks from it: they
        # are placed again, here or elsewhere, or fail.
        # agent_lost_after: 1800

        # Where a Prometheus on this machine finds the agent's metrics; there is no listener without it.
        # metrics_port: 9464

        # agent.log as one JSON object a line.
        # log_format: json

        # Folders that tasks may speak of by name, as data://xpcs/run1/raw.h5.
        # data:
        #   xpcs: /data/xpcs

        engine:
          type: GlobusComputeEngine

          # Tasks that run at once on a node: the CPUs of this machine.
          max_workers_per_node: %d

          # Tasks that a node keeps ready behind those that run. More hides latency, fewer leave
          # tasks free for other nodes.
          # prefetch_capacity: %d

          # How often a task is placed again when its worker or block dies. Unset, functions that
          # are known to be idempotent are placed twice more, all others fail.
          # max_retries_on_system_failure: 2

          # Where the nodes reach this machine. This machine itself is 127.0.0.1.
          address: 127.0.0.1

          # Blocks are processes on this machine.
          provider:
            type: LocalProvider

            # Blocks at the start, and at most.
            init_blocks: 1
            min_blocks: 0
            max_blocks: 1
            nodes_per_block: 1

            # Shell text that runs before the workers, such as `module load cuda`.
            worker_init: ""

            launcher:
              type: SingleNodeLauncher
        """
                .formatted(name, workers, workers);
    }
}
