package org.beamlet.worker.userfunction;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which types of parameters and results stand for JSON, both ways and without doubt. */
final class MappableTypes {
    /** In words, for whoever used another. */
    static final String IN_WORDS =
            "use primitive types, their boxes, String, BigInteger, BigDecimal, Path, enums, records,"
                    + " JsonNode, Object, and arrays, List, Set, Collection and Map (with String keys)"
                    + " of these";

    private static final Set<Class<?>> SIMPLE =
            Set.of(
                    Object.class,
                    String.class,
                    Boolean.class,
                    Byte.class,
                    Short.class,
                    Integer.class,
                    Long.class,
                    Float.class,
                    Double.class,
                    Number.class,
                    BigInteger.class,
                    BigDecimal.class,
                    Path.class);

    private final TypeFactory types;
    private final Set<Class<?>> records = new HashSet<>();

    MappableTypes(TypeFactory types) {
        this.types = types;
    }

    /** {@return the type within that is none of them, if there is one} */
    Optional<String> misfit(JavaType type) {
        Class<?> raw = type.getRawClass();
        if (raw.isPrimitive()
                || raw.isEnum()
                || SIMPLE.contains(raw)
                || JsonNode.class.isAssignableFrom(raw)) {
            return Optional.empty();
        }
        if (type.isArrayType()) {
            return misfit(type.getContentType());
        }
        boolean plain = raw.getName().startsWith("java.util.");
        if (plain && type.isMapLikeType()) {
            Class<?> key = type.getKeyType().getRawClass();
            return key == String.class || key == Object.class
                    ? misfit(type.getContentType())
                    : Optional.of(text(type));
        }
        if (plain && type.isCollectionLikeType()) {
            return misfit(type.getContentType());
        }
        if (raw.isRecord()) {
            return records.add(raw)
                    ? Stream.of(raw.getRecordComponents())
                            .map(RecordComponent::getGenericType)
                            .flatMap(part -> misfit(types.constructType(part)).stream())
                            .findFirst()
                    : Optional.empty();
        }
        return Optional.of(text(type));
    }

    /** {@return a type as its reader wrote it: {@code List<double[]>}} */
    static String text(JavaType type) {
        String simple = type.getRawClass().getSimpleName();
        if (type.isArrayType()) {
            return text(type.getContentType()) + "[]";
        }
        if (type.isMapLikeType() && type.hasGenericTypes()) {
            return "%s<%s, %s>"
                    .formatted(simple, text(type.getKeyType()), text(type.getContentType()));
        }
        return type.hasGenericTypes() && type.containedTypeCount() == 1
                ? "%s<%s>".formatted(simple, text(type.containedType(0)))
                : simple;
    }
}
