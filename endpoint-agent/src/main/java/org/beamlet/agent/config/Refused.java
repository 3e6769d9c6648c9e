package org.beamlet.agent.config;

import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A key that Globus Compute knows and that has no meaning here.
 *
 * @param reason what to do instead, as it follows the key in a sentence
 * @param except the value that asks for nothing and may therefore stand; {@code *} is any
 * @param told whether the file is read all the same, and its owner told
 */
record Refused(String reason, String except, boolean told) {
    private static final String SERVICE =
            "is Globus Auth's and has no meaning here; remove it, and see `beamlet share`";
    private static final String MANAGER =
            "belongs to a manager endpoint, whose config.yaml has no engine; remove it";
    private static final String PARSL = "adjusts a Parsl interchange, which is not used here";

    static final Map<String, Refused> COMMON =
            Map.ofEntries(
                    Map.entry("authentication_policy", refused(SERVICE, "")),
                    Map.entry("subscription_id", refused(SERVICE, "")),
                    Map.entry("high_assurance", refused(SERVICE, "false")),
                    Map.entry("environment", refused(SERVICE, "")),
                    Map.entry("admins", refused(SERVICE, "")),
                    Map.entry("local_compute_services", refused("", "*")),
                    Map.entry(
                            "amqp_port",
                            told("has no effect: the service tells where its broker is")),
                    Map.entry(
                            "multi_user",
                            refused(
                                    "is not said any more since Globus Compute 4.10; remove it",
                                    "false")),
                    Map.entry(
                            "executors",
                            refused("was removed in Globus Compute 4.6; write engine", "")),
                    Map.entry("detach_endpoint", refused("is `start --detach`; remove it", "")));

    static final Map<String, Refused> TOP =
            with(
                    COMMON,
                    Map.ofEntries(
                            Map.entry("user_config_template_path", refused(MANAGER, "")),
                            Map.entry("user_config_schema_path", refused(MANAGER, "")),
                            Map.entry("identity_mapping_config_path", refused(MANAGER, "")),
                            Map.entry("pam", refused(MANAGER, "")),
                            Map.entry("mu_child_ep_grace_period_s", refused(MANAGER, "")),
                            Map.entry("email", refused(MANAGER, "")),
                            Map.entry(
                                    "heartbeat_threshold",
                                    told(
                                            "has no effect: a lost connection is seen by the"
                                                    + " broker's own heartbeats")),
                            Map.entry(
                                    "log_dir", refused("is the endpoint's folder; remove it", "")),
                            Map.entry(
                                    "stdout",
                                    refused(
                                            "is agent.log in the folder; remove it",
                                            "./endpoint.log")),
                            Map.entry(
                                    "stderr",
                                    refused(
                                            "is agent.log in the folder; remove it",
                                            "./endpoint.log"))));

    private static final Map<String, Refused> EVERY_ENGINE =
            Map.ofEntries(
                    Map.entry("label", told("has no effect: blocks have names of their own")),
                    Map.entry(
                            "encrypted",
                            new Refused(
                                    "has no effect: nodes are always spoken to over TLS",
                                    "true",
                                    true)),
                    Map.entry("loopback_address", told(PARSL)),
                    Map.entry("interchange_port_range", told(PARSL)),
                    Map.entry("worker_debug", new Refused(PARSL, "false", true)),
                    Map.entry("poll_period", told(PARSL)),
                    Map.entry("address_probe_timeout", told(PARSL)),
                    Map.entry(
                            "worker_logdir_root",
                            told("has no effect: logs of workers are in working_dir")),
                    Map.entry("block_error_handler", new Refused(PARSL, "true", true)),
                    Map.entry(
                            "storage_access",
                            refused(
                                    "stages files by Parsl, which is not used here; remove it",
                                    "")));

    static final Map<String, Refused> ENGINE =
            with(
                    EVERY_ENGINE,
                    Map.of("enable_mpi_mode", refused("is GlobusMPIEngine's; remove it", "true")));

    static final Map<String, Refused> ENGINE_WITHOUT_MPI =
            with(
                    EVERY_ENGINE,
                    Map.of(
                            "enable_mpi_mode",
                            refused("needs `type: GlobusMPIEngine`; remove it there", "false"),
                            "mpi_launcher",
                            refused("needs `type: GlobusMPIEngine`", ""),
                            "max_workers_per_block",
                            refused("needs `type: GlobusMPIEngine`", "")));

    static final Map<String, Refused> POOL =
            with(
                    EVERY_ENGINE,
                    Map.of(
                            "thread_name_prefix",
                            told("has no effect: each worker is a process of its own"),
                            "mp_context",
                            told("has no effect: each worker is a process of its own"),
                            "initializer",
                            refused("is a Python function; write endpoint_setup", ""),
                            "initargs",
                            refused("is of a Python function; write endpoint_setup", ""),
                            "max_workers_per_node",
                            refused("is max_workers of a pool; write that", "")));

    static final Map<String, Refused> LOCAL_PROVIDER =
            Map.of(
                    "channel",
                    refused(
                            "has no command to give here; it belongs to the provider of a batch"
                                    + " system",
                            ""),
                    "cmd_timeout",
                    refused("has no command to limit here; remove it", ""),
                    "walltime",
                    refused("has no meaning on this machine; remove it", ""));

    static final Map<String, Refused> LAUNCHER = Map.of("debug", refused("", "*"));

    private static final Refused UNJUDGED = refused("", "*");

    /** Of a section without a known type nothing else can be judged. */
    static final Map<String, Refused> ANY_ADDRESS =
            Map.of("ifname", UNJUDGED, "timeout", UNJUDGED, "*", UNJUDGED);

    static final Map<String, Refused> ANY_LAUNCHER = Map.of("*", UNJUDGED);
    static final Map<String, Refused> ANY_PROVIDER = Map.of("*", UNJUDGED);
    static final Map<String, Refused> CLOUD_PROVIDER = Map.of("*", UNJUDGED);

    /** {@return a key that does nothing and may stand} */
    static Refused none() {
        return UNJUDGED;
    }

    static Refused because(String reason) {
        return refused(reason, "");
    }

    static Refused unless(String reason, String except) {
        return refused(reason, except);
    }

    private static Refused refused(String reason, String except) {
        return new Refused(reason, except, false);
    }

    private static Refused told(String reason) {
        return new Refused(reason, "", true);
    }

    private static Map<String, Refused> with(Map<String, Refused> some, Map<String, Refused> more) {
        Map<String, Refused> all = new HashMap<>(some);
        all.putAll(more);
        return Map.copyOf(all);
    }

    boolean harmless(Node value) {
        return except.equals("*")
                || (!except.isEmpty()
                        && value instanceof ScalarNode scalar
                        && scalar.getValue().equalsIgnoreCase(except));
    }
}
