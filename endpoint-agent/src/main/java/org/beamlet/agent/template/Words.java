package org.beamlet.agent.template;

import java.util.Set;

/** What of its language a template may use: Jinja's own, and of Jinjava's additions none. */
final class Words {
    static final Set<String> TAGS =
            Set.of(
                    "autoescape",
                    "block",
                    "call",
                    "elif",
                    "else",
                    "extends",
                    "for",
                    "from",
                    "if",
                    "import",
                    "include",
                    "macro",
                    "raw",
                    "set",
                    "print");

    static final Set<String> FILTERS =
            Set.of(
                    "abs",
                    "attr",
                    "batch",
                    "capitalize",
                    "center",
                    "count",
                    "d",
                    "default",
                    "dictsort",
                    "first",
                    "float",
                    "indent",
                    "int",
                    "items",
                    "join",
                    "last",
                    "length",
                    "list",
                    "lower",
                    "map",
                    "max",
                    "min",
                    "reject",
                    "rejectattr",
                    "replace",
                    "reverse",
                    "round",
                    "select",
                    "selectattr",
                    "shell_escape",
                    "slice",
                    "sort",
                    "string",
                    "sum",
                    "title",
                    "tojson",
                    "trim",
                    "truncate",
                    "unique",
                    "upper",
                    "wordcount");

    static final Set<String> FUNCTIONS =
            Set.of("dict", "namespace", "range", "super", "cycler", "type");

    /** Methods of texts that take or make much, or lead to the machine. */
    static final Set<String> METHODS =
            Set.of(
                    "repeat",
                    "format",
                    "formatted",
                    "transform",
                    "matches",
                    "replaceAll",
                    "replaceFirst",
                    "split",
                    "splitWithDelimiters",
                    "indent",
                    "chars",
                    "codePoints",
                    "lines",
                    "getBytes",
                    "describeConstable",
                    "resolveConstantDesc",
                    "intern",
                    "wait",
                    "notify",
                    "notifyAll",
                    "hashCode",
                    "stream",
                    "parallelStream",
                    "forEach");

    private Words() {}
}
