package org.beamlet.agent.config;

import java.util.Locale;

/**
 * In what the workers of an endpoint run.
 *
 * @param image empty for {@link Kind#CUSTOM}
 * @param options as they are; for {@link Kind#CUSTOM} the whole command with placeholders
 */
public record ContainerConfig(Kind kind, String image, String options) {
    /** Who makes the container. */
    public enum Kind {
        DOCKER,
        PODMAN,
        PODMAN_HPC,
        APPTAINER,
        SINGULARITY,
        CUSTOM;

        /** {@return as a configuration says it} */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** In a custom command: where the command of the workers goes. */
    public static final String COMMAND = "{EXECUTOR_LAUNCH_CMD}";
}
