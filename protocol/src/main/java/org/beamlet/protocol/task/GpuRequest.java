package org.beamlet.protocol.task;

import org.beamlet.protocol.error.BeamletException;

/**
 * How many of its node's accelerators a task has for itself while it runs.
 *
 * @param gpus 0 where it says nothing
 */
public record GpuRequest(int gpus) {
    public static final String KEY = "num_gpus";

    private static final int MOST = 1024;

    /**
     * Reads a resource specification of a task that runs on one node; other keys are passed over.
     *
     * @throws BeamletException with code RESOURCES_INVALID naming the key
     */
    public static GpuRequest parse(String specification) {
        if (specification.isEmpty()) {
            return new GpuRequest(0);
        }
        int gpus = MpiRequest.count(MpiRequest.object(specification), KEY).orElse(0);
        if (gpus > MOST) {
            throw MpiRequest.invalid(
                    "%s is %d".formatted(KEY, gpus),
                    "give a whole number from 1 to %d".formatted(MOST));
        }
        return new GpuRequest(gpus);
    }

    /** {@return the number of a task that was looked at before; 0 where nobody can read it} */
    public static int known(String specification) {
        if (!specification.contains(KEY)) {
            return 0;
        }
        try {
            return parse(specification).gpus;
        } catch (BeamletException _) {
            return 0;
        }
    }

    /**
     * Looks whether a node can give so many.
     *
     * @param present accelerators of each node that have different names
     * @throws BeamletException with code RESOURCES_INVALID saying how many there are
     */
    public void requireAmong(int present) {
        if (gpus == 0 || gpus <= present) {
            return;
        }
        throw present == 0
                ? MpiRequest.invalid(
                        "the task asks for %d GPUs (%s), and the endpoint's configuration names none"
                                .formatted(gpus, KEY),
                        "leave it out, or have the endpoint's admin set available_accelerators")
                : MpiRequest.invalid(
                        "the task asks for %d GPUs (%s), and a node of this endpoint has %d"
                                .formatted(gpus, KEY, present),
                        "ask for at most %d, or send the task to an endpoint with more"
                                .formatted(present));
    }

    /** {@return the refusal where tasks take whole nodes} */
    static BeamletException overNodes() {
        return MpiRequest.invalid(
                "the resource specification has the key '%s', and tasks of this endpoint have whole nodes with all their GPUs"
                        .formatted(KEY),
                "leave it out, and bind ranks to GPUs by launcher_options");
    }
}
