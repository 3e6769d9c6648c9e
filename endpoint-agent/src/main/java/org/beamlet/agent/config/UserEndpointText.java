package org.beamlet.agent.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The config.yaml of a user endpoint: what came out of the template, and what is its manager's. */
public final class UserEndpointText {
    /** The manager's own list counts, whatever a template says. */
    private static final String RULES = "allowed_functions";

    private static final List<String> INHERITED = List.of("data", "agent_lost_after", "proxy");

    /** An alias may lead back to a node that holds it. */
    private static final int MOST_LEVELS = 30;

    private UserEndpointText() {}

    /** {@return the text of the file} */
    public static String of(String filled, String manager) {
        Node root = YamlTree.read(filled, new ConfigFaults("the template, filled in"));
        Node above = YamlTree.read(manager, new ConfigFaults("config.yaml"));
        if (!(root instanceof MappingNode mapping) || !(above instanceof MappingNode of)) {
            return filled;
        }
        List<NodeTuple> entries = new ArrayList<>(mapping.getValue());
        Optional<NodeTuple> rules = entry(of, RULES);
        if (rules.isPresent()) {
            entries.removeIf(entry -> named(entry, RULES));
            entries.add(rules.get());
        }
        for (String key : INHERITED) {
            Optional<NodeTuple> inherited = entry(of, key);
            if (inherited.isPresent() && entry(mapping, key).isEmpty()) {
                entries.add(inherited.get());
            }
        }
        StringWriter text = new StringWriter();
        new Yaml().serialize(new MappingNode(Tag.MAP, entries, mapping.getFlowStyle()), text);
        return text.toString();
    }

    /** {@return a file's keys and values, for a template to read} */
    public static ObjectNode json(String text) {
        Node root = YamlTree.read(text, new ConfigFaults("config.yaml"));
        return json(root, MOST_LEVELS) instanceof ObjectNode object
                ? object
                : Json.NODES.objectNode();
    }

    private static Optional<NodeTuple> entry(MappingNode mapping, String key) {
        return mapping.getValue().stream()
                .filter(entry ->
                        named(entry, key) && !entry.getValueNode().getTag().equals(Tag.NULL))
                .findFirst();
    }

    private static boolean named(NodeTuple entry, String key) {
        return entry.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key);
    }

    private static JsonNode json(@Nullable Node node, int left) {
        if (left == 0) {
            return Json.NODES.nullNode();
        }
        return switch (node) {
            case MappingNode mapping -> {
                ObjectNode object = Json.NODES.objectNode();
                for (NodeTuple entry : mapping.getValue()) {
                    if (entry.getKeyNode() instanceof ScalarNode name) {
                        object.set(name.getValue(), json(entry.getValueNode(), left - 1));
                    }
                }
                yield object;
            }
            case SequenceNode sequence -> {
                ArrayNode array = Json.NODES.arrayNode();
                sequence.getValue().forEach(item -> array.add(json(item, left - 1)));
                yield array;
            }
            case ScalarNode scalar -> scalar(scalar);
            case null, default -> Json.NODES.nullNode();
        };
    }

    private static JsonNode scalar(ScalarNode node) {
        String text = node.getValue();
        Map<Tag, String> patterns =
                Map.of(
                        Tag.INT,
                        "-?(0|[1-9][0-9]{0,17})",
                        Tag.FLOAT,
                        "-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?",
                        Tag.BOOL,
                        "true|false");
        if (node.getTag().equals(Tag.NULL)) {
            return Json.NODES.nullNode();
        }
        String plain = patterns.get(node.getTag());
        return plain != null && text.matches(plain) ? Json.read(text) : Json.NODES.textNode(text);
    }
}
