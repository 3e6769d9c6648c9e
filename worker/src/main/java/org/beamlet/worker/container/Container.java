package org.beamlet.worker.container;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * In what each worker of an endpoint runs.
 *
 * @param type docker, podman, podman-hpc, apptainer, singularity or custom
 * @param image empty for a custom command
 * @param options shell text of the endpoint's admin; of a custom command all of it
 * @param readable folders of the site that functions read, at the same place in the container
 */
public record Container(
        @JsonProperty("type") String type,
        @JsonProperty("image") String image,
        @JsonProperty("options") String options,
        @JsonProperty("readable") List<String> readable) {
    private static final List<String> WITH_DAEMON = List.of("docker", "podman", "podman-hpc");
    private static final String CUSTOM = "custom";

    /** Made also from JSON, in which anything may be missing. */
    @SuppressWarnings({"ConstantValue", "RedundantNullCheck"})
    public Container {
        type = type == null ? "" : type;
        image = image == null ? "" : image;
        options = options == null ? "" : options;
        readable = readable == null ? List.of() : List.copyOf(readable);
    }

    /** {@return whether its processes are not among those of whoever started it} */
    public boolean apart() {
        return WITH_DAEMON.contains(type);
    }

    boolean custom() {
        return type.equals(CUSTOM);
    }

    /** {@return what to look at where a worker does not start in it} */
    public String remedy() {
        return custom()
                ? "run by hand what `beamlet endpoint check` shows: the command must keep stdin open"
                        + " (-i), mount {EXECUTOR_RUNDIR} and {BEAMLET_MOUNTS}, and end with"
                        + " {EXECUTOR_LAUNCH_CMD}"
                : "see that this node can get the image %s, and that it has /bin/sh and glibc"
                        .formatted(image);
    }

    /**
     * Looks for what can be missed before anything is started.
     *
     * @param path the folders in which programs are looked for
     * @throws BeamletException with code INSTALLATION_INCOMPLETE
     */
    public void require(String node, String path) {
        if (custom()) {
            return;
        }
        boolean found =
                Arrays.stream(path.split(":", -1))
                        .filter(folder -> !folder.isEmpty())
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, type)));
        if (!found) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "node %s has no program %s, in which the endpoint's workers are to run"
                            .formatted(node, type),
                    "have the endpoint's admin put it on the PATH in worker_init (module load %s),"
                                    .formatted(type)
                            + " or change container_type");
        }
        Optional<Path> file = imageFile();
        if (file.isPresent() && !Files.exists(file.get())) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "node %s has no image %s".formatted(node, image),
                    "have the endpoint's admin put it on a file system of the nodes, or correct"
                            + " container_uri");
        }
    }

    /** Of Apptainer an image is a file, a folder, or something with a scheme. */
    private Optional<Path> imageFile() {
        return apart() || image.contains("://") ? Optional.empty() : Optional.of(Path.of(image));
    }
}
