package org.beamlet.agent.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.beamlet.protocol.text.NearestWord;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One mapping of the file: hands out its values and keeps account of which keys were asked for. */
final class Section {
    /** Ends a value, or is read as something else, where a batch system or a shell reads it. */
    static final String NO_VALUE = "\"'\\`$;<>#";

    private static final String NO_WORD = NO_VALUE + "&|(){}";

    private final String path;
    private final ConfigFaults faults;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Set<String> asked = new TreeSet<>();
    private final Map<String, Section> sections = new HashMap<>();

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

    /** {@return a text of one line, empty if there is none} */
    String line(String key) {
        return line(key, "");
    }

    String line(String key, String otherwise) {
        String text = text(key).map(String::strip).orElse(otherwise);
        if (text.codePoints().anyMatch(Unseen::is)) {
            fault(key, "has several lines, or signs that are not seen; write one line");
        }
        return text;
    }

    /** {@return a line that a batch system reads as one value, empty if there is none} */
    String value(String key, String refused) {
        String text = line(key);
        if (text.chars().anyMatch(sign -> refused.indexOf(sign) >= 0)) {
            fault(
                    key,
                    "is '%s'; write it without any of %s"
                            .formatted(text, String.join(" ", refused.split(""))));
        }
        return text;
    }

    /** {@return a value without blanks, empty if there is none} */
    String token(String key) {
        String text = value(key, NO_WORD);
        if (text.codePoints().anyMatch(Character::isWhitespace)) {
            fault(key, "is '%s'; write it without blanks".formatted(text));
        }
        return text;
    }

    /** {@return shell text of several lines, empty if there is none} */
    String shell(String key) {
        String text = text(key).orElse("");
        // Batch systems refuse a script with these.
        if (text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0) {
            fault(key, "has a carriage return or a NUL; write lines of plain text");
        }
        return text;
    }

    boolean isMapping(String key) {
        return values.get(key) instanceof MappingNode;
    }

    boolean isList(String key) {
        return values.get(key) instanceof SequenceNode;
    }

    /** {@return a value for people to see, whatever it is} */
    Optional<String> shownValue(String key) {
        asked.add(key);
        return Optional.ofNullable(values.get(key)).map(YamlText::flow);
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

    Duration seconds(String key, double otherwise, double min, double max) {
        return Duration.ofMillis(Math.round(1000 * number(key, otherwise, min, max)));
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

    /** {@return a list of lists of texts; a text in it is taken apart at the mark} */
    List<List<String>> rows(String key, String mark) {
        asked.add(key);
        Node node = values.get(key);
        List<List<String>> rows = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                rows.add(row(key, item, mark));
            }
        } else if (node != null) {
            fault(key, "is not a list; write one `- item` a line");
        }
        return rows;
    }

    private List<String> row(String key, Node item, String mark) {
        if (item instanceof ScalarNode text) {
            return List.of(text.getValue().split(Pattern.quote(mark), -1));
        }
        List<String> words = new ArrayList<>();
        if (item instanceof SequenceNode inner) {
            for (Node word : inner.getValue()) {
                if (word instanceof ScalarNode text) {
                    words.add(text.getValue());
                } else {
                    faults.add(word, "%s has an item that is no text", shown(key));
                }
            }
        } else {
            faults.add(item, "%s has an item that is no list", shown(key));
        }
        return words;
    }

    /** {@return the items of a list of mappings; a text in it is a mapping of that key alone} */
    List<Section> items(String key, String word) {
        asked.add(key);
        Node node = values.get(key);
        List<Section> items = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                items.add(
                        new Section(
                                "%s[%d]".formatted(shown(key), items.size()),
                                item instanceof ScalarNode text ? alone(word, text) : item,
                                faults));
            }
        } else if (node != null) {
            fault(key, "is not a list; write one `- item` a line");
        }
        return items;
    }

    private static Node alone(String word, ScalarNode text) {
        Node key =
                new ScalarNode(
                        Tag.STR,
                        word,
                        text.getStartMark(),
                        text.getEndMark(),
                        DumperOptions.ScalarStyle.PLAIN);
        return new MappingNode(
                Tag.MAP,
                true,
                List.of(new NodeTuple(key, text)),
                text.getStartMark(),
                text.getEndMark(),
                DumperOptions.FlowStyle.FLOW);
    }

    /** {@return the keys of this mapping, in their order} */
    Set<String> names() {
        return keys.keySet();
    }

    Section section(String key) {
        asked.add(key);
        return sections.computeIfAbsent(
                key, one -> new Section(shown(one), values.get(one), faults));
    }

    /** Tells of what is no fault; {@code key} may be missing. */
    void note(String key, String text) {
        Node where = values.getOrDefault(key, keys.get(key));
        faults.note(where == null ? null : where.getStartMark(), shown(key) + " " + text);
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
            Refused why = refused.getOrDefault(name, refused.get("*"));
            if (why != null) {
                judge(name, why);
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

    private void judge(String name, Refused why) {
        Node value = values.get(name);
        if (value == null || why.harmless(value)) {
            return;
        }
        if (why.told()) {
            faults.note(value, "%s %s", shown(name), why.reason());
        } else {
            fault(name, why.reason());
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
