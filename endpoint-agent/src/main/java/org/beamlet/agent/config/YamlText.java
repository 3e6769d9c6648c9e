package org.beamlet.agent.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Parts of a configuration as text that is the same for the same meaning. */
final class YamlText {
    private YamlText() {}

    /** {@return the node in one line: sorted keys, no comments, nothing that is null} */
    static String flow(Node node) {
        return switch (node) {
            case MappingNode mapping -> {
                Map<String, String> entries = new TreeMap<>();
                for (NodeTuple entry : mapping.getValue()) {
                    if (!entry.getValueNode().getTag().equals(Tag.NULL)) {
                        entries.put(flow(entry.getKeyNode()), flow(entry.getValueNode()));
                    }
                }
                yield entries.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining(", ", "{", "}"));
            }
            case SequenceNode sequence -> list(sequence.getValue());
            case ScalarNode scalar -> Json.write(scalar.getValue());
            default -> "";
        };
    }

    private static String list(List<Node> items) {
        return items.stream().map(YamlText::flow).collect(Collectors.joining(", ", "[", "]"));
    }

    /** {@return SHA-256 of what the file means} */
    static String digest(@Nullable Node root) {
        try {
            byte[] text = (root == null ? "{}" : flow(root)).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
