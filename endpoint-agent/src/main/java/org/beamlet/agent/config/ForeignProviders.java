package org.beamlet.agent.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.providers.launcher.Launcher;

/** Providers of Parsl that grant no blocks here: their keys, and why. */
final class ForeignProviders {
    private record Foreign(String reason, List<String> keys) {}

    private static final String OTHER_BATCH =
            "this agent speaks to Slurm, PBS Pro, Torque and Cobalt; use one of their providers, or a"
                    + " LocalProvider inside an allocation";
    private static final String CLOUD =
            "this agent rents no machines; start it with a LocalProvider on one that runs";

    private static final Map<String, Foreign> ALL =
            Map.of(
                    "CondorProvider",
                    new Foreign(
                            OTHER_BATCH,
                            List.of(
                                    "environment",
                                    "project",
                                    "requirements",
                                    "transfer_input_files",
                                    "scheduler_options",
                                    "cores_per_slot",
                                    "mem_per_slot",
                                    "cmd_chunk_lines",
                                    "cmd_timeout",
                                    "walltime")),
                    "LSFProvider",
                    new Foreign(
                            OTHER_BATCH,
                            List.of(
                                    "project",
                                    "queue",
                                    "cores_per_block",
                                    "cores_per_node",
                                    "bsub_redirection",
                                    "request_by_nodes",
                                    "scheduler_options",
                                    "cmd_timeout",
                                    "walltime")),
                    "GridEngineProvider",
                    new Foreign(
                            OTHER_BATCH,
                            List.of("queue", "scheduler_options", "cmd_timeout", "walltime")),
                    "AWSProvider",
                    new Foreign(CLOUD, List.of()),
                    "GoogleCloudProvider",
                    new Foreign(CLOUD, List.of()),
                    "AzureProvider",
                    new Foreign(CLOUD, List.of()));

    private ForeignProviders() {}

    static List<String> words() {
        return ALL.keySet().stream().sorted().toList();
    }

    static boolean knows(String type) {
        return ALL.containsKey(type);
    }

    static ProviderConfig read(
            Section provider, String type, BlockConfig blocks, String workerInit) {
        Foreign foreign = ALL.getOrDefault(type, new Foreign("", List.of()));
        Map<String, String> options = new LinkedHashMap<>();
        for (String key : foreign.keys()) {
            provider.shownValue(key).ifPresent(value -> options.put(key, value));
        }
        return new ProviderConfig.Foreign(
                type,
                blocks,
                workerInit,
                LauncherReader.read(provider, new Launcher.SingleNode(false)),
                options,
                foreign.reason());
    }
}
