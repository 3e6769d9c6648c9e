package org.beamlet.protocol.version;

import java.util.Optional;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * A function as a person names it: {@code name} for its latest version, {@code name@1.2.0} for that
 * one, {@code name@1} or {@code name@1.2} for the latest that begins so, {@code name@^1.2} for the
 * latest that is not older and has the same major number.
 *
 * @param range what stands behind the {@code @}; empty for the latest
 */
public record FunctionAlias(String name, String range) {
    private static final Pattern RANGE =
            Pattern.compile("\\^?\\d{1,8}(\\.\\d{1,8}){0,2}(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");

    /** Reads what a person wrote. */
    public static FunctionAlias parse(String text) {
        int at = text.lastIndexOf('@');
        String name = at < 0 ? text : text.substring(0, at);
        String range = at < 0 ? "" : text.substring(at + 1);
        if (range.equals("latest")) {
            range = "";
        }
        if (name.isBlank() || (at >= 0 && range.isEmpty() && text.endsWith("@"))) {
            throw invalid(text);
        }
        return new FunctionAlias(name, range);
    }

    private static BeamletException invalid(String text) {
        return new BeamletException(
                ErrorCode.SEMANTICALLY_INVALID,
                "'%s' does not name a function".formatted(text),
                "write NAME, NAME@1.2.0, NAME@1 or NAME@^1.2");
    }

    /** {@return whether a version is among those that are meant} */
    public boolean includes(String version) {
        if (range.isEmpty() || range.equals(version)) {
            return true;
        }
        Optional<Version> asked = Version.parse(version);
        if (asked.isEmpty() || !RANGE.matcher(range).matches()) {
            return false;
        }
        return range.startsWith("^")
                ? sinceAndCompatible(asked.get(), range.substring(1))
                : begins(asked.get());
    }

    private static boolean sinceAndCompatible(Version version, String least) {
        Optional<Version> bound = Version.parse(least);
        if (bound.isEmpty() || version.compareTo(bound.get()) < 0) {
            return false;
        }
        boolean preRelease = !version.isRelease() && bound.get().isRelease();
        boolean compatible = version.major() == bound.get().major();
        if (bound.get().major() == 0 && least.contains(".")) {
            // Before 1.0 every minor version may break what was.
            compatible = compatible && version.minor() == bound.get().minor();
        }
        return compatible && !preRelease;
    }

    private boolean begins(Version version) {
        if (!range.matches("\\d+(\\.\\d+)?") || !version.isRelease()) {
            return false;
        }
        Optional<Version> bound = Version.parse(range);
        return bound.isPresent()
                && version.major() == bound.get().major()
                && (!range.contains(".") || version.minor() == bound.get().minor());
    }

    /** {@return whether it names exactly one version} */
    public boolean isExact() {
        return !range.isEmpty() && !range.startsWith("^") && range.split("\\.", -1).length >= 3;
    }

    @Override
    public String toString() {
        return range.isEmpty() ? name : name + "@" + range;
    }
}
