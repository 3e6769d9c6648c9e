package org.beamlet.catalog.descriptor;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.beamlet.catalog.CatalogFunction;

/** Descriptors, each read once. */
public final class Descriptors {
    private static final Map<CatalogFunction, FunctionDescriptor> READ =
            Collections.synchronizedMap(new WeakHashMap<>());

    private Descriptors() {}

    /** {@return what a function says of itself, with the file beside its class} */
    public static FunctionDescriptor of(CatalogFunction function) {
        return READ.computeIfAbsent(function, CatalogFunction::descriptor);
    }

    /** {@return what the file beside a function's class says, and its methods} */
    public static FunctionDescriptor beside(CatalogFunction function) {
        return DescriptorFile.descriptor(function);
    }
}
