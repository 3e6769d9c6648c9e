package org.beamlet.worker.userfunction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.JavaEntry;
import org.jspecify.annotations.Nullable;

/** A user's method with all that is needed to call it with JSON. */
final class BoundMethod {
    private final JavaEntry entry;
    private final EntryMethod target;
    private final List<Argument> parameters;
    private final JavaType result;
    private final JsonMapper mapper;

    private BoundMethod(
            JavaEntry entry,
            EntryMethod target,
            List<Argument> parameters,
            JavaType result,
            JsonMapper mapper) {
        this.entry = entry;
        this.target = target;
        this.parameters = parameters;
        this.result = result;
        this.mapper = mapper;
    }

    /**
     * Finds the method and looks at its types.
     *
     * @throws BeamletException where it is not there or cannot be a function
     */
    static BoundMethod of(ClassLoader loader, JavaEntry entry) throws ClassNotFoundException {
        EntryMethod target = EntryMethod.find(loader, entry);
        // A mapper of its own, so that its caches end with the classes that they know.
        LookupCache<Object, JavaType> cache = new LRUMap<>(16, 64);
        TypeFactory types = TypeFactory.defaultInstance().withCache(cache).withClassLoader(loader);
        JsonMapper mapper = mapper(types);
        List<String> names = ParameterNames.of(target.method());
        Type[] generic = target.method().getGenericParameterTypes();
        List<Argument> parameters = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            JavaType type = types.constructType(generic[i]);
            boolean optional = type.hasRawClass(Optional.class);
            Argument argument =
                    new Argument(
                            names.get(i),
                            optional ? type.containedTypeOrUnknown(0) : type,
                            optional);
            parameters.add(argument);
            if (!argument.given()) {
                require(entry, "parameter '%s'".formatted(names.get(i)), argument.type(), types);
            }
        }
        JavaType result = types.constructType(target.method().getGenericReturnType());
        if (!result.hasRawClass(Void.class)) {
            require(entry, "the result", result, types);
        }
        return new BoundMethod(entry, target, List.copyOf(parameters), result, mapper);
    }

    private static void require(JavaEntry entry, String what, JavaType type, TypeFactory types) {
        new MappableTypes(types)
                .misfit(type)
                .ifPresent(misfit -> {
                    throw new BeamletException(
                            ErrorCode.SEMANTICALLY_INVALID,
                            "%s cannot be a function: %s has to do with %s, which is not made of JSON"
                                    .formatted(entry, what, misfit),
                            MappableTypes.IN_WORDS);
                });
    }

    /** Takes nothing for something else: no text for a number, no fraction for a whole number. */
    private static JsonMapper mapper(TypeFactory types) {
        return Json.mapper()
                .rebuild()
                .typeFactory(types)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text ->
                                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                        .setCoercion(
                                                CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }

    /** {@return the arguments that a caller gives} */
    List<Argument> arguments() {
        return parameters.stream().filter(argument -> !argument.given()).toList();
    }

    /** {@return the type of the result as the source has it} */
    String resultText() {
        return result.hasRawClass(Void.class) ? "void" : MappableTypes.text(result);
    }

    /** {@return whether it is a function as the catalog has them, which checks by its schema} */
    boolean ofCatalogKind() {
        return CatalogFunction.class.isAssignableFrom(target.type())
                && parameters.size() == 1
                && parameters.getFirst().type().hasRawClass(FunctionCall.class);
    }

    /**
     * Calls it.
     *
     * @param context whose arguments are those given by name
     * @throws Throwable what the method throws
     */
    JsonNode call(CallArguments given, FunctionCall context) throws Throwable {
        try {
            if (ofCatalogKind() && target.receiver() instanceof CatalogFunction function) {
                given.requireNamesAlone(entry.toString());
                return Catalog.call(function, context);
            }
            return json(target.method().invoke(target.receiver(), values(given, context)));
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw cause == null ? e : cause;
        }
    }

    private @Nullable Object[] values(CallArguments given, FunctionCall context) {
        boolean takesAll =
                parameters.stream().anyMatch(one -> one.type().hasRawClass(FunctionCall.class));
        List<Argument> wanted = arguments();
        ObjectNode bound;
        if (takesAll && wanted.isEmpty()) {
            // It reads them from the call.
            given.requireNamesAlone(entry.toString());
            bound = given.named();
        } else {
            bound = given.bound(entry.toString(), wanted);
        }
        @Nullable Object[] values = new Object[parameters.size()];
        for (int i = 0; i < values.length; i++) {
            Argument parameter = parameters.get(i);
            values[i] =
                    parameter.type().hasRawClass(FunctionCall.class)
                            ? context
                            : parameter.given()
                                    ? context.progress()
                                    : value(parameter, bound.get(parameter.name()));
        }
        return values;
    }

    private @Nullable Object value(Argument argument, @Nullable JsonNode json) {
        if (json == null) {
            return Optional.empty();
        }
        try {
            Object value = mapper.readValue(mapper.treeAsTokens(json), argument.type());
            return argument.optional() ? Optional.ofNullable(value) : value;
        } catch (JsonProcessingException e) {
            throw CallArguments.misfit(entry.toString(), argument, json, e.getOriginalMessage());
        } catch (java.io.IOException e) {
            throw CallArguments.misfit(entry.toString(), argument, json, e.getMessage());
        }
    }

    private JsonNode json(@Nullable Object value) {
        try {
            return value instanceof JsonNode node ? node : mapper.valueToTree(value);
        } catch (IllegalArgumentException e) {
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "the result of %s cannot be written as JSON: %s"
                            .formatted(entry, e.getMessage()),
                    "return plain values; " + MappableTypes.IN_WORDS,
                    e);
        }
    }
}
