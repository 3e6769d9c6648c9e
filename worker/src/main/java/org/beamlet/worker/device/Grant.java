package org.beamlet.worker.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The devices that the batch system has given to this node's part of a job.
 *
 * @param source what says so, such as the variable's name
 * @param local whether the names are those that programs of this job use; else they are the node's,
 *     which a job that sees only its own devices counts anew
 */
record Grant(String source, List<DeviceName> devices, boolean local) {
    /** Those that name the devices of a program, in the order in which they are asked. */
    private static final List<String> VISIBLE =
            List.of(
                    "CUDA_VISIBLE_DEVICES",
                    "ROCR_VISIBLE_DEVICES",
                    "HIP_VISIBLE_DEVICES",
                    "ZE_AFFINITY_MASK");

    /** Slurm's, the step's before the job's. */
    private static final List<String> OF_JOB = List.of("SLURM_STEP_GPUS", "SLURM_JOB_GPUS");

    /** Torque's: a file with a line such as {@code node3-gpu0} for each. */
    private static final String TORQUE = "PBS_GPUFILE";

    private static final Set<String> NOBODY = Set.of("", "nodevfiles", "none", "void");

    Grant {
        devices = List.copyOf(devices);
    }

    /** {@return what the environment tells; empty where it tells nothing} */
    static Optional<Grant> of(Map<String, String> environment, String node) {
        for (String name : VISIBLE) {
            String value = environment.get(name);
            if (value != null) {
                return Optional.of(new Grant(name, names(value), true));
            }
        }
        for (String name : OF_JOB) {
            String value = environment.get(name);
            if (value != null) {
                return Optional.of(new Grant(name, names(value), false));
            }
        }
        return torque(environment.get(TORQUE), node);
    }

    /** What follows a negative number is hidden, as CUDA has it. */
    private static List<DeviceName> names(String value) {
        List<DeviceName> names = new ArrayList<>();
        if (NOBODY.contains(value.strip().toLowerCase(Locale.ROOT))) {
            return names;
        }
        for (String name : value.split(",", -1)) {
            String plain = name.strip();
            if (plain.isEmpty() || plain.startsWith("-")) {
                break;
            }
            names.add(DeviceName.of(plain));
        }
        return names;
    }

    private static Optional<Grant> torque(@Nullable String file, String node) {
        if (file == null) {
            return Optional.empty();
        }
        try {
            String here = node.split("\\.", 2)[0];
            return Optional.of(
                    new Grant(
                            TORQUE,
                            Files.readAllLines(Path.of(file)).stream()
                                    .map(line -> line.strip().split("-gpu", -1))
                                    .filter(parts -> parts.length == 2)
                                    .filter(parts -> parts[0].split("\\.", 2)[0].equals(here))
                                    .flatMap(parts -> Arrays.stream(parts).skip(1))
                                    .map(DeviceName::of)
                                    .toList(),
                            false));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
