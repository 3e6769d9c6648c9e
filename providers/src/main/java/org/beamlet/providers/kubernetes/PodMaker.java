package org.beamlet.providers.kubernetes;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.beamlet.providers.BlockRequest;

/** Makes the pod of a block, and the secret that belongs to it. */
record PodMaker(PodTerms terms, String agent) {
    static final String AGENT = "beamlet/agent";
    static final String BLOCK = "beamlet/block";
    static final String FILE = "block.json";
    static final long GRACE_S = 30;

    /** Only its owner reads it. */
    private static final int MODE = 0600;

    /**
     * The first process of a container ignores what it does not handle: this one hands the order to
     * end on to all others, and waits for them.
     */
    private static final String FIRST =
            """
            trap 'kill -TERM -1' TERM
            bash -c "$1" & script=$!
            wait "$script"; status=$?
            while kill -0 "$script" 2>/dev/null; do wait "$script"; status=$?; done
            exit "$status"
            """;

    String podName(String block) {
        return clean("%s-%s".formatted(terms.podName(), block));
    }

    /** A name as Kubernetes wants names. */
    static String clean(String name) {
        String clean = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-");
        String begun = clean.replaceAll("^-+", "");
        return begun.substring(Math.max(0, begun.length() - 63)).replaceAll("^-+|-+$", "");
    }

    static String script(BlockRequest block) {
        return """
        export JOBNAME='%s'
        %s
        %s\
        """
                .formatted(
                        block.name(),
                        block.workerInit().strip(),
                        block.launcher().launch(block.command(), block.nodes()));
    }

    Pod pod(BlockRequest block) {
        List<Volume> volumes = new ArrayList<>();
        List<VolumeMount> mounts = new ArrayList<>();
        volumes.add(
                new VolumeBuilder()
                        .withName("block")
                        .withNewSecret()
                        .withSecretName(podName(block.name()))
                        .withDefaultMode(MODE)
                        .endSecret()
                        .build());
        mounts.add(mount("block", PodTerms.BLOCK_FOLDER, true));
        for (PodTerms.Volume claim : terms.volumes()) {
            String name = "claim-" + volumes.size();
            volumes.add(
                    new VolumeBuilder()
                            .withName(name)
                            .withNewPersistentVolumeClaim(claim.claim(), false)
                            .build());
            mounts.add(mount(name, claim.mount(), false));
        }
        var spec =
                new PodBuilder()
                        .withNewMetadata()
                        .withName(podName(block.name()))
                        .addToLabels("app.kubernetes.io/managed-by", "beamlet")
                        .addToLabels(AGENT, agent)
                        .addToAnnotations(terms.annotations())
                        .addToAnnotations(BLOCK, block.name())
                        .endMetadata()
                        .withNewSpec()
                        .withRestartPolicy("Never")
                        .withTerminationGracePeriodSeconds(GRACE_S)
                        .withAutomountServiceAccountToken(!terms.serviceAccount().isEmpty())
                        .withVolumes(volumes)
                        .addNewContainer()
                        .withName("node-manager")
                        .withImage(terms.image())
                        .withCommand("/bin/bash", "-c", FIRST, "beamlet", script(block))
                        .withVolumeMounts(mounts)
                        .withNewResources()
                        .withRequests(quantities(terms.requests()))
                        .withLimits(quantities(terms.limits()))
                        .endResources()
                        .withNewSecurityContext()
                        .withAllowPrivilegeEscalation(false)
                        .endSecurityContext()
                        .endContainer();
        if (!terms.serviceAccount().isEmpty()) {
            spec.withServiceAccountName(terms.serviceAccount());
        }
        if (!terms.pullSecret().isEmpty()) {
            spec.withImagePullSecrets(new LocalObjectReference(terms.pullSecret()));
        }
        PodSecurityContextBuilder security = new PodSecurityContextBuilder();
        terms.userId().ifPresent(security::withRunAsUser);
        terms.groupId().ifPresent(security::withRunAsGroup);
        // Without it who is not root could not read the secret.
        terms.groupId().or(terms::userId).ifPresent(security::withFsGroup);
        if (terms.nonRoot()) {
            security.withRunAsNonRoot(true);
        }
        return spec.withSecurityContext(security.build()).endSpec().build();
    }

    private static VolumeMount mount(String name, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(name)
                .withMountPath(path)
                .withReadOnly(readOnly)
                .build();
    }

    private static Map<String, Quantity> quantities(Map<String, String> texts) {
        return texts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, one -> new Quantity(one.getValue())));
    }

    /** {@return what the node manager is told; it goes with the pod} */
    Secret secret(Pod owner, String blockFile) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(owner.getMetadata().getName())
                .addToLabels(AGENT, agent)
                .withOwnerReferences(
                        new OwnerReferenceBuilder()
                                .withApiVersion("v1")
                                .withKind("Pod")
                                .withName(owner.getMetadata().getName())
                                .withUid(owner.getMetadata().getUid())
                                .build())
                .endMetadata()
                .withType("Opaque")
                .withStringData(Map.of(FILE, blockFile))
                .build();
    }
}
