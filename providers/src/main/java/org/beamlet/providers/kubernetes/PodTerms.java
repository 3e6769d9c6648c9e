package org.beamlet.providers.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What pods are asked for with; texts that are not said are empty.
 *
 * @param program folder of Beamlet in the image
 * @param podName how the names of pods begin
 * @param pullSecret with which the image is fetched
 * @param inCluster whether an agent that runs in a pod takes that pod's own account
 */
public record PodTerms(
        String namespace,
        String image,
        String program,
        String podName,
        Map<String, String> requests,
        Map<String, String> limits,
        Optional<Long> userId,
        Optional<Long> groupId,
        boolean nonRoot,
        String pullSecret,
        List<Volume> volumes,
        String serviceAccount,
        Map<String, String> annotations,
        boolean inCluster) {
    /** Where a pod finds what its node manager reads. */
    public static final String BLOCK_FOLDER = "/beamlet/block";

    /** A claim of storage, and where it is mounted. */
    public record Volume(String claim, String mount) {}

    public PodTerms {
        requests = Map.copyOf(requests);
        limits = Map.copyOf(limits);
        volumes = List.copyOf(volumes);
        annotations = Map.copyOf(annotations);
    }

    /** {@return class path of the worker in the image} */
    public String classPath() {
        return program + "/worker/target/*:" + program + "/worker/target/lib/*";
    }
}
