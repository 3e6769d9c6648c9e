package org.beamlet.agent.config;

import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A key that Globus Compute knows and this agent does not carry out.
 *
 * @param reason what to do instead, as it follows the key in a sentence
 * @param except the value that asks for nothing and may therefore stand; may be empty
 */
record Refused(String reason, String except) {
    private static final Refused SERVICE =
            new Refused("is Globus Auth's and has no meaning here; remove it", "false");
    private static final Refused LATER =
            new Refused("is not carried out by this version; remove it", "");
    private static final Refused MULTI =
            new Refused(
                    "belongs to multi-user endpoints, and this agent serves its owner; remove it",
                    "false");
    private static final Refused PARSL =
            new Refused("adjusts a Parsl interchange, which is not used here; remove it", "");
    private static final Refused CONTAINER =
            new Refused("runs workers in containers, which this version does not; remove it", "");

    static final Map<String, Refused> TOP =
            Map.ofEntries(
                    Map.entry("authentication_policy", SERVICE),
                    Map.entry("subscription_id", SERVICE),
                    Map.entry("high_assurance", SERVICE),
                    Map.entry("environment", SERVICE),
                    Map.entry("admins", SERVICE),
                    Map.entry("local_compute_services", new Refused("", "true")),
                    Map.entry("amqp_port", new Refused("is told by the service; remove it", "")),
                    Map.entry("multi_user", MULTI),
                    Map.entry("user_config_template_path", MULTI),
                    Map.entry("user_config_schema_path", MULTI),
                    Map.entry("identity_mapping_config_path", MULTI),
                    Map.entry("audit_log_path", MULTI),
                    Map.entry("pam", MULTI),
                    Map.entry("mu_child_ep_grace_period_s", MULTI),
                    Map.entry("email", MULTI),
                    Map.entry("debug", new Refused("is `--debug` of the command", "false")),
                    Map.entry("heartbeat_threshold", LATER),
                    Map.entry("idle_heartbeats_soft", new Refused(LATER.reason(), "0")),
                    Map.entry("idle_heartbeats_hard", LATER),
                    Map.entry("endpoint_setup", LATER),
                    Map.entry("endpoint_teardown", LATER),
                    Map.entry("detach_endpoint", new Refused("is `start --detach`; remove it", "")),
                    Map.entry("log_dir", new Refused("is the endpoint's folder", "")),
                    Map.entry("stdout", new Refused("is agent.log in the folder", "")),
                    Map.entry("stderr", new Refused("is agent.log in the folder", "")));

    static final Map<String, Refused> ENGINE =
            Map.ofEntries(
                    Map.entry("label", LATER),
                    Map.entry("allowed_serializers", LATER),
                    Map.entry("container_type", CONTAINER),
                    Map.entry("container_uri", CONTAINER),
                    Map.entry("container_cmd_options", CONTAINER),
                    Map.entry(
                            "encrypted", new Refused("cannot be switched off; remove it", "true")),
                    Map.entry("strategy", new Refused(LATER.reason(), "simple")),
                    Map.entry("job_status_kwargs", LATER),
                    Map.entry("run_in_sandbox", new Refused(LATER.reason(), "false")),
                    Map.entry("loopback_address", PARSL),
                    Map.entry("worker_port_range", PARSL),
                    Map.entry("interchange_port_range", PARSL),
                    Map.entry("worker_debug", new Refused(PARSL.reason(), "false")),
                    Map.entry("poll_period", PARSL),
                    Map.entry("address_probe_timeout", PARSL),
                    Map.entry("worker_logdir_root", PARSL),
                    Map.entry("manager_selector", PARSL),
                    Map.entry("block_error_handler", PARSL),
                    Map.entry("storage_access", PARSL),
                    Map.entry("cores_per_worker", new Refused(LATER.reason(), "1.0")),
                    Map.entry("mem_per_worker", LATER),
                    Map.entry("cpu_affinity", new Refused(LATER.reason(), "none")),
                    Map.entry("available_accelerators", LATER),
                    Map.entry("drain_period", LATER),
                    Map.entry("enable_mpi_mode", new Refused(LATER.reason(), "false")),
                    Map.entry("mpi_launcher", LATER));

    static final Map<String, Refused> LOCAL_PROVIDER =
            Map.of(
                    "cmd_timeout", new Refused("has no command to limit here; remove it", ""),
                    "walltime", new Refused("has no meaning on this machine; remove it", ""));

    static final Map<String, Refused> LAUNCHER = Map.of("debug", new Refused("", "true"));

    boolean harmless(Node value) {
        return value instanceof ScalarNode scalar
                && (reason.isEmpty() || (!except.isEmpty() && scalar.getValue().equals(except)));
    }
}
