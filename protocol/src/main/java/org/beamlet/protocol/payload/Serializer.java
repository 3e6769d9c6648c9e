package org.beamlet.protocol.payload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The SDK's serializers, by the names of its classes and by what stands in a buffer. */
public enum Serializer {
    DILL_DATA("00", "DillDataBase64", false),
    JSON("11", "JSONData", false),
    ALL_DATA("13", "AllDataStrategies", false),
    DILL_CODE("01", "DillCode", true),
    PICKLE_CODE("02", "PickleCode", true),
    DILL_TEXT("03", "DillCodeTextInspect", true),
    DILL_SOURCE("04", "DillCodeSource", true),
    COMBINED_CODE("10", "CombinedCode", true),
    ALL_CODE("12", "AllCodeStrategies", true),
    SOURCE_TEXT("st", "PureSourceTextInspect", true),
    SOURCE_DILL("sd", "PureSourceDill", true);

    private static final String PACKAGE = "globus_compute_sdk.";

    private final String method;
    private final String className;
    private final boolean code;

    Serializer(String method, String className, boolean code) {
        this.method = method;
        this.className = className;
        this.code = code;
    }

    /** {@return the two characters with which its buffers begin} */
    public String method() {
        return method;
    }

    /** {@return the class' name without its package} */
    public String className() {
        return className;
    }

    /** {@return the name by which a client imports it} */
    public String path() {
        return PACKAGE + "serialize." + className;
    }

    /** {@return whether it is for functions, and not for their arguments and results} */
    public boolean code() {
        return code;
    }

    public static Optional<Serializer> ofMethod(String method) {
        return Arrays.stream(values()).filter(one -> one.method.equals(method)).findFirst();
    }

    /** {@return those that an import path or one of the two patterns names} */
    public static Set<Serializer> named(String name) {
        Set<Serializer> all = EnumSet.noneOf(Serializer.class);
        for (Serializer one : values()) {
            if (name.equals(PACKAGE + (one.code ? "*Code" : "*Data"))
                    || (name.startsWith(PACKAGE) && name.endsWith("." + one.className))) {
                all.add(one);
            }
        }
        return all;
    }

    /** {@return the names of all, for a message} */
    public static String names(Iterable<Serializer> which) {
        List<String> names = new ArrayList<>();
        which.forEach(one -> names.add(one.className));
        return String.join(", ", names);
    }
}
