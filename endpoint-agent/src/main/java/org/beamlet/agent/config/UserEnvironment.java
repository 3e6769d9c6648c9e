package org.beamlet.agent.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** user_environment.yaml: variables that user endpoints are started with. */
public final class UserEnvironment {
    /** Its name, beside config.yaml. */
    public static final String FILE = "user_environment.yaml";

    private static final int MOST = 500;

    /** These say what a user endpoint is, or are secret. */
    private static final Set<String> OURS =
            Set.of("BEAMLET_HOME", "BEAMLET_URL", "BEAMLET_TOKEN", "BEAMLET_CLIENT_SECRET_FILE");

    private UserEnvironment() {}

    /** Reads it; no file is no variables. */
    public static Map<String, String> read(Path file) {
        return Files.exists(file) ? parse(ConfigReader.text(file), file.toString()) : Map.of();
    }

    static Map<String, String> parse(String text, String name) {
        ConfigFaults faults = new ConfigFaults(name);
        Node root = YamlTree.read(text, faults);
        Map<String, String> all = new LinkedHashMap<>();
        if (root instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key
                        && entry.getValueNode() instanceof ScalarNode value) {
                    take(key, value, all, faults);
                } else {
                    faults.add(entry.getKeyNode(), "is no variable; write NAME: value");
                }
            }
        } else if (root != null) {
            faults.add(root, "is not a mapping; write NAME: value lines");
        }
        if (all.size() > MOST) {
            faults.add(null, "has more than %d variables".formatted(MOST));
        }
        faults.throwIfAny();
        return Map.copyOf(all);
    }

    private static void take(
            ScalarNode key, ScalarNode value, Map<String, String> all, ConfigFaults faults) {
        String name = key.getValue();
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")) {
            faults.add(key, "'%s' names no variable; use letters, digits, underscore", name);
        } else if (OURS.contains(name)) {
            faults.add(key, "%s is the manager's to set; remove it", name);
        } else if (value.getValue().indexOf('\0') >= 0) {
            faults.add(value, "%s holds a zero byte; remove it", name);
        } else {
            all.put(name, value.getValue());
        }
    }
}
