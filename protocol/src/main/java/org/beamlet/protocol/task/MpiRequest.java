package org.beamlet.protocol.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.text.NearestWord;

/**
 * What a task asks of the nodes of a block, in Parsl's words.
 *
 * @param nodes that it has for itself while it runs
 * @param ranksPerNode on each of them
 * @param ranks on all of them
 * @param launcherOptions handed to the launcher as they are
 */
public record MpiRequest(int nodes, int ranksPerNode, int ranks, String launcherOptions) {
    /** Orders tasks and asks nothing of the nodes. */
    public static final String PRIORITY = "priority";

    private static final String NODES = "num_nodes";
    private static final String PER_NODE = "ranks_per_node";
    private static final String RANKS = "num_ranks";
    private static final String OPTIONS = "launcher_options";
    private static final List<String> KEYS = List.of(NODES, PER_NODE, RANKS, OPTIONS);
    private static final int MANY = 1_000_000;
    private static final int LONGEST = 16 * 1024;
    private static final int LONGEST_OPTIONS = 4096;

    /**
     * Reads a resource specification of a task that is to run over nodes.
     *
     * @throws BeamletException with code RESOURCES_INVALID naming the key
     */
    public static MpiRequest parse(String specification) {
        ObjectNode asked = object(specification);
        asked.remove(PRIORITY);
        if (asked.isEmpty()) {
            throw invalid(
                    "the task has no resource specification, and tasks of this endpoint run over"
                            + " nodes",
                    "say how many: Executor(resource_specification={\"num_nodes\": 2,"
                            + " \"ranks_per_node\": 4})");
        }
        asked.fieldNames()
                .forEachRemaining(key -> {
                    if (key.equals(GpuRequest.KEY)) {
                        throw GpuRequest.overNodes();
                    }
                    if (!KEYS.contains(key)) {
                        throw unknown(key, KEYS);
                    }
                });
        return consistent(asked);
    }

    /** {@return the keys of a specification; none where there is none} */
    public static List<String> keys(String specification) {
        List<String> keys = new ArrayList<>();
        object(specification).fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static MpiRequest consistent(ObjectNode asked) {
        OptionalInt nodes = count(asked, NODES);
        OptionalInt perNode = count(asked, PER_NODE);
        OptionalInt ranks = count(asked, RANKS);
        int onNodes = nodes.orElseGet(() -> nodesFor(ranks, perNode));
        int each = perNode.orElseGet(() -> share(ranks.orElse(onNodes), onNodes));
        long all = (long) onNodes * each;
        if (all > MANY || ranks.orElse((int) all) != all) {
            throw invalid(
                    "num_ranks is %d, and num_nodes %d times ranks_per_node %d are %d"
                            .formatted(ranks.orElse(MANY), onNodes, each, all),
                    "leave num_ranks out, or make it that");
        }
        return new MpiRequest(onNodes, each, (int) all, options(asked));
    }

    private static int nodesFor(OptionalInt ranks, OptionalInt perNode) {
        if (ranks.isEmpty() || perNode.isEmpty()) {
            return 1;
        }
        return share(ranks.getAsInt(), perNode.getAsInt());
    }

    private static int share(int ranks, int among) {
        if (ranks % among != 0) {
            throw invalid(
                    "num_ranks is %d, which %d do not share evenly".formatted(ranks, among),
                    "give num_nodes and ranks_per_node, of which num_ranks is the product");
        }
        return ranks / among;
    }

    /** Parsl's users write numbers as texts, too. */
    static OptionalInt count(ObjectNode asked, String key) {
        JsonNode value = asked.get(key);
        if (value == null) {
            return OptionalInt.empty();
        }
        String text = value.isTextual() ? value.textValue() : value.toString();
        if (!(value.isTextual() || value.isIntegralNumber()) || !text.matches("[1-9]\\d{0,6}")) {
            throw invalid("%s is %s".formatted(key, shown(value)), "give a whole number from 1 on");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private static String options(ObjectNode asked) {
        JsonNode value = asked.get(OPTIONS);
        if (value == null || value.isNull()) {
            return "";
        }
        String text = value.asText();
        if (!value.isTextual()
                || text.length() > LONGEST_OPTIONS
                || text.chars().anyMatch(Character::isISOControl)) {
            throw invalid(
                    "launcher_options is %s".formatted(shown(value)),
                    "give options of the launcher in one line, such as \"--cpu-bind cores\"");
        }
        return text.strip();
    }

    static ObjectNode object(String specification) {
        if (specification.isEmpty()) {
            return Json.NODES.objectNode();
        }
        if (specification.length() <= LONGEST
                && Json.read(specification) instanceof ObjectNode object) {
            return object;
        }
        throw invalid(
                "the resource specification is no object of up to %d characters".formatted(LONGEST),
                "give Executor(resource_specification={\"num_nodes\": 2})");
    }

    /** {@return the refusal of a key that means nothing here} */
    public static BeamletException unknown(String key, List<String> known) {
        String near =
                NearestWord.to(shortened(key), known)
                        .map(word -> "did you mean '%s'? ".formatted(word))
                        .orElse("");
        return invalid(
                "the resource specification has the key '%s'".formatted(shortened(key)),
                near + "use " + String.join(", ", known));
    }

    private static String shown(JsonNode value) {
        return shortened(value.toString());
    }

    private static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    static BeamletException invalid(String what, String remedy) {
        return new BeamletException(ErrorCode.RESOURCES_INVALID, what, remedy);
    }
}
