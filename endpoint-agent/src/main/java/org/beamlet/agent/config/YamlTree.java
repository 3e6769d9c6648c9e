package org.beamlet.agent.config;

import java.io.StringReader;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads YAML into nodes with their lines, within bounds, without making objects of them. */
final class YamlTree {
    static final int MAX_CHARACTERS = 256 * 1024;
    private static final int MAX_DEPTH = 20;

    private static final Set<Tag> SCALARS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP);

    private YamlTree() {}

    static @Nullable Node read(String text, ConfigFaults faults) {
        if (text.length() > MAX_CHARACTERS) {
            faults.add((Mark) null, "is longer than %d characters".formatted(MAX_CHARACTERS));
        }
        faults.throwIfAny();
        LoaderOptions bounds = new LoaderOptions();
        bounds.setCodePointLimit(MAX_CHARACTERS);
        bounds.setNestingDepthLimit(MAX_DEPTH);
        bounds.setMaxAliasesForCollections(10);
        bounds.setAllowDuplicateKeys(true);
        try {
            Node root = new Yaml(bounds).compose(new StringReader(text));
            if (root != null) {
                checkTags(root, faults, Collections.newSetFromMap(new IdentityHashMap<>()));
            }
            faults.throwIfAny();
            return root;
        } catch (MarkedYAMLException e) {
            faults.add(e.getProblemMark(), "is not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            faults.add((Mark) null, String.valueOf(e.getMessage()));
        }
        faults.throwIfAny();
        return null;
    }

    /** A tag such as {@code !!javax…} asks a reader to make an object of any class. */
    private static void checkTags(Node node, ConfigFaults faults, Set<Node> seen) {
        // An alias may lead back to a node that holds it.
        if (!seen.add(node)) {
            return;
        }
        boolean plain =
                switch (node.getNodeId()) {
                    case mapping -> node.getTag().equals(Tag.MAP);
                    case sequence -> node.getTag().equals(Tag.SEQ);
                    case scalar -> SCALARS.contains(node.getTag());
                    case anchor -> false;
                };
        if (!plain) {
            faults.add(node, "the tag %s is not allowed; remove it", node.getTag());
        }
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                checkTags(entry.getKeyNode(), faults, seen);
                checkTags(entry.getValueNode(), faults, seen);
            }
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> checkTags(item, faults, seen));
        }
    }
}
