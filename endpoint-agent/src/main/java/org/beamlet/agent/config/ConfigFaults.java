package org.beamlet.agent.config;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** Collects all that is wrong with a configuration, to be told at once. */
final class ConfigFaults {
    private record Fault(int line, String text) {}

    private final String file;
    private final List<Fault> faults = new ArrayList<>();
    private final List<Fault> notes = new ArrayList<>();

    ConfigFaults(String file) {
        this.file = file;
    }

    @FormatMethod
    void add(Node where, String text, Object... arguments) {
        add(where.getStartMark(), text.formatted(arguments));
    }

    void add(@Nullable Mark where, String text) {
        faults.add(new Fault(where == null ? 1 : where.getLine() + 1, text));
    }

    /** Keeps what is no fault and must be told all the same. */
    @FormatMethod
    void note(Node where, String text, Object... arguments) {
        note(where.getStartMark(), text.formatted(arguments));
    }

    void note(@Nullable Mark where, String text) {
        notes.add(new Fault(where == null ? 1 : where.getLine() + 1, text));
    }

    /** {@return what is no fault, in the order of the file} */
    List<String> notes() {
        return inOrder(notes).toList();
    }

    private static Stream<String> inOrder(List<Fault> some) {
        return some.stream()
                .sorted(Comparator.comparingInt(Fault::line))
                .map(fault -> "line %d: %s".formatted(fault.line(), fault.text()));
    }

    void throwIfAny() {
        if (faults.isEmpty()) {
            return;
        }
        String all = inOrder(faults).collect(Collectors.joining("; "));
        throw new BeamletException(
                ErrorCode.CONFIG_INVALID, "%s: %s".formatted(file, all), "edit the file");
    }
}
