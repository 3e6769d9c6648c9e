package org.beamlet.worker.device;

import java.util.Optional;
import org.beamlet.catalog.xpcs.kernel.cuda.DeviceTrial;

/** Tries the devices that this process sees, and says in a line how that went. */
public final class ProbeMain {
    static final String WELL = "well";
    static final String FAULT = "fault ";

    private ProbeMain() {}

    /** Takes the name of CUDA's driver library. */
    public static void main(String[] arguments) {
        Optional<String> fault = DeviceTrial.of(arguments[0]);
        System.out.println(
                fault.map(why -> FAULT + why.lines().findFirst().orElse("")).orElse(WELL));
        System.out.flush();
        // What the driver does at a process's end is not waited for.
        Runtime.getRuntime().halt(0);
    }
}
