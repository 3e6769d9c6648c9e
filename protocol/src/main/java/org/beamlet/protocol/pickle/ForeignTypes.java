package org.beamlet.protocol.pickle;

import com.fasterxml.jackson.databind.JsonNode;

/** What to call objects that are no plain data, and what to pass instead. */
final class ForeignTypes {
    private ForeignTypes() {}

    static String name(PyValue.Instance instance) {
        PyValue.Named maker = maker(instance);
        return switch (kind(maker)) {
            case ARRAY -> "type numpy.ndarray";
            case SCALAR -> "a number type of numpy";
            case TENSOR -> "type torch.Tensor";
            case OTHER -> "type " + maker.full();
        };
    }

    static String remedy(PyValue.Instance instance) {
        return switch (kind(maker(instance))) {
            case ARRAY, TENSOR -> "pass a list (x.tolist()), or the path of a file that holds it";
            case SCALAR -> "pass x.item()";
            case OTHER ->
                    "pass plain values: None, bool, int, float, str, bytes, list, tuple, dict, set, Path";
        };
    }

    private enum Kind {
        ARRAY,
        SCALAR,
        TENSOR,
        OTHER
    }

    private static Kind kind(PyValue.Named maker) {
        if (maker.module().startsWith("numpy")) {
            return switch (maker.name()) {
                case "ndarray", "_reconstruct", "_frombuffer" -> Kind.ARRAY;
                case "scalar" -> Kind.SCALAR;
                default -> Kind.OTHER;
            };
        }
        return maker.module().startsWith("torch") && maker.name().startsWith("_rebuild_tensor")
                ? Kind.TENSOR
                : Kind.OTHER;
    }

    /** Many objects are made by way of a helper, whose first argument tells the class. */
    private static PyValue.Named maker(PyValue.Instance instance) {
        PyValue.Named maker = instance.maker();
        boolean helper = maker.module().startsWith("copyreg") || maker.name().startsWith("_");
        if (!helper || instance.arguments().isEmpty()) {
            return maker;
        }
        return switch (instance.arguments().getFirst()) {
            case PyValue.Named type -> type;
            case PyValue.Plain(JsonNode source) when maker.name().equals("_eval_repr") ->
                    new PyValue.Named("builtins", source.asText().replaceAll("\\(.*", ""));
            default -> maker;
        };
    }
}
