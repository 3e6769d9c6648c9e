package org.beamlet.protocol.pickle;

import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The few calls in a pickle that stand for plain data; every other one stays what it is called. */
final class Makers {
    private static final Set<String> PATHS =
            Set.of(
                    "Path",
                    "PosixPath",
                    "WindowsPath",
                    "PurePath",
                    "PurePosixPath",
                    "PureWindowsPath");

    private Makers() {}

    static PyValue make(PyValue maker, List<PyValue> arguments, PickleInput input) {
        PyValue.Named named =
                switch (maker) {
                    case PyValue.Named name -> name;
                    case PyValue.Instance definition -> defined(definition);
                    default -> throw input.invalid("it calls what is no function or class");
                };
        PyValue made = made(named, arguments);
        return made == null ? PyValue.Instance.of(named, List.copyOf(arguments)) : made;
    }

    /**
     * A class or function that came with the data: it stays closed as any other, under its name.
     */
    private static PyValue.Named defined(PyValue.Instance definition) {
        String name =
                definition.maker().name().equals("_create_type")
                                && definition.arguments().size() > 1
                        ? text(definition.arguments().get(1))
                        : null;
        return name == null ? definition.maker() : new PyValue.Named("__main__", name);
    }

    private static @Nullable PyValue made(PyValue.Named maker, List<PyValue> arguments) {
        return switch (maker.module()) {
            case "builtins" -> builtin(maker.name(), arguments);
            case "pathlib", "pathlib._local" ->
                    PATHS.contains(maker.name()) ? path(maker.name(), arguments) : null;
            case "collections" ->
                    switch (maker.name()) {
                        // Both are filled afterwards.
                        case "OrderedDict", "defaultdict" -> PyValue.Dict.empty();
                        default -> null;
                    };
            case "_codecs" -> maker.name().equals("encode") ? latin(arguments) : null;
            // The types that have no name of their own in a module come so.
            case "dill._dill" ->
                    maker.name().equals("_load_type") && arguments.size() == 1
                            ? type(text(arguments.getFirst()))
                            : null;
            default -> null;
        };
    }

    private static @Nullable PyValue builtin(String name, List<PyValue> arguments) {
        return switch (name) {
            case "set", "frozenset", "list", "tuple" -> {
                if (arguments.isEmpty()) {
                    yield PyValue.Items.empty(name);
                }
                yield arguments.size() == 1 && arguments.getFirst() instanceof PyValue.Items items
                        ? new PyValue.Items(name, items.values())
                        : null;
            }
            case "dict" -> arguments.isEmpty() ? PyValue.Dict.empty() : null;
            case "bytes", "bytearray" -> {
                if (arguments.isEmpty()) {
                    yield bytes(new byte[0]);
                }
                yield arguments.getFirst() instanceof PyValue.Plain plain
                                && plain.value().isBinary()
                        ? plain
                        : latin(arguments);
            }
            default -> null;
        };
    }

    private static @Nullable PyValue type(@Nullable String name) {
        return name == null ? null : new PyValue.Named("builtins", name);
    }

    /** Protocol 2 has no bytes of its own: it encodes a text of as many characters. */
    private static @Nullable PyValue latin(List<PyValue> arguments) {
        if (arguments.size() != 2) {
            return null;
        }
        String text = text(arguments.get(0));
        String encoding = text(arguments.get(1));
        return text != null && encoding != null && encoding.startsWith("latin")
                ? bytes(text.getBytes(StandardCharsets.ISO_8859_1))
                : null;
    }

    private static PyValue bytes(byte[] value) {
        return new PyValue.Plain(BinaryNode.valueOf(value));
    }

    private static @Nullable PyValue path(String type, List<PyValue> parts) {
        String separator = type.contains("Windows") ? "\\" : "/";
        StringBuilder path = new StringBuilder();
        for (PyValue part : parts) {
            String text = text(part);
            if (text == null) {
                return null;
            }
            if (!path.isEmpty() && !path.toString().endsWith(separator)) {
                path.append(separator);
            }
            path.append(text);
        }
        return new PyValue.Plain(TextNode.valueOf(path.isEmpty() ? "." : path.toString()));
    }

    private static @Nullable String text(PyValue value) {
        return value instanceof PyValue.Plain plain ? plain.value().textValue() : null;
    }
}
