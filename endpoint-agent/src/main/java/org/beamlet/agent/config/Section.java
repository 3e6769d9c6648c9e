package org.beamlet.agent.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.beamlet.protocol.text.NearestWord;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One mapping of the file: hands out its values and keeps account of which keys were asked for. */
final class Section {
    private final String path;
    private final ConfigFaults faults;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Set<String> asked = new TreeSet<>();

    Section(String path, @Nullable Node node, ConfigFaults faults) {
        this.path = path;
        this.faults = faults;
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::take);
        } else if (node != null && !isNull(node)) {
            faults.add(node, "%s is not a mapping; write `key: value` lines", shown(""));
        }
    }

    private void take(NodeTuple entry) {
        Node key = entry.getKeyNode();
        if (!(key instanceof ScalarNode name)) {
            faults.add(key, "%s has a key that is no word; use the documented keys", shown(""));
            return;
        }
        if (keys.put(name.getValue(), key) != null) {
            faults.add(key, "%s stands twice; keep one of them", shown(name.getValue()));
        }
        // The protocol's own files leave keys empty for "as if it were not there".
        if (!isNull(entry.getValueNode())) {
            values.put(name.getValue(), entry.getValueNode());
        }
    }

    Optional<String> text(String key) {
        return scalar(key).map(ScalarNode::getValue);
    }

    boolean has(String key) {
        asked.add(key);
        return values.containsKey(key);
    }

    int integer(String key, int otherwise, int min, int max) {
        double value = number(key, otherwise, min, max);
        if (value != Math.rint(value)) {
            fault(key, "is %s; use a whole number".formatted(value));
            return otherwise;
        }
        return (int) value;
    }

    double number(String key, double otherwise, double min, double max) {
        Optional<ScalarNode> node = scalar(key);
        if (node.isEmpty()) {
            return otherwise;
        }
        String value = node.get().getValue();
        try {
            double number = Double.parseDouble(value.replace("_", ""));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            fault(key, "is '%s'; use a number".formatted(value));
            return otherwise;
        }
        fault(key, "is %s; use %s to %s".formatted(value, plain(min), plain(max)));
        return otherwise;
    }

    boolean flag(String key, boolean otherwise) {
        Optional<ScalarNode> node = scalar(key);
        if (node.isEmpty()) {
            return otherwise;
        }
        return switch (node.get().getValue()) {
            case "true", "True", "TRUE", "yes", "on" -> true;
            case "false", "False", "FALSE", "no", "off" -> false;
            default -> {
                fault(key, "is '%s'; use true or false".formatted(node.get().getValue()));
                yield otherwise;
            }
        };
    }

    Optional<List<String>> texts(String key) {
        asked.add(key);
        Node node = values.get(key);
        if (node == null) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                if (item instanceof ScalarNode scalar) {
                    texts.add(scalar.getValue());
                } else {
                    faults.add(item, "%s has an item that is no text", shown(key));
                }
            }
        } else {
            fault(key, "is not a list; write one `- item` a line");
        }
        return Optional.of(List.copyOf(texts));
    }

    Section section(String key) {
        asked.add(key);
        return new Section(shown(key), values.get(key), faults);
    }

    void fault(String key, String text) {
        Node where = values.getOrDefault(key, keys.get(key));
        faults.add(where == null ? null : where.getStartMark(), shown(key) + " " + text);
    }

    /** Complains of every key that nobody asked for. */
    void finish(Map<String, Refused> refused) {
        for (Map.Entry<String, Node> key : keys.entrySet()) {
            String name = key.getKey();
            if (asked.contains(name)) {
                continue;
            }
            Refused why = refused.get(name);
            if (why != null) {
                if (values.containsKey(name) && !why.harmless(values.get(name))) {
                    fault(name, why.reason());
                }
                continue;
            }
            Set<String> known = new TreeSet<>(asked);
            known.addAll(refused.keySet());
            String hint =
                    NearestWord.to(name, known)
                            .map(near -> "did you mean '%s'?".formatted(near))
                            .orElse("known here: " + String.join(", ", asked));
            faults.add(key.getValue(), "%s is not a known key; %s", shown(name), hint);
        }
    }

    String shown(String key) {
        if (path.isEmpty()) {
            return key.isEmpty() ? "the file" : key;
        }
        return key.isEmpty() ? path : path + "." + key;
    }

    private Optional<ScalarNode> scalar(String key) {
        asked.add(key);
        Node node = values.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar) {
            return Optional.of(scalar);
        }
        fault(key, "has several values; give one");
        return Optional.empty();
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
