package org.beamlet.providers.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Blocks that are pods, one each. A job's id is its pod's name, which follows from the block's: a
 * pod that is there already is the one that was asked for, and is not made twice.
 */
public final class KubernetesProvider implements Provider {
    private static final Duration POLLING = Duration.ofSeconds(15);
    private static final Duration ARRIVAL = Duration.ofSeconds(30);
    private static final int TAIL_LINES = 40;

    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final int SERVER_FAULT = 500;

    private final PodTerms terms;
    private final Path blocks;
    private final PodMaker maker;
    private final Supplier<KubernetesClient> connect;
    private @Nullable KubernetesClient client;
    private volatile String trouble = "";

    /**
     * Connects with the first question.
     *
     * @param blocks the folder that holds one folder per block, named like the block
     */
    public KubernetesProvider(PodTerms terms, Path blocks) {
        this(terms, blocks, () -> Clients.of(terms));
    }

    KubernetesProvider(PodTerms terms, Path blocks, Supplier<KubernetesClient> connect) {
        this.terms = terms;
        this.blocks = blocks;
        this.maker = new PodMaker(terms, label(blocks));
        this.connect = connect;
    }

    /** Tells the pods of one endpoint; those of another with the same folder do no harm. */
    private static String label(Path blocks) {
        try {
            byte[] path = blocks.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(path);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized KubernetesClient client() {
        if (client == null) {
            client = connect.get();
        }
        return client;
    }

    private PodResource pod(String name) {
        return client().pods().inNamespace(terms.namespace()).withName(name);
    }

    @Override
    public String script(BlockRequest block) {
        return PodMaker.script(block);
    }

    @Override
    public JobId submit(BlockRequest block) {
        String name = maker.podName(block.name());
        try {
            Pod made = make(maker.pod(block));
            giveSecret(made, block.name());
            return new JobId(name);
        } catch (KubernetesClientException e) {
            if (unanswered(e)) {
                throw new BeamletException(
                        ErrorCode.SUBMIT_UNANSWERED,
                        "whether there is a pod %s is not known: %s".formatted(name, told(e)),
                        "wait: it is looked for before another is asked for",
                        e);
            }
            throw rejected(block.name(), told(e), remedy(e), e);
        } catch (IOException e) {
            throw rejected(
                    block.name(),
                    String.valueOf(e.getMessage()),
                    "see that %s can be read".formatted(blocks),
                    e);
        }
    }

    private Pod make(Pod pod) {
        try {
            return client().pods().inNamespace(terms.namespace()).resource(pod).create();
        } catch (KubernetesClientException e) {
            Pod there = e.getCode() == CONFLICT ? pod(pod.getMetadata().getName()).get() : null;
            if (there == null) {
                throw e;
            }
            return there;
        }
    }

    /** The pod waits for it; it goes with the pod, whoever deletes that. */
    private void giveSecret(Pod owner, String block) throws IOException {
        String file = Files.readString(blocks.resolve(block).resolve(PodMaker.FILE));
        try {
            var _ =
                    client().secrets()
                            .inNamespace(terms.namespace())
                            .resource(maker.secret(owner, file))
                            .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return;
            }
            if (!unanswered(e)) {
                // Without it the pod would wait for ever.
                var _ = pod(owner.getMetadata().getName()).delete();
            }
            throw e;
        }
    }

    /** One call for all; a pod that the list does not name is gone. */
    @Override
    public Map<JobId, JobStatus> status(Collection<JobId> jobs) {
        Map<JobId, JobStatus> all = new HashMap<>();
        if (jobs.isEmpty()) {
            return all;
        }
        Map<String, Pod> pods = new HashMap<>();
        try {
            client().pods()
                    .inNamespace(terms.namespace())
                    .withLabel(PodMaker.AGENT, maker.agent())
                    .list()
                    .getItems()
                    .forEach(pod -> pods.put(pod.getMetadata().getName(), pod));
            trouble = "";
        } catch (KubernetesClientException e) {
            trouble = "Kubernetes says nothing of pods: %s; %s".formatted(told(e), remedy(e));
            return all;
        }
        for (JobId job : jobs) {
            Pod pod = pods.get(job.value());
            JobStatus status =
                    pod == null
                            ? JobStatus.of(JobState.MISSING, "its pod was deleted")
                            : PodState.of(pod);
            if (pod != null && status.state().terminal()) {
                keepLog(pod);
            }
            all.put(job, status);
        }
        return all;
    }

    /** What it wrote goes with the pod. */
    private void keepLog(Pod pod) {
        String block = pod.getMetadata().getAnnotations().get(PodMaker.BLOCK);
        if (block == null || !block.matches("[A-Za-z0-9._-]+")) {
            return;
        }
        Path file = blocks.resolve(block).resolve(block + ".stderr");
        if (!Files.isDirectory(blocks.resolve(block)) || Files.exists(file)) {
            return;
        }
        try {
            String log = pod(pod.getMetadata().getName()).tailingLines(TAIL_LINES).getLog();
            Files.writeString(file, log == null ? "" : log);
        } catch (KubernetesClientException | IOException e) {
            System.getLogger(KubernetesProvider.class.getName())
                    .log(System.Logger.Level.DEBUG, "no log of pod " + block, e);
        }
    }

    /** Their node managers have the grace period to end in order. */
    @Override
    public void cancel(Collection<JobId> jobs) {
        List<String> failed = new ArrayList<>();
        for (JobId job : jobs) {
            try {
                var _ = pod(job.value()).withGracePeriod(PodMaker.GRACE_S).delete();
            } catch (KubernetesClientException e) {
                if (e.getCode() != NOT_FOUND) {
                    failed.add(job + ": " + told(e));
                    if (unanswered(e)) {
                        // The next would wait for as long.
                        break;
                    }
                }
            }
        }
        if (!failed.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED,
                    "Kubernetes does not delete pods: " + String.join("; ", failed),
                    "wait: it is told again");
        }
    }

    @Override
    public void ended(JobId job) {
        try {
            var _ = pod(job.value()).delete();
        } catch (KubernetesClientException e) {
            System.getLogger(KubernetesProvider.class.getName())
                    .log(System.Logger.Level.WARNING, "pod " + job + " is left behind", e);
        }
    }

    /** A pod that was made, and whose maker learnt nothing of it, lacks its secret. */
    @Override
    public Optional<JobId> find(String name) {
        try {
            Pod there = pod(maker.podName(name)).get();
            if (there == null) {
                return Optional.empty();
            }
            giveSecret(there, name);
            return Optional.of(new JobId(there.getMetadata().getName()));
        } catch (KubernetesClientException | IOException e) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED,
                    "whether there is a pod of block %s is not known: %s"
                            .formatted(name, e.getMessage()),
                    "wait: Kubernetes is asked again",
                    e);
        }
    }

    /** What has no code never came to be one of Kubernetes' answers. */
    private static boolean unanswered(KubernetesClientException e) {
        return e.getCode() <= 0 || e.getCode() >= SERVER_FAULT;
    }

    private static String told(KubernetesClientException e) {
        if (e.getStatus() != null && e.getStatus().getMessage() != null) {
            return "%s (%d)".formatted(e.getStatus().getMessage(), e.getCode());
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof KubernetesClientException
                ? "%s (%d)".formatted(root.getMessage(), e.getCode())
                : root.toString();
    }

    private String remedy(KubernetesClientException e) {
        return switch (e.getCode()) {
            case 401 -> "log in to the cluster again, or mend the kubeconfig";
            case 403 ->
                    "let the account create, get, list and delete pods and secrets in namespace %s, or raise its quota"
                            .formatted(terms.namespace());
            case 404 -> "see that namespace %s is there".formatted(terms.namespace());
            default -> "see that `kubectl get pods -n %s` works".formatted(terms.namespace());
        };
    }

    private static BeamletException rejected(
            String block, String why, String remedy, Throwable cause) {
        return new BeamletException(
                ErrorCode.SUBMIT_REJECTED,
                "Kubernetes does not take block %s: %s".formatted(block, why),
                remedy,
                cause);
    }

    @Override
    public Duration pollingInterval() {
        return POLLING;
    }

    @Override
    public Duration arrival() {
        return ARRIVAL;
    }

    @Override
    public Optional<String> trouble() {
        return Optional.of(trouble).filter(text -> !text.isEmpty());
    }
}
