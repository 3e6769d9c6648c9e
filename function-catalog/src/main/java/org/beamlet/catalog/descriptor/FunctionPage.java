package org.beamlet.catalog.descriptor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.beamlet.protocol.json.Json;

/** The documentation of a function as a page of Markdown, made of its descriptor alone. */
public final class FunctionPage {
    private static final String GENERATED =
            "<!-- Made from the function's descriptor; change that and run the line at the end of"
                    + " README.md. -->\n";

    private final FunctionDescriptor function;
    private final StringBuilder text = new StringBuilder(GENERATED);

    private FunctionPage(FunctionDescriptor function) {
        this.function = function;
    }

    /** {@return the page} */
    public static String of(FunctionDescriptor function) {
        return new FunctionPage(function).page();
    }

    /**
     * {@return the page that leads to those of all functions}
     *
     * @param command that makes the pages
     */
    public static String index(List<FunctionDescriptor> functions, String command) {
        StringBuilder index = new StringBuilder("# Functions of the catalog\n\n");
        index.append("| function | version | |\n|---|---|---|\n");
        for (FunctionDescriptor one : functions) {
            index.append(
                    "| [`%s`](%s.md) | %s | %s%s |\n"
                            .formatted(
                                    one.name(),
                                    one.name(),
                                    one.version(),
                                    one.summary(),
                                    one.deprecation().isPresent() ? " (deprecated)" : ""));
        }
        return index.append(
                        "\nAll results have a [provenance](../../explanation/provenance.md). The pages are made from"
                                + " the functions' descriptors:\n\n```\n")
                .append(command)
                .append("\n```\n")
                .toString();
    }

    private String page() {
        text.append("# `").append(function.name()).append("`\n\n");
        text.append(function.summary()).append(".\n\n");
        function.deprecation()
                .ifPresent(one ->
                        text.append("> **Deprecated** since ")
                                .append(one.since())
                                .append(". Use `")
                                .append(one.use())
                                .append("`.\n\n"));
        text.append("| | |\n|---|---|\n");
        row("version", function.version());
        row("id", "`" + function.id() + "`");
        row("publisher", function.publisher());
        row("runs", "%s, `%s`".formatted(kind(), function.implementation().entry()));
        row("if a worker is lost", function.idempotent() ? "runs again" : "fails");
        text.append('\n');
        if (!function.documentation().isBlank()) {
            text.append(function.documentation()).append("\n\n");
        }
        text.append("## Arguments\n\n");
        fields(function.arguments(), "default");
        text.append("## Result\n\n");
        fields(function.result(), "");
        example();
        resources();
        flows();
        return text.toString();
    }

    private String kind() {
        return function.implementation().kind().word();
    }

    private void row(String what, String value) {
        text.append("| ").append(what).append(" | ").append(value).append(" |\n");
    }

    private void fields(JsonNode schema, String standard) {
        boolean defaults = !standard.isEmpty();
        text.append(
                defaults
                        ? "| name | type | default | |\n|---|---|---|---|\n"
                        : "| name | type | |\n|---|---|---|\n");
        for (Map.Entry<String, JsonNode> one : schema.path("properties").properties()) {
            text.append("| `").append(one.getKey()).append("` | ");
            text.append(SchemaWords.type(one.getValue())).append(" | ");
            if (defaults) {
                text.append(
                                one.getValue().has("default")
                                        ? "`" + one.getValue().path("default") + "`"
                                        : "required")
                        .append(" | ");
            }
            text.append(SchemaWords.cell(one.getValue().path("description").asText()))
                    .append(" |\n");
        }
        text.append('\n');
    }

    private void example() {
        text.append("## Example\n\n```\n./beamlet run ").append(function.name()).append("@");
        text.append(function.version());
        for (Map.Entry<String, JsonNode> one : function.example().properties()) {
            text.append(" \\\n    --arg ").append(one.getKey()).append('=').append(shell(one));
        }
        text.append(
                "\n```\n\nFrom Python, with the arguments by name:\n\n```python\nexecutor.submit_to_registered_function(\n    \"");
        text.append(function.id()).append("\",\n    kwargs=").append(python(function.example()));
        text.append(",\n)\n```\n\n");
    }

    private static String shell(Map.Entry<String, JsonNode> argument) {
        JsonNode value = argument.getValue();
        String word = value.isTextual() ? value.textValue() : value.toString();
        return word.matches("[\\w./:@%+=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String python(JsonNode value) {
        try {
            String json =
                    Json.mapper()
                            .writer()
                            .with(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsString(value);
            return json.replaceAll("\\btrue\\b", "True")
                    .replaceAll("\\bfalse\\b", "False")
                    .replaceAll("\\bnull\\b", "None")
                    .replace(" : ", ": ")
                    .replace("\n", "\n    ");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void resources() {
        Resources known = function.resources();
        text.append("## Resources\n\n| | |\n|---|---|\n");
        row("cores", String.valueOf(known.cores()));
        row("memory", "%,d MB".formatted(known.memoryMb()));
        row("GPU", known.gpu().word());
        row("typical time", known.typicalTime().formula());
        if (!known.typicalTime().on().isEmpty()) {
            row("measured on", known.typicalTime().on());
        }
        new TreeMap<>(known.typicalTime().sizes()).forEach(this::row);
        text.append('\n');
    }

    private void flows() {
        FlowArguments flow = function.flow();
        text.append(
                "## In flows\n\nA flow that sends its whole input calls the function with the arguments under ");
        text.append(String.join(" or ", flow.in().stream().map("`%s`"::formatted).toList()));
        text.append(
                "; other keys of the input that are no arguments are passed over, with a warning.");
        new TreeMap<>(flow.renamed())
                .forEach((from, to) -> text.append(" There `%s` is `%s`.".formatted(from, to)));
        if (!flow.passedOver().isEmpty()) {
            text.append(" Without effect there: ");
            text.append(
                    String.join(
                            ", ",
                            new TreeSet<>(flow.passedOver())
                                    .stream().map("`%s`"::formatted).toList()));
            text.append('.');
        }
        text.append('\n');
    }
}
