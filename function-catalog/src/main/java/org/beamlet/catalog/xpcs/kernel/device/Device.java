package org.beamlet.catalog.xpcs.kernel.device;

import java.util.Arrays;
import java.util.Locale;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Where the arithmetic is to run. */
public enum Device {
    /** On a GPU where one can be used and the work is large enough for it, else on the CPU. */
    AUTO,
    CPU,
    /** On GPUs; that there is none is an error. */
    GPU;

    /** {@return the device of that name, as {@code auto}} */
    public static Device of(String name) {
        return Arrays.stream(values())
                .filter(device -> device.argument().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.ARGUMENTS_INVALID,
                                "there is no device '%s'".formatted(name),
                                "use auto, cpu or gpu"));
    }

    public String argument() {
        return name().toLowerCase(Locale.ROOT);
    }
}
