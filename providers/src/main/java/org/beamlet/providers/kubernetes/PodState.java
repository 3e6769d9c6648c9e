package org.beamlet.providers.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.jspecify.annotations.Nullable;

/** Reads what Kubernetes says of a pod. */
final class PodState {
    private PodState() {}

    static JobStatus of(Pod pod) {
        PodStatus status = pod.getStatus();
        if (status == null || status.getPhase() == null) {
            return JobStatus.of(JobState.PENDING);
        }
        return switch (status.getPhase()) {
            case "Pending" -> pending(status);
            case "Running" -> JobStatus.of(JobState.RUNNING);
            case "Succeeded" -> JobStatus.exited(0);
            case "Failed" -> failed(status);
            default ->
                    JobStatus.of(
                            JobState.UNKNOWN,
                            "its node does not answer",
                            "see `kubectl get nodes`; if the node is lost, delete the pod");
        };
    }

    private static JobStatus pending(PodStatus status) {
        Optional<JobStatus> waits =
                states(status)
                        .map(ContainerState::getWaiting)
                        .flatMap(one -> waiting(text(one.getReason()), text(one.getMessage())));
        return waits.or(() ->
                        condition(status, "PodScheduled")
                                .filter(one -> "False".equals(one.getStatus()))
                                .map(one ->
                                        JobStatus.of(
                                                JobState.PENDING,
                                                joined(
                                                        text(one.getReason()),
                                                        text(one.getMessage())),
                                                "wait for room, or lower init_cpu and init_mem to what a node has")))
                .orElseGet(() -> JobStatus.of(JobState.PENDING));
    }

    private static Optional<JobStatus> waiting(String reason, String message) {
        return switch (reason) {
            case "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull" ->
                    held(
                            reason,
                            message,
                            "see that `image` is right and that `secret` lets the cluster fetch it");
            case "CreateContainerConfigError", "CreateContainerError", "RunContainerError" ->
                    held(reason, message, "see `kubectl describe pod`");
            default -> Optional.empty();
        };
    }

    private static Optional<JobStatus> held(String reason, String message, String remedy) {
        return Optional.of(JobStatus.of(JobState.HELD, joined(reason, message), remedy));
    }

    private static JobStatus failed(PodStatus status) {
        OptionalInt exit = OptionalInt.empty();
        for (ContainerState one : states(status).stream().toList()) {
            if (one.getTerminated() != null) {
                if ("OOMKilled".equals(one.getTerminated().getReason())) {
                    return new JobStatus(
                            JobState.FAILED,
                            code(one),
                            "OOMKilled: it needed more memory than max_mem",
                            "raise max_mem, or lower max_workers_per_node");
                }
                exit = code(one);
            }
        }
        String why = joined(text(status.getReason()), text(status.getMessage()));
        Optional<PodCondition> disrupted =
                condition(status, "DisruptionTarget").filter(one -> "True".equals(one.getStatus()));
        String word = text(status.getReason());
        if (disrupted.isPresent() && !word.equals("Evicted")) {
            return new JobStatus(
                    JobState.PREEMPTED,
                    exit,
                    joined(text(disrupted.get().getReason()), text(disrupted.get().getMessage())));
        }
        return switch (word) {
            case "Evicted" ->
                    new JobStatus(
                            JobState.FAILED,
                            exit,
                            why,
                            "its node ran short; raise init_mem to what workers need");
            case "NodeLost" -> new JobStatus(JobState.FAILED, exit, why);
            case "Preempting", "Preempted", "Shutdown", "Terminated", "NodeShutdown" ->
                    new JobStatus(JobState.PREEMPTED, exit, why);
            case "DeadlineExceeded" -> new JobStatus(JobState.TIMEOUT, exit, why);
            default ->
                    exit.isPresent() && exit.getAsInt() != 0
                            ? JobStatus.exited(exit.getAsInt())
                            : new JobStatus(JobState.FAILED, exit, why);
        };
    }

    private static OptionalInt code(ContainerState ended) {
        Integer code = ended.getTerminated().getExitCode();
        return code == null ? OptionalInt.empty() : OptionalInt.of(code);
    }

    private static Optional<ContainerState> states(PodStatus status) {
        return status.getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static Optional<PodCondition> condition(PodStatus status, String type) {
        return status.getConditions().stream().filter(c -> type.equals(c.getType())).findFirst();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    private static String joined(String reason, String message) {
        return message.isEmpty() ? reason : reason.isEmpty() ? message : reason + ": " + message;
    }
}
