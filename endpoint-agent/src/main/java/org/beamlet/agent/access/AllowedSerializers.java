package org.beamlet.agent.access;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.protocol.payload.Serializer;

/**
 * In which forms functions, arguments and results may be written here. Looked at before anything is
 * read: to read some of them is to run what the sender wrote.
 */
public final class AllowedSerializers {
    public static final AllowedSerializers ALL =
            new AllowedSerializers(EnumSet.allOf(Serializer.class));

    private static final List<String> PARTS =
            List.of("the function", "the positional arguments", "the keyword arguments");

    private final Set<Serializer> allowed;

    private AllowedSerializers(Set<Serializer> allowed) {
        this.allowed = allowed;
    }

    /**
     * Makes the rule of a configuration.
     *
     * @param names import paths, or one of the two patterns; none for all
     */
    public static AllowedSerializers of(List<String> names) {
        if (names.isEmpty()) {
            return ALL;
        }
        Set<Serializer> allowed = EnumSet.noneOf(Serializer.class);
        names.forEach(name -> allowed.addAll(Serializer.named(name)));
        return new AllowedSerializers(allowed);
    }

    /** {@return whether nothing is refused} */
    boolean all() {
        return allowed.size() == Serializer.values().length;
    }

    /** {@return what results begin with; empty where they may begin with anything} */
    public Set<String> resultMethods() {
        Set<String> methods = new TreeSet<>();
        if (!all()) {
            data().forEach(one -> methods.add(one.method()));
        }
        return methods;
    }

    /**
     * {@return those of the wanted serializers that a result may have; where none is named, those
     * that the SDK would choose from}
     */
    public List<String> forResults(List<String> wanted) {
        if (all()) {
            return wanted;
        }
        List<String> left = new ArrayList<>(wanted.stream().filter(this::mayWrite).toList());
        if (left.stream().allMatch(ResultReference.WANTED::equals)) {
            data().forEach(one -> left.add(one.path()));
        }
        return List.copyOf(left);
    }

    private List<Serializer> data() {
        return allowed.stream().filter(one -> !one.code()).toList();
    }

    private boolean mayWrite(String path) {
        return path.equals(ResultReference.WANTED)
                || Serializer.named(path).stream().anyMatch(allowed::contains);
    }

    /**
     * Refuses what is in another form.
     *
     * @throws BeamletException with code SERIALIZER_NOT_ALLOWED naming it, and those allowed
     */
    void require(String taskBuffer, List<String> resultSerializers) {
        if (all()) {
            return;
        }
        List<String> parts = Payloads.unpack(taskBuffer);
        for (int i = 0; i < Math.min(parts.size(), PARTS.size()); i++) {
            String part = parts.get(i);
            // An empty one holds nothing, and a name of the catalog is no code.
            if (!part.isEmpty() && (i > 0 || FunctionCode.parse(part).isEmpty())) {
                require(PARTS.get(i), part, i == 0, true);
            }
        }
        if (!resultSerializers.isEmpty() && resultSerializers.stream().noneMatch(this::mayWrite)) {
            throw refused("the result is wanted in", resultSerializers.getFirst(), false);
        }
    }

    /** A buffer of several others is only as harmless as each of them. */
    private void require(String what, String buffer, boolean code, boolean outermost) {
        Serialized read = Serialized.parse(buffer);
        Optional<Serializer> with = Serializer.ofMethod(read.method());
        if (with.filter(allowed::contains).isEmpty()) {
            throw refused(
                    what + (outermost ? " came in" : " came, within several, in"),
                    with.map(Serializer::className).orElse(read.method()),
                    code);
        }
        switch (with.get()) {
            case ALL_DATA, ALL_CODE -> {
                if (!outermost) {
                    throw refused(what + " came, twice within several, in", "itself", code);
                }
                Payloads.unpack(read.payload()).forEach(one -> require(what, one, code, false));
            }
            case COMBINED_CODE -> {
                String[] pairs = read.payload().split(":", -1);
                for (int i = 0; i < pairs.length - 1; i += 2) {
                    require(what, pairs[i] + "\n" + pairs[i + 1], code, false);
                }
            }
            case DILL_DATA,
                    JSON,
                    DILL_CODE,
                    PICKLE_CODE,
                    DILL_TEXT,
                    DILL_SOURCE,
                    SOURCE_TEXT,
                    SOURCE_DILL -> {}
        }
    }

    private BeamletException refused(String what, String serializer, boolean code) {
        List<Serializer> known = allowed.stream().filter(one -> one.code() == code).toList();
        String name = serializer.length() > 80 ? serializer.substring(0, 80) : serializer;
        return new BeamletException(
                ErrorCode.SERIALIZER_NOT_ALLOWED,
                "%s %s, and this endpoint allows %s".formatted(what, name, Serializer.names(known)),
                what.startsWith("the result")
                        ? "set Executor.result_serializers to one of them, or to nothing"
                        : "submit with Executor(..., serializer=ComputeSerializer(strategy_%s=%s()))"
                                .formatted(code ? "code" : "data", known.getFirst().className()));
    }
}
